/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The short path of IPC of 32-bit programs, to programs of either word size: entry of all their
 * system calls by SYSCALL, and by SYSENTER once that looks the same. Like its 64-bit twin it has no
 * stack: `make check` looks for accesses to one. Other calls go on at compat_syscall, with all
 * registers as they came but R8 to R10, which 32-bit programs do not have. (X.2, ia32 interface)
 */
#include <api/space.h>
#include <api/thread.h>
#include <api/time.h>
#include <arch/cpureg.h>
#include <arch/space.h>
#include <generic/ipc_fastpath.h>
#include <glue/compat.h>
#include <glue/fastpath.h>
#include <glue/fastpath_ids.h>
#include <glue/glue.h>
#include <glue/stubs.h>

register word_t tag __asm__("rsi");
register word_t ebx __asm__("rbx");	/* in: timeouts; out: message register 1 */
register word_t ebp __asm__("rbp");	/* out: message register 2 */
register word_t user_ip __asm__("rcx");	/* in: behind the instruction that entered the kernel */
register word_t user_flags __asm__("r11");

#define REGISTER_WORDS	2	/* message words that the receiver gets in registers too */

STATIC_ASSERT(L4_TIME_NEVER == 0, "no limit is 0");

static __always_inline word_t *line_in_table(word_t id)
{
	word_t *const *table = (word_t *const *)ARCH_ALIAS_BASE;

	return table[fastpath_tid_number(id)];
}

static __always_inline bool can_tell(word_t id __unused)
{
	return true;
}

/* To receivers of 32-bit spaces, and of others. */
static const struct fastpath_port port32 = {
	.line = line_in_table, .current = current_line, .differs = GATE_USUAL(USUAL_WORDS),
	.any = COMPAT_ID_BITS, .can_tell = fastpath_tid_fits32,
};
static const struct fastpath_port port64 = {
	.line = line_in_table, .current = current_line, .any = COMPAT_ID_BITS,
	.can_tell = can_tell,
};

static __always_inline bool segments_are_right(void)
{
	__asm__ goto(COMPARE_SEGMENTS("ds", "es", "ebx", "bx", "%0")
		     COMPARE_SEGMENTS("fs", "gs", "ebx", "bx", "%1")
		     : : "i"(SEGMENTS_DATA), "i"(SEGMENTS_OTHER) : "cc" : wrong);
	return true;
wrong:
	return false;
}

static __always_inline void repair_segments(void)
{
	__asm__ volatile(REPAIR_SEGMENTS("ebx", "ebx")
			 : : "i"(SEL_USER_DATA), "i"(SEL_USER_GS));
}

static __always_inline volatile u32 *words_of(const word_t *line)
{
	return (volatile u32 *)tcb_utcb(tcb_of_line(line));
}

/* There are two words, not one. */
static __always_inline bool has_two_words(void)
{
	__asm__ goto("testb $1, %%sil\n\tjne %l0" : : : "cc" : one);
	return true;
one:
	return false;
}

/* Where the words of a message are, and so which copy of the path it takes. */
enum words { WORDS_NONE, WORDS_REGISTERS, WORDS_MEMORY };

/* All is checked: what both kinds of receivers need. EBX is free then. */
static __always_inline void begin(const struct fastpath *f)
{
	save_stack_pointer(f->me);
	tcb_of_line(f->me)->frame.rflags = user_flags;
	ipc_fastpath_switch(f);
	arch_near_cpu()->arch.tss.trap_stack = (word_t)f->r;
	if (unlikely(!segments_are_right()))
		repair_segments();
}

/*
 * Two words at a time; if their number is even, message register 0 comes first and alone: it is
 * written later. Both UTCBs may change meanwhile: at the users' own cost.
 */
static __always_inline void copy_words(const struct fastpath *f)
{
	word_t saved = tag;
	word_t *to = tcb_utcb(tcb_of_line(f->r));

	__asm__ volatile("leal 1(%%rsi), %%ecx\n\t"
			 "andl %2, %%ecx\n\t"
			 "movq %3, %%rsi\n\t"
			 "shrl $1, %%ecx\n\t"
			 "jnc 1f\n\t"
			 "movsl\n"
			 "1:\trep movsq"
			 : "+D"(to), "+r"(tag) : "i"(2 * L4_TAG_UNTYPED_MASK + 1),
			   "m"(tcb_of_line(f->me)->utcb) : "memory", "cc");
	tag = saved;
}

/* To a receiver of a 32-bit space. */
static __always_inline __noreturn void deliver(const struct fastpath *f, enum words words)
{
	word_t id;
	volatile u32 *to;

	begin(f);
	if (words == WORDS_MEMORY)
		copy_words(f);
	to = words_of(f->r);
	to[0] = (u32)tag;
	if (words == WORDS_MEMORY) {
		ebx = to[1];
		ebp = to[2];
	} else if (words == WORDS_REGISTERS) {
		ebp = (word_t)words_of(f->me);
		__asm__ volatile("movl 4(%%rbp), %%ebx" : "+r"(ebx));
		to[1] = (u32)ebx;
		if (likely(has_two_words())) {
			__asm__ volatile("movl 8(%%rbp), %%ebp" : "+r"(ebp));
			to[2] = (u32)ebp;
		} else {
			ebp = 0;
		}
	} else {
		ebx = ebp = 0;
	}
	if (likely(tcb_of_line(f->r)->space_word != tcb_of_line(f->me)->space_word)) {
		fastpath_load(f->r);
		id = fastpath_tid_to32(f->id);
		/* Of a far jump to 64-bit code, which would see them. */
		__asm__ volatile("movl %%esi, %%esi\n\t"
				 "xorl %%r12d, %%r12d\n\t"
				 "xorl %%r13d, %%r13d\n\t"
				 "xorl %%r14d, %%r14d\n\t"
				 "xorl %%r15d, %%r15d" : : : "cc");
	} else {
		id = (u32)tcb_of_line(f->me)->local_id;
	}
	user_flags = tcb_of_line(f->r)->frame.rflags;
	load_stack_pointer(f->r);
	arch_user_gs_write(0, tcb_of_line(f->r)->local_id);
	/* Nothing of the kernel or the sender stays. */
	FASTPATH_RETURN32(f->r,
			  "movl %0, %%ecx\n\t"
			  "xorl %%edx, %%edx\n\t",
			  "xorl %%r9d, %%r9d\n\t"
			  "xorl %%r10d, %%r10d\n\t",
			  "i"(STUB32_TAIL_PLAIN), "a"(id));
}

/*
 * The words of the message to the UTCB of a 64-bit receiver from the eighth on, and the others to
 * its registers. Each instruction of the row has four bytes. RBP and R11 are free. Returns message
 * register 1.
 */
static __always_inline word_t widen_words(const struct fastpath *f)
{
	word_t mr1 = 0;

	user_flags = (word_t)tcb_utcb(tcb_of_line(f->r));
	__asm__ volatile("movl %%esi, %%ecx\n\t"
			 "andl %4, %%ecx\n\t"
			 "cmpl $7, %%ecx\n\t"
			 "jbe 2f\n"
			 "1:\tmovl (%3, %%rcx, 4), %%ebp\n\t"
			 "movq %%rbp, (%%r11, %%rcx, 8)\n\t"
			 "decl %%ecx\n\t"
			 "cmpl $7, %%ecx\n\t"
			 "ja 1b\n"
			 "2:\t" ROW_START("rbp")
			 ROW_WORD(7, "movl 28(%3), %%r15d")
			 ROW_WORD(6, "movl 24(%3), %%r14d")
			 ROW_WORD(5, "movl 20(%3), %%r13d")
			 ROW_WORD(4, "movl 16(%3), %%r12d")
			 ROW_WORD(3, "movl 12(%3), %%r10d")
			 ROW_WORD(2, ".byte 0x40; movl 8(%3), %%ebx")
			 ROW_WORD(1, ".byte 0x40; movl 4(%3), %%eax")
			 "3:"
			 : "+r"(user_ip), "+r"(user_flags), "+a"(mr1)
			 : "D"(words_of(f->me)), "i"(L4_TAG_UNTYPED_MASK) : "memory", "cc");
	return mr1;
}

/* To a receiver of a 64-bit space, which is another one. The entries change with the word size. */
static __always_inline __noreturn void deliver64(struct fastpath *f)
{
	word_t mr1 = 0;

	begin(f);
	fastpath_load(f->r);
	expect_calls(false);
	fastpath_reload(tcb_of_line(f->me)->id);
	/* The receiver's WordSizeMask loses its upper half. */
	((u32 *)tcb_utcb(tcb_of_line(f->r)))[2 * L4_UTCB_WORD_SIZE_MASK + 1] = 0;
	__asm__ volatile("xorl %%ebx, %%ebx\n\t"
			 "xorl %%r10d, %%r10d\n\t"
			 "xorl %%r12d, %%r12d\n\t"
			 "xorl %%r13d, %%r13d\n\t"
			 "xorl %%r14d, %%r14d\n\t"
			 "xorl %%r15d, %%r15d" : : : "cc");
	if (tag & L4_TAG_UNTYPED_MASK)
		mr1 = widen_words(f);
	user_flags = tcb_of_line(f->r)->frame.rflags;
	load_stack_pointer(f->r);
	arch_user_gs_write(0, tcb_of_line(f->r)->local_id);
	FASTPATH_RETURN64(f->r,
			  "movl %0, %%ecx\n\t"
			  "movslq %%esi, %%r9\n\t"
			  "movq %%rdx, %%rsi\n\t"
			  "xorl %%edx, %%edx\n\t"
			  "xorl %%r8d, %%r8d\n\t",
			  "i"(STUB_PAGE_ADDRESS + STUB_RETURN), "a"(mr1),
			  "d"(tcb_of_line(f->me)->id));
}

/* Not for the short path. Nobody looks at what it has put into other registers. */
static __always_inline __noreturn void complete(word_t to, word_t from)
{
	FASTPATH_END("jmp compat_syscall", "a"(to), "d"(from));
}

/* To one of the functions below: the thread f.r is found, and `from` is a 64-bit id. */
#define GO_ON(function)	FASTPATH_END("jmp " #function, "D"(f.r), "d"(from))

/* The thread f.r, of a 64-bit space, is no receiver as usual to 32-bit programs. */
__attribute__((naked)) void compat_fastpath_to64(void)
{
	struct fastpath f;
	word_t from;

	__asm__ volatile("" : "=D"(f.r), "=d"(from));
	if (likely(ipc_fastpath_found(&f, from, port64) == FASTPATH_ALLOWED))
		deliver64(&f);
	GO_ON(compat_fastpath_in_time64);
}

/* The thread f.r is refused, perhaps for a limit to its wait, which a message in time ends. */
static __always_inline __noreturn void in_time(struct fastpath_port port)
{
	struct fastpath f;
	word_t from;

	__asm__ volatile("" : "=D"(f.r), "=d"(from));
	ipc_fastpath_look(&f);
	if (ipc_fastpath_in_time(&f, from, port))
		GO_ON(compat_fastpath_again);
	else
		GO_ON(compat_fastpath_complete);
}

__attribute__((naked)) void compat_fastpath_in_time(void)
{
	in_time(port32);
}

__attribute__((naked)) void compat_fastpath_in_time64(void)
{
	in_time(port64);
}

/* From the start, or with the complete path: the program's own ids. */
__attribute__((naked)) void compat_fastpath_again(void)
{
	word_t *line;
	word_t from;

	__asm__ volatile("" : "=D"(line), "=d"(from));
	FASTPATH_END("jmp compat_fastpath", "a"(fastpath_tid_to32(*line)),
		     "d"(fastpath_tid_to32(from)));
}

__attribute__((naked)) void compat_fastpath_complete(void)
{
	word_t *line;
	word_t from;

	__asm__ volatile("" : "=D"(line), "=d"(from));
	complete(fastpath_tid_to32(*line), fastpath_tid_to32(from));
}

/* A local id was given, perhaps: with the global one once more, if it is at hand. */
__attribute__((naked)) void compat_fastpath_local(void)
{
	const struct tcb *me;
	const word_t *line;
	word_t to, from;

	__asm__ volatile("" : "=a"(to), "=d"(from));
	to = (u32)to;
	from = (u32)from;
	if (tid_is_global(to))
		complete(to, from);
	me = tcb_of_line(current_line());
	line = *space_local(me->space, to);
	/* The UTCB of a thread that is being deleted is still there. */
	if (tcb_of_line(line)->local_id != to || *line == L4_TID_NIL || !fastpath_tid_fits32(*line))
		complete(to, from);
	if (from == to)
		from = fastpath_tid_to32(*line);
	FASTPATH_END("jmp compat_fastpath", "a"(fastpath_tid_to32(*line)), "d"(from));
}

static __always_inline __noreturn void try(word_t to, word_t from, enum words words)
{
	struct fastpath f;

	from = fastpath_tid_from32(from);
	switch (ipc_fastpath(&f, fastpath_tid_from32(to), from, port32)) {
	case FASTPATH_ALLOWED:
		deliver(&f, words);
	case FASTPATH_SHUT:
	case FASTPATH_REFUSED:
		if (tcb_of_line(f.r)->usual & USUAL_WORDS)
			GO_ON(compat_fastpath_to64);
		else
			GO_ON(compat_fastpath_in_time);
	case FASTPATH_UNKNOWN:
		break;
	}
	/* It is a local id, perhaps. */
	FASTPATH_END("jmp compat_fastpath_local", "a"(fastpath_tid_to32(fastpath_tid_from32(to))),
		     "d"(fastpath_tid_to32(from)));
}

/* No prologue: what compilers save there would go to the user's stack. */
__attribute__((naked)) void compat_fastpath(void)
{
	word_t to, from;

	/* Other calls have their parameters in all registers: nothing is touched before this. */
	__asm__ volatile("cmpq %0, %1\n\t"
			 "jne compat_syscall"
			 : : "r"(user_ip), "m"(COMPAT_IPC_RETURN(arch_near_cpu())) : "cc");
	__asm__ volatile("" : "=a"(to), "=d"(from));
	if (unlikely((u16)ebx != L4_TIME_NEVER))
		complete(to, from);
	if (likely((u16)tag == 0))
		try(to, from, WORDS_NONE);
	if (likely((u16)tag <= REGISTER_WORDS))
		try(to, from, WORDS_REGISTERS);
	if (likely((tag & (TAG_BITS & ~TAG_PLAIN)) == 0))
		try(to, from, WORDS_MEMORY);
	complete(to, from);
}
