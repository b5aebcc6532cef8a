/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel keeps of each processor for the processor itself: the task state segment and the
 * descriptor table, stacks, the floating-point unit, recorded interrupts.
 */
#ifndef L4_ARCH_PERCPU_H
#define L4_ARCH_PERCPU_H

#include <arch/window.h>
#include <base/percpu.h>

/*
 * Operand of an instruction: member of struct cpu at offset x, of the processor that runs it.
 * With several processors it is found through GS, which the ways into the kernel see to.
 */
#ifdef CONFIG_SMP
#define THIS_CPU(x)		%gs:x + WINDOW_TO_CPU
#else
#define THIS_CPU(x)		cpu0 + x(%rip)
#endif

#define KERNEL_STACK_BYTES	16384
#define IST_STACK_BYTES		4096
#define IST_STACKS		4	/* see IST_* of <arch/vectors.h> */
#define GDT_WORDS		9

#ifndef __ASSEMBLER__

#include <base/types.h>

struct save_frame;

/* (AMD64 manual, volume 2, section 12.2.5) */
struct tss {
	u32 reserved0;
#ifdef CONFIG_HARDEN_TABLES
	u64 entry_stack;	/* stack pointer of a trap from user mode: in the window */
#else
	u64 trap_stack;		/* stack pointer of a trap from user mode */
#endif
	u64 software[2];	/* stack pointers of the levels 1 and 2, which nobody uses */
	u64 reserved1;
#ifdef CONFIG_HARDEN_TABLES
	u64 ist[6];
	u64 trap_stack;		/* where such a trap goes on; no gate names the seventh stack */
#else
	u64 ist[7];
#endif
	u64 reserved2;
	u16 reserved3;
	u16 bitmap_offset;
} __packed;

struct cpu_stacks {
	u8 ist[IST_STACKS][IST_STACK_BYTES];
	u8 kernel[KERNEL_STACK_BYTES];
} __aligned(16);

#ifdef CONFIG_HARDEN_TABLES
/*
 * A stack that programs' page tables show, in the window: on it a way into the kernel begins, or
 * one out of it ends. (passage.S of the glue)
 */
struct passage_stack {
	u64 words[10];
	u64 onto;		/* with a stack of IST: the kernel's, where the way goes on */
	u64 unused;		/* stacks are aligned */
};
#endif

struct arch_cpu {
	/* of the entry code */
#ifndef CONFIG_SMP
	u64 user_stack;		/* for a moment: of a stray SYSCALL */
#endif
	u16 segments[4];	/* DS, ES, FS, GS as the user left them */
	u32 unused;		/* the trap stack is aligned, in the processor's first line */
	struct tss tss;
	u64 stack_top;		/* of the kernel's stack */
#ifdef CONFIG_SMP
	struct arch_cpu *self;	/* this, where all processors find it */
	u64 user_stack;
#endif

	/* interrupts that are recorded and not handled yet */
	u64 irq_words;		/* bit w: irq_recorded[w] is not zero */
	u64 irq_recorded[4];	/* one bit for each vector */

	/* the floating-point unit; see <arch/fpu.h> */
	void *fpu_owner;	/* state whose values the registers hold; NULL: nobody's */
	void *fpu_is_for;	/* state that the unit is set up for; NULL: a thread without one */
	/* The gate from which on a short IPC may exchange states: see fpu_open() of the glue. */
	u64 open_fpu;
#ifdef CONFIG_SMP
	u64 room_fpu;
#endif
	bool fpu_is_off;	/* CR0_TS is set */
	bool holds_breakpoints;	/* it handles a debug exception of the kernel */
#ifdef CONFIG_LIPC_USER
	bool lipc;		/* another thread may run than the one that the kernel has chosen */
#endif

	u64 gdt[GDT_WORDS];
#ifdef CONFIG_HARDEN_TABLES
	kvaddr_t in_window;	/* this, where programs' page tables show it */
	word_t last_space;	/* whose program ran last, with HARDEN_SPACES; 0: nobody knows */
#ifdef CONFIG_SMP
	u64 aligned;
#endif
	/* The first one is that of traps. */
	struct passage_stack passage[1 + IST_STACKS];
#endif
#ifdef CONFIG_SMP
	const struct save_frame *stopped;	/* by another one, with these registers; or NULL */
	u32 apic_id;		/* how interrupts from other processors find it */
	u64 clock_start;	/* its counter when the clock was zero */
#endif
};

/* Stacks of the processor that boots. */
extern struct cpu_stacks cpu0_stacks;

/* What user programs see at gs:0, of this processor: the UTCB pointer of the running thread. */
extern union user_gs {
	word_t utcb;
	u8 page[4096];		/* all of it is seen: nothing else lies here */
} user_gs0;

#ifdef CONFIG_HARDEN_TABLES
STATIC_ASSERT((CPU_ARCH + offsetof(struct arch_cpu, passage[0].onto)) % 16 == 0 &&
	      sizeof(struct passage_stack) % 16 == 0,
	      "the processor begins at the top of such a stack, and aligns it");
#endif

#ifdef CONFIG_SMP

/* Data at an address behind the GS base. (sparse does not know the compiler's word) */
#ifdef __CHECKER__
#define ARCH_NEAR
#else
#define ARCH_NEAR		__seg_gs
#endif

/* Of the processor that this code runs on: the kernel never goes on on another one. */
static inline struct arch_cpu *arch_this_cpu(void)
{
	struct arch_cpu *self;

	__asm__("movq %%gs:%c1, %0"
		: "=r"(self)
		: "i"(WINDOW_TO_CPU + CPU_ARCH + (int)offsetof(struct arch_cpu, self)));
	return self;
}

/* The same, of members that are read or written once, as operands of instructions. */
#define arch_near_cpu()		((struct cpu ARCH_NEAR *)(kvaddr_t)WINDOW_TO_CPU)
#define arch_near_this()	((struct arch_cpu ARCH_NEAR *)(kvaddr_t)(WINDOW_TO_CPU + CPU_ARCH))
#define arch_user_gs()		((word_t ARCH_NEAR *)(kvaddr_t)WINDOW_TO_WRITTEN)
#define arch_user_gs_write(i, w) (arch_user_gs()[i] = (w))
#define arch_user_gs_read(i)	(*(volatile word_t ARCH_NEAR *)&arch_user_gs()[i])

#else

#define ARCH_NEAR

static inline struct arch_cpu *arch_this_cpu(void)
{
	return (struct arch_cpu *)((char *)&cpu0 + CPU_ARCH);
}

#define arch_near_cpu()		(&cpu0)
#define arch_near_this()	arch_this_cpu()
#ifdef CONFIG_LIPC_USER
/*
 * Word i of what users see from gs:0 on, where the loaded space has it: by an address of 32 bits,
 * which is an operand like others.
 */
#define ARCH_USER_GS_AT(i) \
	((s32)(WINDOW_PAGE(WINDOW_WRITTEN_PAGE(0)) - (1l << 32)) + (i) * (int)sizeof(word_t))
#define arch_user_gs_write(i, w) \
	__asm__ volatile("addr32 movq %0, %c1" : : "r"((word_t)(w)), "i"(ARCH_USER_GS_AT(i)))

static __always_inline word_t arch_user_gs_read(const int i)
{
	word_t w;

	__asm__ volatile("addr32 movq %c1, %0" : "=r"(w) : "i"(ARCH_USER_GS_AT(i)));
	return w;
}
#else
#define arch_user_gs_write(i, w) ((&user_gs0.utcb)[i] = (w))
#endif

#endif

#endif
#endif
