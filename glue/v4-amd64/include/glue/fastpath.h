/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the entries with a short path of IPC share: stack pointers and selectors of users, without a
 * stack to work on. All of it is for files that are compiled without registers of their own.
 */
#ifndef L4_GLUE_FASTPATH_H
#define L4_GLUE_FASTPATH_H

#include <arch/cpureg.h>
#include <arch/loads.h>
#include <arch/percpu.h>
#include <arch/segments.h>
#include <generic/cpu.h>
#include <generic/ipc_fastpath.h>
#include <glue/glue.h>

#define TAG_BITS	0xffff
#define TAG_PLAIN	L4_TAG_UNTYPED_MASK	/* bits of a tag that the short path allows */

/*
 * While a thread of one word size runs, the address from which Ipc of the other one comes has an
 * upper half that no user's instruction has. `is_compat` is a constant.
 */
static __always_inline void expect_calls(bool is_compat)
{
	char ARCH_NEAR *tss = (char ARCH_NEAR *)&arch_near_cpu()->arch.tss;

	*(u32 ARCH_NEAR *)(tss + offsetof(struct tss, software[0]) + 4) = is_compat ? ~0u : 0;
	*(u32 ARCH_NEAR *)(tss + offsetof(struct tss, software[1]) + 4) = is_compat ? 0 : ~0u;
}

/*
 * The end of a path: instructions that nothing follows. They use memory, for to gcc 14 whatever was
 * stored before them would be dead.
 */
#define FASTPATH_END(code, ...) do { \
	__asm__ volatile(code : : __VA_ARGS__ : "memory"); \
	__builtin_unreachable(); \
} while (0)

/*
 * The very end: to the thread whose line it is, its local id in RDI, behind `code`, which leaves
 * RBP alone; or to 32-bit code, with `rest` behind the last use of R8. With HARDEN_TABLES the
 * passage loads what belongs to the thread's space, else it is done before.
 */
#ifdef CONFIG_HARDEN_TABLES
static __always_inline void fastpath_load(const word_t *line)
{
	(void)line;
}
#define FASTPATH_LEAVE(line, code, reg, end, ...) \
	FASTPATH_END(code "movq %c[tables](%%rdi), %%" reg "\n\t" \
		     "movq %c[local](%%rdi), %%rdi\n\t" \
		     "jmp " end, __VA_ARGS__, "D"(line), [tables] "i"(FROM_LINE(space_word)), \
		     [local] "i"(FROM_LINE(local_id)))
#define FASTPATH_RETURN64(line, code, ...) \
	FASTPATH_LEAVE(line, code, "rbp", "passage_out64", __VA_ARGS__)
#define FASTPATH_RETURN32(line, code, rest, ...) \
	FASTPATH_LEAVE(line, code rest, "r8", "passage_out32", __VA_ARGS__)
#else
static __always_inline void fastpath_load(const word_t *line)
{
	const word_t space = tcb_of_line(line)->space_word;

	loads_count_change(space);
	write_cr3(space);
}
#define FASTPATH_RETURN64(line, code, ...) \
	FASTPATH_END(code "xorl %%ebp, %%ebp\n\t" \
		     "sysretq", __VA_ARGS__, "D"(tcb_of_line(line)->local_id))
#define FASTPATH_RETURN32(line, code, rest, ...) \
	FASTPATH_END(code "xorl %%r8d, %%r8d\n\t" rest \
		     "sysretl", __VA_ARGS__, "D"(tcb_of_line(line)->local_id))
#endif

/*
 * To another function of the path that finds the receiver's gate shut. With several processors the
 * first comparison uses the value up.
 */
#ifdef CONFIG_SMP
#define PASS_GATE(gate)		"i"(0)
#define GO_IF_NARROW		"testb %5, %c4(%0)\n\tjz"
#else
#define PASS_GATE(gate)		"S"(gate)
#define GO_IF_NARROW		"btq $32, %2\n\tjnc"	/* the lowest of GATE_USUAL() */
#endif
static __always_inline void take_gate(struct fastpath *f)
{
	if (IS_ENABLED(CONFIG_SMP))
		ipc_fastpath_look(f);
}

/* A trap stack begins where the frame ends and the hot line follows. */
static __always_inline word_t *current_line(void)
{
	return (word_t *)arch_near_cpu()->arch.tss.trap_stack;
}

/* The stack pointer of the user, from the register to the frame and back. */
static __always_inline void save_stack_pointer(const word_t *line)
{
	__asm__ volatile("movq %%rsp, %c1(%0)" : : "r"(line), "i"(FROM_LINE(frame.rsp)) : "memory");
}

static __always_inline void load_stack_pointer(const word_t *line)
{
	__asm__ volatile("movq %c1(%0), %%rsp" : : "r"(line), "i"(FROM_LINE(frame.rsp)) : "memory");
}

/*
 * The values that a user has loaded into segment registers are for nobody else; see the decision
 * on them. Compared two by two, in registers that are free and will be cleared or loaded anyway.
 */
#define SEGMENTS_DATA	(SEL_USER_DATA << 16 | SEL_USER_DATA)	/* DS, ES */
#define SEGMENTS_OTHER	(SEL_USER_DATA << 16 | SEL_USER_GS)	/* FS, GS */

/* A pair gathered in a register of 32 bits, whose lower half is `half`; jumps to label %l2. */
#define COMPARE_SEGMENTS(first, second, whole, half, expected) \
	"movl %%" first ", %%" whole "\n\t" \
	"shll $16, %%" whole "\n\t" \
	"movw %%" second ", %%" half "\n\t" \
	"cmpl " expected ", %%" whole "\n\t" \
	"jne %l2\n\t"

/*
 * A row of instructions for the words 7 to 1 of a message, of four bytes each, that begins where
 * the number in ECX says; the label behind it is 3. Without an indirect jump each word asks for
 * itself.
 */
#ifdef CONFIG_HARDEN_RETPOLINE
#define ROW_START(reg)
#define ROW_WORD(n, code) \
	"cmpl $" #n ", %%ecx\n\t" \
	"jb 1f\n\t" \
	code "\n" \
	"1:\t"
#else
#define ROW_START(reg) \
	ROW_MASK \
	"negq %%rcx\n\t" \
	"leaq 3f(, %%rcx, 4), %%" reg "\n\t" \
	"jmp *%%" reg "\n\t"
#define ROW_WORD(n, code)	code "\n\t"
#endif

/* The number is known to be at most 7; a guess may be wrong about that. */
#ifdef CONFIG_HARDEN_BOUNDS
#define ROW_MASK	"andl $7, %%ecx\n\t"
#else
#define ROW_MASK
#endif

#define REPAIR_SEGMENTS(one, other) \
	"movl %0, %%" one "\n\t" \
	"movl %%" one ", %%ds\n\t" \
	"movl %%" one ", %%es\n\t" \
	"movl %%" one ", %%fs\n\t" \
	"movl %1, %%" other "\n\t" \
	"movl %%" other ", %%gs"

#endif
