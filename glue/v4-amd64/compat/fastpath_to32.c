/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The short path of IPC from 64-bit programs to 32-bit ones: ../fastpath.c goes on here when the
 * receiver, which it has found, has other words. What is said there about registers and the stack
 * holds here too.
 */
#include <api/space.h>
#include <api/thread.h>
#include <arch/cpureg.h>
#include <arch/space.h>
#include <generic/ipc_fastpath.h>
#include <glue/compat.h>
#include <glue/fastpath.h>
#include <glue/fastpath_ids.h>
#include <glue/glue.h>
#include <glue/stubs.h>

register word_t tag __asm__("r9");
register word_t user_ip __asm__("rcx");
register word_t user_flags __asm__("r11");

/* The port finds no threads: f->r is at hand. */
static const struct fastpath_port port = {
	.current = current_line, .differs = GATE_USUAL(USUAL_WORDS), .any = L4_TID_ANY,
	.can_tell = fastpath_tid_fits32,
};

/* Once the sender's words are stored, its registers are free. */
static __always_inline bool segments_are_right(void)
{
	__asm__ goto(COMPARE_SEGMENTS("ds", "es", "r8d", "r8w", "%0")
		     COMPARE_SEGMENTS("fs", "gs", "r8d", "r8w", "%1")
		     : : "i"(SEGMENTS_DATA), "i"(SEGMENTS_OTHER) : "cc" : wrong);
	return true;
wrong:
	return false;
}

static __always_inline void repair_segments(void)
{
	__asm__ volatile(REPAIR_SEGMENTS("r8d", "r8d")
			 : : "i"(SEL_USER_DATA), "i"(SEL_USER_GS));
}

/*
 * The lower halves of the message's words, from the eighth on out of the sender's UTCB, before them
 * out of its registers. Each instruction of the row has four bytes. RCX, R8 and R11 are free.
 */
static __always_inline void narrow_words(const struct fastpath *f, volatile u32 *to)
{
	user_flags = (word_t)tcb_utcb(tcb_of_line(f->me));
	__asm__ volatile("movl %%r9d, %%ecx\n\t"
			 "andl %3, %%ecx\n\t"
			 "cmpl $7, %%ecx\n\t"
			 "jbe 2f\n"
			 "1:\tmovl (%%r11, %%rcx, 8), %%r8d\n\t"
			 "movl %%r8d, (%2, %%rcx, 4)\n\t"
			 "decl %%ecx\n\t"
			 "cmpl $7, %%ecx\n\t"
			 "ja 1b\n"
			 "2:\t" ROW_START("r8")
			 ROW_WORD(7, "movl %%r15d, 28(%2)")
			 ROW_WORD(6, "movl %%r14d, 24(%2)")
			 ROW_WORD(5, "movl %%r13d, 20(%2)")
			 ROW_WORD(4, "movl %%r12d, 16(%2)")
			 ROW_WORD(3, "movl %%r10d, 12(%2)")
			 ROW_WORD(2, ".byte 0x40; movl %%ebx, 8(%2)")
			 ROW_WORD(1, ".byte 0x40; movl %%eax, 4(%2)")
			 "3:"
			 : "+r"(user_ip), "+r"(user_flags) : "r"(to), "i"(L4_TAG_UNTYPED_MASK)
			 : "memory", "cc");
}

/* All is checked. The receiver is in another space, and the entries change with the word size. */
static __always_inline __noreturn void deliver(const struct fastpath *f)
{
	volatile u32 *to;

	save_stack_pointer(f->me);
	tcb_of_line(f->me)->frame.rflags = user_flags;
	ipc_fastpath_switch(f);
	arch_near_cpu()->arch.tss.trap_stack = (word_t)f->r;
	fastpath_load(f->r);
	expect_calls(true);
	fastpath_reload(tcb_of_line(f->me)->id);
	to = (volatile u32 *)tcb_utcb(tcb_of_line(f->r));
	to[0] = (u32)tag;
	if (tag & L4_TAG_UNTYPED_MASK) {
		narrow_words(f, to);
		__asm__ volatile("movl 4(%0), %%ebx\n\t"
				 "movl 8(%0), %%eax" : : "r"(to));
	} else {
		__asm__ volatile("xorl %%ebx, %%ebx\n\t"
				 "xorl %%eax, %%eax" : : : "cc");
	}
	if (unlikely(!segments_are_right()))
		repair_segments();
	user_flags = tcb_of_line(f->r)->frame.rflags;
	load_stack_pointer(f->r);
	arch_user_gs_write(0, tcb_of_line(f->r)->local_id);
	/* Nothing of the kernel or the sender stays, also where only 64-bit code would see it. */
	FASTPATH_RETURN32(f->r,
			  "movl %%eax, %%ebp\n\t"
			  "movl %k1, %%eax\n\t"
			  "movl %%r9d, %%esi\n\t"
			  "movl %0, %%ecx\n\t"
			  "xorl %%edx, %%edx\n\t",
			  "xorl %%r9d, %%r9d\n\t"
			  "xorl %%r10d, %%r10d\n\t"
			  "xorl %%r12d, %%r12d\n\t"
			  "xorl %%r13d, %%r13d\n\t"
			  "xorl %%r14d, %%r14d\n\t"
			  "xorl %%r15d, %%r15d\n\t",
			  "i"(STUB32_TAIL_PLAIN), "d"(fastpath_tid_to32(tcb_of_line(f->me)->id)));
}

/*
 * The gate of the thread f.r, of a 32-bit space, is shut for 64-bit programs. `user_ip` is the id
 * that the message is for: f.r may have lost it.
 */
__attribute__((naked)) void syscall_fastpath_to32(void)
{
	struct fastpath f;
	word_t from;

	__asm__ volatile("" : "=D"(f.r), "=d"(from), "=S"(f.gate));
	take_gate(&f);
	if (likely(ipc_fastpath_seen(&f, from, port) == FASTPATH_ALLOWED))
		deliver(&f);
	FASTPATH_END("jmp syscall_fastpath_in_time32", "D"(f.r), "d"(from), "c"(user_ip));
}

/* Perhaps for a limit to its wait, which a message in time ends. */
__attribute__((naked)) void syscall_fastpath_in_time32(void)
{
	struct fastpath f;
	word_t from;

	__asm__ volatile("" : "=D"(f.r), "=d"(from));
	ipc_fastpath_look(&f);
	if (!ipc_fastpath_in_time(&f, from, port))
		FASTPATH_END("jmp syscall_ipc", "S"(user_ip), "d"(from));
	ipc_fastpath_look(&f);
	FASTPATH_END("jmp syscall_fastpath_to32", "D"(f.r), "d"(from),
		     PASS_GATE(f.gate), "c"(user_ip));
}
