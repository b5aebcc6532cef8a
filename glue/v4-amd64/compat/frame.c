/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * User registers of threads of 32-bit spaces as the API sees them. (X.2, ia32 interface)
 */
#include <glue/compat.h>

#include <api/compat.h>
#include <api/port.h>
#include <api/space.h>
#include <api/utcb.h>
#include <arch/cpureg.h>
#include <arch/segments.h>
#include <generic/usercopy.h>
#include <glue/glue.h>
#include <glue/stubs.h>

#define PUSHED_WORDS	2	/* by stubs with STUB32_TAIL_PUSHED: EBP, ECX */

void port_frame_compat(struct tcb *t)
{
	t->frame.cs = SEL_USER_CODE32;
}

static word_t stub_tail(const struct tcb *t)
{
	return t->frame.vector == FRAME_IPC32 ? STUB32_TAIL_PLAIN : t->frame.rip;
}

/* What the stub of t has pushed, then its return address. Returns the number of words; 0: none. */
static unsigned int read_stack(const struct tcb *t, u32 words[PUSHED_WORDS + 1])
{
	unsigned int n = stub_tail(t) == STUB32_TAIL_PUSHED ? PUSHED_WORDS + 1 : 1;
	size_t bytes = n * sizeof(u32);

	if (t->space == NULL ||
	    user_read(&t->space->pt, words, (u32)t->frame.rsp, bytes) != bytes)
		return 0;
	return n;
}

void compat_stub_return(const struct tcb *t, word_t *ip, word_t *sp)
{
	u32 words[PUSHED_WORDS + 1];
	unsigned int n = read_stack(t, words);

	*ip = n != 0 ? words[n - 1] : stub_tail(t);
	*sp = (u32)(t->frame.rsp + n * sizeof(u32));
}

/* Message registers 0 to 2 and the UTCB's address. */
static void load_message(struct tcb *t)
{
	const volatile u32 *mr = (const u32 *)tcb_utcb(t);

	t->frame.rsi = mr[0];
	t->frame.rbx = mr[1];
	t->frame.rbp = mr[2];
	t->frame.rdi = t->local_id;
}

/* Where the stub of ExchangeRegisters finds ECX. */
static volatile u32 *stub_ecx(const struct tcb *t)
{
	return (volatile u32 *)((char *)tcb_utcb(t) + STUB32_WORD_ECX);
}

/* What was in the registers of 64-bit code before the call is gone, as behind every call. */
static void cut_registers(struct save_frame *f)
{
	f->rax = (u32)f->rax;
	f->rbx = (u32)f->rbx;
	f->rcx = (u32)f->rcx;
	f->rdx = (u32)f->rdx;
	f->rsi = (u32)f->rsi;
	f->rdi = (u32)f->rdi;
	f->rbp = (u32)f->rbp;
	f->r8 = f->r9 = f->r10 = f->r11 = f->r12 = f->r13 = f->r14 = f->r15 = 0;
}

void compat_finish_stub(struct tcb *t)
{
	struct save_frame *f = &t->frame;
	u32 words[PUSHED_WORDS + 1];
	unsigned int n = read_stack(t, words);
	word_t tail = stub_tail(t);

	if (f->vector == FRAME_IPC32)
		load_message(t);
	if (tail == STUB32_TAIL_KEPT)
		f->rcx = f->rbx;
	else if (tail == STUB32_TAIL_SECOND)
		f->rcx = f->rdx;
	else if (tail == STUB32_TAIL_LOADED)
		f->rcx = *stub_ecx(t);
	if (n > PUSHED_WORDS) {
		f->rbp = words[0];
		f->rcx = words[1];
	}
	cut_registers(f);
	f->vector = FRAME_FULL;
	f->cs = SEL_USER_CODE32;
	f->ss = SEL_USER_DATA;
	f->rip = n != 0 ? words[n - 1] : tail;
	f->rsp = (u32)(f->rsp + n * sizeof(u32));
}

/* `of` is in a stub, has other words, or there is none: zeros. */
static __noinline struct tcb *return_exregs_unusual(struct tcb *t, struct tcb *of)
{
	struct save_frame *f = &t->frame;

	f->rsi = of != NULL ? port_user_ip(of) : 0;
	f->rdx = of != NULL ? port_user_sp(of) : 0;
	f->rdi = of != NULL ? of->frame.rflags : 0;
	f->rbx = of != NULL ? utcb_read(thread_of(of), L4_UTCB_USER_HANDLE) : 0;
	f->rbp = of != NULL ? tid_to32(utcb_read_tid(thread_of(of), L4_UTCB_PAGER)) : 0;
	return t;
}

struct tcb *compat_return_exregs(struct tcb *t, word_t result, word_t control, struct tcb *of)
{
	struct save_frame *f = &t->frame;
	const volatile u32 *words;

	*stub_ecx(t) = (u32)control;
	/* A thread's id, local or not. */
	f->rax = likely(!tid_is_global(result)) ? (u32)result : tid_to32(result);
	if (unlikely(of == NULL) || !is_compat(of) || of->frame.vector > FRAME_FULL)
		return return_exregs_unusual(t, of);
	words = utcb_words32(thread_of(of));
	f->rsi = of->frame.rip;
	f->rdx = of->frame.rsp;
	f->rdi = of->frame.rflags;
	f->rbx = words[L4_UTCB_USER_HANDLE];
	f->rbp = words[L4_UTCB_PAGER];
	return t;
}

#ifdef CONFIG_SMP
void compat_return_values(struct tcb *t, word_t result, const struct exregs *old)
{
	struct save_frame *f = &t->frame;

	f->rax = tid_is_global(result) ? tid_to32(result) : (u32)result;
	f->rsi = (u32)old->ip;
	f->rdx = (u32)old->sp;
	f->rdi = (u32)old->flags;
	f->rbx = (u32)old->handle;
	f->rbp = tid_to32(old->pager);
	/* Others may have finished the stub for it, which loads ECX at its end. */
	if (f->vector == FRAME_FULL)
		f->rcx = (u32)old->control;
	else
		*stub_ecx(t) = (u32)old->control;
}
#endif

/* The way out of FRAME_IPC32 finds the message in the UTCB. */
void compat_return_ipc(struct tcb *t, word_t tag, word_t from)
{
	*(volatile u32 *)tcb_utcb(t) = (u32)tag;
	t->frame.rax = tid_to32(from);
	t->frame.rdx = 0;
	t->frame.rdi = t->local_id;
	if (t->frame.vector != FRAME_IPC32)
		load_message(t);
}

void compat_return_unmap(struct tcb *t)
{
	t->frame.rsi = *(const volatile u32 *)tcb_utcb(t);
	t->frame.rdi = t->local_id;
}

/* Words of an exception message that are registers, which an answer may change. */
#define EXCEPTION_REGISTERS(word) \
	word(12, rax) word(11, rcx) word(10, rdx) word(9, rbx) word(8, rsp) word(7, rbp) \
	word(6, rsi) word(5, rdi)

enum { EXCEPTION_IP = 1, EXCEPTION_FLAGS, EXCEPTION_VECTOR, EXCEPTION_ERROR, EXCEPTION_WORDS = 12 };

unsigned int compat_exception_words(void)
{
	return EXCEPTION_WORDS;
}

void compat_exception_message(const struct tcb *t, word_t *mr)
{
	const struct save_frame *f = &t->frame;

#define GIVE(i, reg)	mr[i] = (u32)f->reg;
	EXCEPTION_REGISTERS(GIVE)
#undef GIVE
	mr[EXCEPTION_IP] = (u32)f->rip;
	mr[EXCEPTION_FLAGS] = (u32)f->rflags;
	mr[EXCEPTION_VECTOR] = f->vector;
	mr[EXCEPTION_ERROR] = (u32)f->error;
}

void compat_exception_reply(struct tcb *t, const volatile word_t *mr, unsigned int u)
{
	struct save_frame *f = &t->frame;

	/* Registers behind the end of a short answer stay as they are. */
#define TAKE(i, reg)	if (u >= (i)) f->reg = (u32)mr[i];
	EXCEPTION_REGISTERS(TAKE)
#undef TAKE
	if (u >= EXCEPTION_FLAGS)
		user_flags_set(t, mr[EXCEPTION_FLAGS], true);
	if (u >= EXCEPTION_IP)
		f->rip = (u32)mr[EXCEPTION_IP];
}
