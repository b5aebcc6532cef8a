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
#include <arch/fpu.h>
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
#define IPC_COMES_FROM	(STUB_PAGE_ADDRESS + STUB_RETURN)

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
	.replies = true,
};
static const struct fastpath_port port_calls = {
	.current = current_line, .any = L4_TID_ANY, .can_tell = can_tell,
};

/*
 * The words that the sender did not send are not the receiver's business: from the number of
 * words on, clear registers. Each instruction has three bytes. Without words there is no jump.
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

	__asm__ volatile("testb %1, %%r9b\n\t"
			 "jne 2f\n"
			 "1:\t.byte 0x40; xorl %%eax, %%eax\n\t"
			 ".byte 0x40; xorl %%ebx, %%ebx\n\t"
			 "xorl %%r10d, %%r10d\n\t"
			 "xorl %%r12d, %%r12d\n\t"
			 "xorl %%r13d, %%r13d\n\t"
			 "xorl %%r14d, %%r14d\n\t"
			 "xorl %%r15d, %%r15d\n\t"
			 ".subsection 1\n"
			 "2:\tmovzwl %%r9w, %k0\n\t"
			 MASK_WORDS
			 "leaq 1b(%0, %0, 2), %0\n\t"
			 "jmp *%0\n\t"
			 ".previous"
			 : "=r"(scratch) : "i"(REGISTER_WORDS) : "cc");
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

/*
 * Both partners have floating-point state, and that of the sender is in the unit: see
 * fpu_state_enter(). RCX and R8 are free. Nothing is left of what the sender had in the registers:
 * XRSTOR gives all that are enabled a value, FNINIT those that it forgets.
 */
static __always_inline void exchange_fpu(const struct fastpath *f)
{
	__asm__ volatile("movq %%rax, %%r8\n\t"
			 "movl %5, %%eax\n\t"
			 "xorl %%edx, %%edx\n\t"
			 "movq %c4(%2), %%rcx\n\t"
			 "xsaveopt64 (%%rcx)\n\t"
			 "cmpb %b6, %7\n\t"
			 "je 1f\n\t"
			 "fninit\n"
			 "1:\tmovq %c4(%3), %%rcx\n\t"
			 "xrstor64 (%%rcx)\n\t"
			 "movq %%rcx, %0\n\t"
			 "movq %%rcx, %1\n\t"
			 "movq %%r8, %%rax"
			 : "=m"(arch_near_cpu()->arch.fpu_owner),
			   "=m"(arch_near_cpu()->arch.fpu_is_for)
			 : "r"(f->me), "r"(f->r), "i"(FROM_LINE(fpu)), "m"(fpu_components),
			   "i"(0), "m"(fpu_keeps_pointers)
			 : "rdx", "memory", "cc");
}

static __always_inline void set_return(void)
{
	__asm__ volatile("movl %1, %k0" : "=r"(user_ip) : "i"(IPC_COMES_FROM));
}

/* All is checked. To the receiver; `extended`: with words in memory; `fpu`: both have a state. */
static __always_inline __noreturn void deliver(struct fastpath *f, bool extended, bool fpu)
{
	word_t sender = f->id;

	save_stack_pointer(f->me);
	tcb_of_line(f->me)->frame.rflags = user_flags;
	ipc_fastpath_switch(f);
	arch_near_cpu()->arch.tss.trap_stack = (word_t)f->r;
	if (fpu)
		exchange_fpu(f);
	if (extended) {
		/* To another register: the copy needs RSI and RDI. */
		__asm__ volatile("" : "+r"(f->me));
		copy_words(f);
		set_return();
		fastpath_reload(tcb_of_line(f->me)->id);
		sender = tcb_of_line(f->me)->id;
	} else if (fpu) {
		set_return();
	}
	if (likely(tcb_of_line(f->r)->space_word != tcb_of_line(f->me)->space_word)) {
		fastpath_load(f->r);
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
	FASTPATH_RETURN64(f->r, "", "S"(sender));
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

#ifdef CONFIG_COMPAT32
/* A receiver with narrow words takes the path between word sizes. */
static __always_inline void part_by_words(const struct fastpath *f, word_t from)
{
	__asm__ volatile(GO_IF_NARROW " syscall_fastpath_to32"
			 : : "D"(f->r), "d"(from), PASS_GATE(f->gate), "c"(user_ip),
			   "i"(FROM_LINE(usual)), "i"(USUAL_WORDS) : "cc");
}
#else
static __always_inline void part_by_words(const struct fastpath *f, word_t from)
{
	(void)f;
	(void)from;
}
#endif

/*
 * The gate of f->r, for which a message to the id `to` would be, is shut, perhaps for something
 * that can be helped. RCX tells `to`, which f->r may have lost by now.
 */
static __always_inline __noreturn void shut(const struct fastpath *f, word_t to, word_t from)
{
	user_ip = to;
	part_by_words(f, from);
	FASTPATH_END("jmp syscall_fastpath_in_time", "D"(f->r), "d"(from), PASS_GATE(f->gate),
		     "c"(user_ip));
}

/* The short path to a thread that is found already, without words in memory. */
__attribute__((naked)) void syscall_fastpath_found(void)
{
	struct fastpath f;
	word_t from;

	__asm__ volatile("" : "=D"(f.r), "=d"(from));
	switch (ipc_fastpath_found(&f, from, port)) {
	case FASTPATH_ALLOWED:
		deliver(&f, false, false);
	case FASTPATH_SHUT:
		shut(&f, *f.r, from);
	default:
		complete(*f.r, from);
	}
}

/* True if the thread belongs to another processor. */
static __always_inline bool is_far(const word_t *line)
{
	return IS_ENABLED(CONFIG_SMP) &&
	       tcb_of_line(line)->cpu != arch_near_cpu()->number;
}

/* Perhaps nothing shuts the gate but that its thread has a state, as the running one has. */
#ifdef CONFIG_SMP
static __always_inline void go_if_open_fpu(struct fastpath *f, word_t from)
{
	f->gate ^= GATE_USUAL(USUAL_FPU);
	f->gate -= arch_near_cpu()->arch.open_fpu;
	__asm__ volatile("cmpq %3, %0\n\t"
			 "jb syscall_fastpath_fpu"
			 : : "r"(f->gate), "D"(f->r), "d"(from),
			   "m"(arch_near_cpu()->arch.room_fpu), "c"(user_ip) : "cc");
}
#else
static __always_inline void go_if_open_fpu(struct fastpath *f, word_t from)
{
	f->gate ^= GATE_USUAL(USUAL_FPU);
	__asm__ volatile("cmpq %3, %0\n\t"
			 "jae syscall_fastpath_fpu"
			 : : "r"(f->gate), "D"(f->r), "d"(from),
			   "m"(arch_near_cpu()->arch.open_fpu), "c"(user_ip) : "cc");
}
#endif

/*
 * What can be helped: a message in time ends the limit of a wait, and then nothing is in the way
 * any more; of two threads with floating-point states these are exchanged.
 */
__attribute__((naked)) void syscall_fastpath_in_time(void)
{
	struct fastpath f;
	word_t from;

	__asm__ volatile("" : "=D"(f.r), "=d"(from), "=S"(f.gate));
	take_gate(&f);
	if (!(f.gate & GATE_USUAL(USUAL_LIMIT))) {
		if (!ipc_fastpath_in_time(&f, from, port))
			complete(user_ip, from);
		if (likely((tag & (TAG_BITS & ~REGISTER_WORDS)) == 0))
			FASTPATH_END("movl %2, %%ecx\n\t"
				     "jmp syscall_fastpath_found",
				     "D"(f.r), "d"(from), "i"(IPC_COMES_FROM));
		else
			FASTPATH_END("movq %%rcx, %%rsi\n\t"
				     "movl %1, %%ecx\n\t"
				     "jmp syscall_fastpath",
				     "d"(from), "i"(IPC_COMES_FROM), "c"(user_ip));
	}
	/* One that has lost its id is nobody's partner. */
	if (is_far(f.r) && fastpath_glance(f.r) == user_ip)
		FASTPATH_END("jmp syscall_ipc_far", "D"(f.r), "d"(from));
	go_if_open_fpu(&f, from);
	complete(user_ip, from);
}

__attribute__((naked)) void syscall_fastpath_fpu_extended(void)
{
	struct fastpath f;
	word_t from;

	__asm__ volatile("" : "=D"(f.r), "=d"(from));
	if (unlikely(ipc_fastpath_partners(&f, from, port_calls) != FASTPATH_ALLOWED))
		complete(user_ip, from);
	deliver(&f, true, true);
}

__attribute__((naked)) void syscall_fastpath_fpu(void)
{
	struct fastpath f;
	word_t from;

	__asm__ volatile("" : "=D"(f.r), "=d"(from));
	if (unlikely((tag & (TAG_BITS & ~REGISTER_WORDS)) != 0))
		FASTPATH_END("jmp syscall_fastpath_fpu_extended", "D"(f.r), "d"(from),
			     "c"(user_ip));
	if (unlikely(ipc_fastpath_partners(&f, from, port_calls) != FASTPATH_ALLOWED))
		complete(user_ip, from);
	deliver(&f, false, true);
}

/* With the thread that a local id names ... */
__attribute__((naked)) void syscall_fastpath_local(void)
{
	const word_t *line;
	word_t to, from;

	__asm__ volatile("" : "=S"(to), "=d"(from));
	if (!globalize(&to, &from, &line))
		complete(to, from);
	FASTPATH_END("jmp syscall_fastpath_found", "D"(line), "d"(from));
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

/*
 * A call waits for the thread that it sends to, and mostly the last one did so, too: that thread is
 * at hand. Other messages go on elsewhere, with both ids where they came: an id that was not waited
 * for before is a local one, perhaps. (Comparisons in C would let the compiler take one register
 * for another, and then miss one.)
 */
#define TRY(to, from, extended, named, local) do { \
	struct fastpath f_; \
	if (unlikely((u16)timeouts != L4_TIME_NEVER)) \
		complete(to, from); \
	__asm__ volatile("cmpq %0, %1\n\t" \
			 "jne " #named : : "S"(to), "d"(from) : "cc"); \
	f_.me = current_line(); \
	__asm__ volatile("cmpq %0, %2\n\t" \
			 "jne " #local \
			 : : "S"(to), "d"(from), "m"(tcb_of_line(f_.me)->awaits_id) : "cc"); \
	switch (ipc_fastpath_awaited(&f_, from, port)) { \
	case FASTPATH_ALLOWED: \
		deliver(&f_, extended, false); \
	case FASTPATH_SHUT: \
		shut(&f_, from, from); \
	default: \
		complete(from, from); \
	} \
} while (0)

/* A message to a thread that has to be found. */
#define TRY_NAMED(to, from, extended, local) do { \
	struct fastpath f_; \
	switch (ipc_fastpath(&f_, to, from, port)) { \
	case FASTPATH_ALLOWED: \
		deliver(&f_, extended, false); \
	case FASTPATH_SHUT: \
		shut(&f_, to, from); \
	case FASTPATH_REFUSED: \
		complete(*f_.r, from); \
	case FASTPATH_UNKNOWN: \
		break; \
	} \
	/* It is a local id, perhaps. */ \
	FASTPATH_END("jmp " #local, "S"(to), "d"(from)); \
} while (0)

__attribute__((naked)) void syscall_fastpath_named(void)
{
	word_t to, from;

	__asm__ volatile("" : "=S"(to), "=d"(from));
	TRY_NAMED(to, from, false, syscall_fastpath_local);
}

__attribute__((naked)) void syscall_fastpath_named_extended(void)
{
	word_t to, from;

	__asm__ volatile("" : "=S"(to), "=d"(from));
	TRY_NAMED(to, from, true, syscall_fastpath_local_extended);
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
		TRY(to, from, false, syscall_fastpath_named, syscall_fastpath_local);
	if (likely((tag & (TAG_BITS & ~TAG_PLAIN)) == 0))
		TRY(to, from, true, syscall_fastpath_named_extended,
		    syscall_fastpath_local_extended);
	complete(to, from);
}
