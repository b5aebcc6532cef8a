/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * User registers of threads as the API sees them: values of ExchangeRegisters, results of
 * system calls, messages of exceptions. (X.2, AMD64 interface)
 */
#include <api/port.h>

#include <api/fault.h>
#include <api/space.h>
#include <api/utcb.h>
#include <arch/cpureg.h>
#include <arch/fpu.h>
#include <arch/segments.h>
#include <generic/usercopy.h>
#include <glue/compat.h>
#include <glue/glue.h>
#include <glue/stubs.h>

#define FLAGS_ARITHMETIC \
	(RFLAGS_CF | RFLAGS_PF | RFLAGS_AF | RFLAGS_ZF | RFLAGS_SF | RFLAGS_OF | RFLAGS_DF)

/* Words of an exception message that are registers, which an answer may change. */
#define EXCEPTION_REGISTERS(word) \
	word(17, rsp) word(16, r11) word(15, r9) word(14, r8) word(13, rbp) word(12, rdi) \
	word(11, rsi) word(10, rdx) word(9, rcx) word(8, rax) word(7, r15) word(6, r14) \
	word(5, r13) word(4, r12) word(3, r10) word(2, rbx) word(1, rip)

enum { EXCEPTION_FLAGS = 18, EXCEPTION_VECTOR, EXCEPTION_ERROR, EXCEPTION_WORDS = EXCEPTION_ERROR };

void port_frame_init(struct tcb *t)
{
	struct save_frame *f = &t->frame;

#define CLEAR(i, reg)	f->reg = 0;
	EXCEPTION_REGISTERS(CLEAR)
#undef CLEAR
	f->error = 0;
	f->vector = FRAME_FULL;
	f->cs = SEL_USER_CODE64;
	f->ss = SEL_USER_DATA;
	f->rflags = RFLAGS_FIXED | RFLAGS_IF;
}

/* The processor would return there. 32-bit code is limited to 32-bit addresses. */
static bool is_valid_ip(const struct tcb *t)
{
	word_t ip = t->frame.rip;

	return t->frame.cs == SEL_USER_CODE32 ? ip == (u32)ip :
						(s64)(ip << 16) >> 16 == (s64)ip;
}

static void check_ip(struct tcb *t)
{
	if (!is_valid_ip(t))
		attention_raise(t, ATTENTION_CHECK);
}

/* Where t will be behind its stub, which pops the return address, as far as it can be read. */
static inline void stub_return_plain(const struct tcb *t, word_t *ip, word_t *sp)
{
	/* May be those of the frame itself. */
	*sp = t->frame.rsp;
	if (unlikely(t->space == NULL || !user_word(&t->space->pt, *sp, ip))) {
		*ip = STUB_PAGE_ADDRESS + STUB_RETURN;
		return;
	}
	*sp += sizeof(*ip);
}

static void stub_return(const struct tcb *t, word_t *ip, word_t *sp)
{
	if (is_compat(t))
		compat_stub_return(t, ip, sp);
	else
		stub_return_plain(t, ip, sp);
}

static bool is_in_stub(const struct tcb *t)
{
	return t->frame.vector > FRAME_FULL;
}

static void user_place(const struct tcb *t, word_t *ip, word_t *sp)
{
	if (is_in_stub(t)) {
		stub_return(t, ip, sp);
		return;
	}
	*ip = user_address(t, t->frame.rip);
	*sp = user_address(t, t->frame.rsp);
}

word_t port_user_ip(struct tcb *t)
{
	word_t ip, sp;

	user_place(t, &ip, &sp);
	return ip;
}

word_t port_user_sp(struct tcb *t)
{
	word_t ip, sp;

	user_place(t, &ip, &sp);
	return sp;
}

word_t port_user_flags(struct tcb *t)
{
	return t->frame.rflags;
}

/* From the UTCB to the registers that carry message registers, and the UTCB's address. */
static void load_message(struct tcb *t)
{
	const volatile word_t *mr = utcb_words(thread_of(t));

	t->frame.r9 = mr[0];
	t->frame.rax = mr[1];
	t->frame.rbx = mr[2];
	t->frame.r10 = mr[3];
	t->frame.r12 = mr[4];
	t->frame.r13 = mr[5];
	t->frame.r14 = mr[6];
	t->frame.r15 = mr[7];
	t->frame.rdi = t->local_id;
}

/* The thread leaves by the full path, as if its stub had returned already. */
static void finish_stub(struct tcb *t)
{
	if (!is_in_stub(t))
		return;
	if (is_compat(t)) {
		compat_finish_stub(t);
	} else {
		if (t->frame.vector == FRAME_IPC)
			load_message(t);
		t->frame.vector = FRAME_FULL;
		t->frame.cs = SEL_USER_CODE64;
		t->frame.ss = SEL_USER_DATA;
		stub_return(t, &t->frame.rip, &t->frame.rsp);
	}
	/* Also keeps the short path away, which leaves by SYSRET. */
	attention_raise(t, ATTENTION_CHECK);
}

void port_set_user_ip(struct tcb *t, word_t ip)
{
	finish_stub(t);
	t->frame.rip = ip;
	check_ip(t);
}

void port_set_user_sp(struct tcb *t, word_t sp)
{
	finish_stub(t);
	t->frame.rsp = sp;
}

void user_flags_set(struct tcb *t, word_t flags, bool and_trap)
{
	word_t changeable = FLAGS_ARITHMETIC | (and_trap ? RFLAGS_TF : 0);

	t->frame.rflags = (t->frame.rflags & ~changeable) | (flags & changeable);
}

void port_set_user_flags(struct tcb *t, word_t flags)
{
	finish_stub(t);
	user_flags_set(t, flags, false);
}

/*
 * IRET to an address that is not canonical, or that 32-bit code does not have, would fault in the
 * kernel: the thread gets the fault as if the instruction fetch had raised it.
 */
struct tcb *port_check_frame(struct tcb *t)
{
	if (is_valid_ip(t))
		return t;
	attention_raise(t, ATTENTION_CHECK);
	t->frame.vector = VECTOR_PROTECTION;
	t->frame.error = 0;
	return fault_exception(t);
}

void port_return(struct tcb *t, word_t result)
{
	t->frame.rax = result;
}

/* Existing libraries look for the result of MemoryControl in RDX. */
void port_return_memory(struct tcb *t, word_t result)
{
	t->frame.rax = t->frame.rdx = result;
	t->frame.rdi = t->local_id;
}

void port_return2(struct tcb *t, word_t result, word_t second)
{
	t->frame.rax = result;
	t->frame.rdx = second;
}

static __always_inline struct tcb *return_exregs(struct tcb *t, word_t result,
						 const struct exregs *old)
{
	t->frame.rax = result;
	t->frame.rsi = old->control;
	t->frame.rdx = old->sp;
	t->frame.r8 = old->ip;
	t->frame.r9 = old->flags;
	t->frame.r10 = old->handle;
	t->frame.rdi = old->pager;
	return t;
}

#ifdef CONFIG_SMP
void port_return_values(struct tcb *t, word_t result, const struct exregs *old)
{
	if (is_compat(t))
		compat_return_values(t, result, old);
	else
		(void)return_exregs(t, result, old);
}
#endif

/* Of a thread that has 32-bit words, or of none. */
static __noinline struct tcb *return_exregs_unusual(struct tcb *t, word_t result, word_t control,
						    struct tcb *of)
{
	struct exregs old = { .control = control };

	if (of != NULL) {
		user_place(of, &old.ip, &old.sp);
		old.flags = of->frame.rflags;
		old.handle = utcb_read(thread_of(of), L4_UTCB_USER_HANDLE);
		old.pager = utcb_read_tid(thread_of(of), L4_UTCB_PAGER);
	}
	return return_exregs(t, result, &old);
}

struct tcb *port_return_exregs(struct tcb *t, word_t result, word_t control, struct tcb *of)
{
	struct exregs old;

	if (is_compat(t))
		return compat_return_exregs(t, result, control, of);
	if (unlikely(of == NULL) || is_compat(of))
		return return_exregs_unusual(t, result, control, of);
	/* Its values are in its frame, or on its stack. */
	old.ip = of->frame.rip;
	old.sp = of->frame.rsp;
	if (likely(is_in_stub(of)))
		stub_return_plain(of, &old.ip, &old.sp);
	old.control = control;
	old.flags = of->frame.rflags;
	old.handle = utcb_read_plain(thread_of(of), L4_UTCB_USER_HANDLE);
	old.pager = utcb_read_plain(thread_of(of), L4_UTCB_PAGER);
	return return_exregs(t, result, &old);
}

static __noinline void return_ipc_unusual(struct tcb *t, word_t tag, word_t from, bool received)
{
	if (is_compat(t)) {
		compat_return_ipc(t, tag, from);
		return;
	}
	*tcb_utcb(t) = tag;
	if (received)
		load_message(t);
	t->frame.rsi = from;
	t->frame.r9 = tag;
	t->frame.rdi = t->local_id;
}

/* The way out of FRAME_IPC finds the message in the UTCB. */
void port_return_ipc(struct tcb *t, word_t tag, word_t from, bool received)
{
	if (unlikely(t->frame.vector != FRAME_IPC)) {
		return_ipc_unusual(t, tag, from, received);
		return;
	}
	*tcb_utcb(t) = tag;
	t->frame.rsi = from;
}

void port_return_unmap(struct tcb *t)
{
	if (likely(t->frame.vector == FRAME_IPC))
		return;
	if (is_compat(t))
		compat_return_unmap(t);
	else
		load_message(t);
}

unsigned int port_exception_words(const struct tcb *t)
{
	return is_compat(t) ? compat_exception_words() : EXCEPTION_WORDS;
}

void port_exception_message(const struct tcb *t, word_t *mr)
{
	const struct save_frame *f = &t->frame;

	if (is_compat(t)) {
		compat_exception_message(t, mr);
		return;
	}
#define GIVE(i, reg)	mr[i] = f->reg;
	EXCEPTION_REGISTERS(GIVE)
#undef GIVE
	mr[EXCEPTION_FLAGS] = f->rflags;
	mr[EXCEPTION_VECTOR] = f->vector;
	mr[EXCEPTION_ERROR] = f->error;
}

void port_exception_reply(struct tcb *t, const volatile word_t *mr, unsigned int u)
{
	struct save_frame *f = &t->frame;

	if (is_compat(t)) {
		compat_exception_reply(t, mr, u);
		return;
	}
	/* Registers behind the end of a short answer stay as they are. */
	switch (u) {
	default:
		user_flags_set(t, mr[EXCEPTION_FLAGS], true);
		__fallthrough;
#define TAKE(i, reg)	case i: f->reg = mr[i]; __fallthrough;
	EXCEPTION_REGISTERS(TAKE)
#undef TAKE
	case 0:
		break;
	}
	attention_clear(t, ATTENTION_CHECK);
	check_ip(t);
}
