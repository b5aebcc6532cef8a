/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The short path of IPC on AMD64: entry of all system calls of 64-bit programs. It has no stack:
 * RSP is the user's until it is the partner's, and the message words stay where the sender put
 * them (X.2, AMD64 interface). So this file is compiled with their registers and those of SYSCALL
 * fixed, and `make check` looks for stack accesses in it. Other calls go on at syscall_ipc
 * or syscall_other, with all registers that matter there as they came.
 */
#include <api/space.h>
#include <api/thread.h>
#include <api/time.h>
#include <arch/cpureg.h>
#include <arch/space.h>
#include <generic/ipc_fastpath.h>
#include <glue/fastpath.h>
#include <glue/glue.h>
#include <glue/stubs.h>

register word_t tag __asm__("r9");
register word_t timeouts __asm__("r8");
register word_t user_ip __asm__("rcx");	/* behind the SYSCALL instruction */
register word_t user_flags __asm__("r11");

#define REGISTER_WORDS	7	/* message words that travel in registers */

/* The tag is known to have no other bits; a guess may be wrong about that. */
#ifdef CONFIG_HARDEN_BOUNDS
#define MASK_WORDS	"andl $7, %k0\n\t"
#else
#define MASK_WORDS	""
#endif

STATIC_ASSERT(L4_TID_ANY == EXPECT_ANY, "FromSpecifier and expect are one");
STATIC_ASSERT(L4_TIME_NEVER == 0, "no limit is 0");

static __always_inline word_t *line_in_table(word_t id)
{
	word_t *const *table = (word_t *const *)ARCH_ALIAS_BASE;

	return table[tid_number(id) & MASK(TID_NUMBER_BITS)];
}

static __always_inline bool can_tell(word_t id __unused)
{
	return true;
}

static const struct fastpath_port port = {
	.line = line_in_table, .current = current_line, .any = L4_TID_ANY, .can_tell = can_tell,
};

/*
 * The words that the sender did not send are not the receiver's business: from the number of
 * words on, clear registers. Each instruction has three bytes.
 */
#ifdef CONFIG_HARDEN_RETPOLINE
/* The stack is the user's, so a return cannot take the place of the jump. */
static __always_inline void clear_unsent(void)
{
	word_t left;

	__asm__ volatile("movzbl %%r9b, %k0\n\t"
			 ".irp r, eax, ebx, r10d, r12d, r13d, r14d, r15d\n\t"
			 "subl $1, %k0\n\t"
			 "jns 1f\n\t"
			 "xorl %%\\r, %%\\r\n"
			 "1:\n\t"
			 ".endr"
			 : "=r"(left) : : "cc");
}
#else
static __always_inline void clear_unsent(void)
{
	word_t scratch;

	__asm__ volatile("movzwl %%r9w, %k0\n\t"
			 MASK_WORDS
			 "leaq 1f(%0, %0, 2), %0\n\t"
			 "jmp *%0\n"
			 "1:\t.byte 0x40; xorl %%eax, %%eax\n\t"
			 ".byte 0x40; xorl %%ebx, %%ebx\n\t"
			 "xorl %%r10d, %%r10d\n\t"
			 "xorl %%r12d, %%r12d\n\t"
			 "xorl %%r13d, %%r13d\n\t"
			 "xorl %%r14d, %%r14d\n\t"
			 "xorl %%r15d, %%r15d"
			 : "=r"(scratch) : : "cc");
}
#endif

/* Words 8 and up, between the UTCBs. Both may change meanwhile: at the users' own cost. */
static __always_inline void copy_words(const struct fastpath *f)
{
	const word_t *from;
	word_t *to;

	user_ip = (tag & L4_TAG_UNTYPED_MASK) - REGISTER_WORDS;
	__asm__ volatile("movq %c5(%3), %0\n\t"
			 "movq %c5(%4), %1\n\t"
			 "addq %6, %0\n\t"
			 "addq %6, %1\n\t"
			 "rep movsq"
			 : "=&S"(from), "=&D"(to), "+r"(user_ip)
			 : "r"(f->me), "r"(f->r), "i"(FROM_LINE(utcb)),
			   "i"((REGISTER_WORDS + 1) * sizeof(word_t))
			 : "memory", "cc");
}

static __always_inline bool segments_are_right(void)
{
	__asm__ goto(COMPARE_SEGMENTS("ds", "es", "r8d", "r8w", "%0")
		     COMPARE_SEGMENTS("fs", "gs", "edx", "dx", "%1")
		     : : "i"(SEGMENTS_DATA), "i"(SEGMENTS_OTHER) : "rdx", "cc" : wrong);
	return true;
wrong:
	return false;
}

static __always_inline void repair_segments(void)
{
	__asm__ volatile(REPAIR_SEGMENTS("r8d", "edx")
			 : : "i"(SEL_USER_DATA), "i"(SEL_USER_GS) : "rdx");
}

/* All is checked. To the receiver; `extended`: with words in memory. */
static __always_inline __noreturn void deliver(struct fastpath *f, bool extended)
{
	word_t sender = f->id;

	save_stack_pointer(f->me);
	tcb_of_line(f->me)->frame.rflags = user_flags;
	ipc_fastpath_switch(f);
	arch_near_cpu()->arch.tss.trap_stack = (word_t)f->r;
	if (extended) {
		/* To another register: the copy needs RSI and RDI. */
		__asm__ volatile("" : "+r"(f->me));
		copy_words(f);
		user_ip = STUB_PAGE_ADDRESS + STUB_RETURN;
		fastpath_reload(tcb_of_line(f->me)->id);
		sender = tcb_of_line(f->me)->id;
	}
	if (likely(tcb_of_line(f->r)->space_word != tcb_of_line(f->me)->space_word)) {
		write_cr3(tcb_of_line(f->r)->space_word);
		if (!extended)
			clear_unsent();
	} else {
		sender = tcb_of_line(f->me)->local_id;
	}
	user_flags = tcb_of_line(f->r)->frame.rflags;
	load_stack_pointer(f->r);
	arch_user_gs_write(0, tcb_of_line(f->r)->local_id);
	if (unlikely(!segments_are_right()))
		repair_segments();
	/* Nothing of the kernel or the sender stays: RDX and R8 hold selectors, and RBP nothing. */
	FASTPATH_END("xorl %%ebp, %%ebp\n\t"
		     "sysretq",
		     "S"(sender), "D"(tcb_of_line(f->r)->local_id));
}

/* Not for the short path. Nobody looks at what it has put into other registers. */
static __always_inline __noreturn void complete(word_t to, word_t from)
{
	FASTPATH_END("jmp syscall_ipc", "S"(to), "d"(from));
}

/* A local id was given: go on with the global one, if it is at hand. */
static __always_inline bool globalize(word_t *to, word_t *from, const word_t **line)
{
	const struct tcb *me = tcb_of_line(current_line());

	if (tid_is_global(*to))
		return false;
	*line = *space_local(me->space, *to);
	/* The UTCB of a thread that is being deleted is still there. */
	if (tcb_of_line(*line)->local_id != *to || **line == L4_TID_NIL)
		return false;
	if (*from == *to)
		*from = **line;
	*to = **line;
	return true;
}

/* The thread f->r is refused, perhaps for something that can be helped. */
static __always_inline __noreturn void refused(const struct fastpath *f, word_t from)
{
	if (IS_ENABLED(CONFIG_COMPAT32) && !(tcb_of_line(f->r)->usual & USUAL_WORDS)) {
		FASTPATH_END("jmp syscall_fastpath_to32", "D"(f->r), "d"(from));
	}
	FASTPATH_END("jmp syscall_fastpath_in_time", "D"(f->r), "d"(from));
}

/* The short path to a thread that is found already, without words in memory. */
__attribute__((naked)) void syscall_fastpath_found(void)
{
	struct fastpath f;
	word_t from;

	__asm__ volatile("" : "=D"(f.r), "=d"(from));
	if (likely(ipc_fastpath_found(&f, from, port) == FASTPATH_ALLOWED))
		deliver(&f, false);
	refused(&f, from);
}

/* True if the thread belongs to another processor. */
static __always_inline bool is_far(const word_t *line)
{
	return IS_ENABLED(CONFIG_SMP) &&
	       tcb_of_line(line)->cpu != arch_near_cpu()->number;
}

/* A message in time ends the limit of a wait; then nothing is in the way any more. */
__attribute__((naked)) void syscall_fastpath_in_time(void)
{
	struct fastpath f;
	word_t from;

	__asm__ volatile("" : "=D"(f.r), "=d"(from));
	if (!ipc_fastpath_in_time(&f, from, port)) {
		if (is_far(f.r))
			FASTPATH_END("jmp syscall_ipc_far", "D"(f.r), "d"(from));
		complete(*f.r, from);
	}
	if (likely((tag & (TAG_BITS & ~REGISTER_WORDS)) == 0))
		FASTPATH_END("jmp syscall_fastpath_found", "D"(f.r), "d"(from));
	else
		FASTPATH_END("jmp syscall_fastpath", "S"(*f.r), "d"(from));
}

/* With the thread that a local id names ... */
__attribute__((naked)) void syscall_fastpath_local(void)
{
	const word_t *line;
	word_t to, from;

	__asm__ volatile("" : "=S"(to), "=d"(from));
	if (!globalize(&to, &from, &line))
		complete(to, from);
	FASTPATH_END("jmp syscall_fastpath_found", "D"(line), "S"(to), "d"(from));
}

/* ... and with a global id in place of the local one, once more from the start. */
__attribute__((naked)) void syscall_fastpath_local_extended(void)
{
	const word_t *line;
	word_t to, from;

	__asm__ volatile("" : "=S"(to), "=d"(from));
	if (!globalize(&to, &from, &line))
		complete(to, from);
	FASTPATH_END("jmp syscall_fastpath", "S"(to), "d"(from));
}

static __always_inline __noreturn void try(word_t to, word_t from, bool extended)
{
	struct fastpath f;

	if (unlikely((u16)timeouts != L4_TIME_NEVER))
		complete(to, from);
	switch (ipc_fastpath(&f, to, from, port)) {
	case FASTPATH_ALLOWED:
		deliver(&f, extended);
	case FASTPATH_REFUSED:
		refused(&f, from);
	case FASTPATH_UNKNOWN:
		break;
	}
	/* It is a local id, perhaps. */
	if (extended)
		FASTPATH_END("jmp syscall_fastpath_local_extended", "S"(to), "d"(from));
	else
		FASTPATH_END("jmp syscall_fastpath_local", "S"(to), "d"(from));
}

/*
 * No prologue: what compilers save there would go to the user's stack. From the beginning of a line
 * of the cache on, so that it is in as few as it can.
 */
__attribute__((naked)) __aligned(64) void syscall_fastpath(void)
{
	word_t to, from;

	/* Other calls have their parameters in all registers: nothing is touched before this. */
	__asm__ volatile("cmpq %0, %1\n\t"
			 "jne syscall_other"
			 : : "r"(user_ip), "m"(IPC_RETURN(arch_near_cpu())) : "cc");
	__asm__ volatile("" : "=S"(to), "=d"(from));
	if (likely((tag & (TAG_BITS & ~REGISTER_WORDS)) == 0))
		try(to, from, false);
	if (likely((tag & (TAG_BITS & ~TAG_PLAIN)) == 0))
		try(to, from, true);
	complete(to, from);
}
