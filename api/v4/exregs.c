/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ExchangeRegisters: read and change a thread of the own space, or one that the own space pages.
 * (X.2, ExchangeRegisters)
 */
#include "ipc_parts.h"

#include <api/ipc.h>
#include <api/port.h>
#include <api/remote_call.h>
#include <api/space.h>
#include <api/syscalls.h>
#include <api/utcb.h>
#include <generic/sched.h>

/* True if a thread of the space with this serial may exchange registers with t. */
static __noinline bool is_permitted(const u64 *serial, const struct thread *t)
{
	const struct thread *pager;

	if (t->tcb.space_serial == *serial)
		return true;
	pager = utcb_thread(t, L4_UTCB_PAGER);
	return pager != NULL && thread_serial(pager) == *serial;
}

const u8 exregs_seen[] = {
	[THREAD_INACTIVE] = EXREGS_NOT_PLAIN,
	[THREAD_HALTED] = L4_EXREGS_WAS_HALTED,
	[THREAD_POLLING] = L4_EXREGS_WAS_SENDING,
	[THREAD_SENDING] = L4_EXREGS_WAS_SENDING,
	[THREAD_RECEIVING] = L4_EXREGS_WAS_RECEIVING,
	[THREAD_WAITING] = L4_EXREGS_WAS_RECEIVING,
	[THREAD_ASKING] = EXREGS_NOT_PLAIN,
	[THREAD_RUNNING] = 0,
};

/* Of any active thread. */
static word_t state_bits(const struct thread *t)
{
	u8 is = ipc_state(t);
	word_t state = is != THREAD_INACTIVE && is != THREAD_ASKING ? exregs_seen[is] : 0;

	return state == 0 && (attention(&t->tcb) & ATTENTION_HALT) ? L4_EXREGS_WAS_HALTED : state;
}

static void set_values(struct thread *t, word_t control, const struct exregs *in)
{
	if (control & L4_EXREGS_SET_SP)
		port_set_user_sp(&t->tcb, word_for(t, in->sp));
	if (control & L4_EXREGS_SET_IP)
		port_set_user_ip(&t->tcb, word_for(t, in->ip));
	if (control & L4_EXREGS_SET_FLAGS)
		port_set_user_flags(&t->tcb, word_for(t, in->flags));
	if (control & L4_EXREGS_SET_HANDLE)
		utcb_write(t, L4_UTCB_USER_HANDLE, in->handle);
	if (control & L4_EXREGS_SET_PAGER)
		utcb_write_tid(t, L4_UTCB_PAGER, in->pager);
}

/* The send phase of t, which is asking, ends: of what has been taken of its message, too. */
static void cancel_asking(struct thread *t)
{
	ipc_end_asking(t, L4_IPC_CANCELLED);
	/* Its partner has taken it, perhaps just now, and the items are under way. */
	if (ipc_is_asking(t) && ipc_state(t) == THREAD_SENDING)
		ipc_abort(t);
}

static void cancel(struct thread *t, word_t control)
{
	u8 state = ipc_state(t);
	bool in_transfer = state == THREAD_SENDING || state == THREAD_RECEIVING;
	bool sends = state == THREAD_POLLING || state == THREAD_SENDING;
	bool receives = state == THREAD_WAITING || state == THREAD_RECEIVING;

	/* A fault in the middle of a transfer ends for either reason, wherever its message is. */
	if (t->outer.is_active && (control & (L4_EXREGS_CANCEL_SEND | L4_EXREGS_CANCEL_RECV))) {
		ipc_abort(t);
		return;
	}
	if (ipc_is_asking(t)) {
		if (control & L4_EXREGS_CANCEL_SEND)
			cancel_asking(t);
		/* It may have sent by now: then this cancel comes in its receive phase. */
		if (!ipc_is_waiting(t) || !(control & L4_EXREGS_CANCEL_RECV))
			return;
		state = THREAD_WAITING;
		sends = in_transfer = false;
		receives = true;
	}
	if (!(sends && (control & L4_EXREGS_CANCEL_SEND)) &&
	    !(receives && (control & L4_EXREGS_CANCEL_RECV)))
		return;
	if (in_transfer)
		ipc_abort(t);
	else
		ipc_cancel(t, L4_IPC_CANCELLED);
}

/* A thread that is in IPC or works in the kernel stops when it would next run user code. */
static void halt_or_resume(struct thread *t, bool halt)
{
	if (!halt) {
		attention_clear(&t->tcb, ATTENTION_HALT);
		if (t->tcb.state == THREAD_HALTED) {
			t->tcb.state = THREAD_RUNNING;
			sched_wake(&t->tcb);
		}
		return;
	}
	if (t->tcb.state == THREAD_HALTED)
		return;
	if (t->tcb.state == THREAD_RUNNING && attention(&t->tcb) == 0 &&
	    &t->tcb != arch_near_cpu()->current) {
		sched_dequeue(&t->tcb);
		t->tcb.state = THREAD_HALTED;
		return;
	}
	attention_raise(&t->tcb, ATTENTION_HALT);
}

static void change(struct thread *t, word_t control, const struct exregs *in)
{
	cancel(t, control);
	set_values(t, control, in);
	if (control & L4_EXREGS_HALT_VALID)
		halt_or_resume(t, control & L4_EXREGS_HALT);
}

/* What t is called for a caller that has called it by its other id. */
static word_t other_id(const struct thread *t, bool by_local_id)
{
	return by_local_id ? t->tcb.id : t->tcb.local_id;
}

/* --- t on another processor --- */

static void read_values(struct thread *t, struct exregs *old)
{
	old->control = state_bits(t);
	old->sp = port_user_sp(&t->tcb);
	old->ip = port_user_ip(&t->tcb);
	old->flags = port_user_flags(&t->tcb);
	old->handle = utcb_read(t, L4_UTCB_USER_HANDLE);
	old->pager = utcb_read_tid(t, L4_UTCB_PAGER);
}

/* Halts t at once, if it runs and is to: the next call about it finds it halted. */
static void halt_running(struct tcb *t)
{
	if (t != arch_near_cpu()->current || attention(t) != ATTENTION_HALT)
		return;
	attention_clear(t, ATTENTION_HALT);
	t->state = THREAD_HALTED;
	(void)sched_pick();
}

static bool remote_serve(struct thread *s, struct thread *t)
{
	struct exregs_work *w = &s->work.exregs;

	if (t == NULL || t->tcb.utcb == NULL || !is_permitted(&s->work.call.serial, t)) {
		s->work.call.error = L4_ERROR_INVALID_THREAD;
		return true;
	}
	ipc_settle(t);
	w->result = other_id(t, w->by_local_id);
	read_values(t, &w->old);
	change(t, w->in.control, &w->in);
	halt_running(&t->tcb);
	return true;
}

static struct tcb *remote_finish(struct thread *s)
{
	struct exregs_work *w = &s->work.exregs;
	static const struct exregs nothing;

	if (s->work.call.error) {
		utcb_set_error(s, s->work.call.error);
		port_return_values(&s->tcb, L4_TID_NIL, &nothing);
	} else {
		port_return_values(&s->tcb, w->result, &w->old);
	}
	return &s->tcb;
}

static const struct remote_ops remote_ops = { .serve = remote_serve, .finish = remote_finish };

static __noinline struct tcb *exchange_remote(struct thread *self, const struct thread *t,
					      word_t dest, word_t control,
					      const struct exregs *in)
{
	struct exregs_work *w = &self->work.exregs;

	w->by_local_id = !tid_is_global(dest);
	if (control & L4_EXREGS_SETS)
		w->in = *in;
	w->in.control = control;
	return remote_call(self, w->by_local_id ? atomic_glance(&t->tcb.id) : dest, &remote_ops);
}

static __noinline struct tcb *exchange(struct tcb *me, word_t dest, word_t control,
				       const struct exregs *in)
{
	struct thread *self = thread_of(me), *t = thread_resolve(self, dest);
	word_t result;

	if (t != NULL && !is_mine(&t->tcb))
		return exchange_remote(self, t, dest, control, in);
	if (t == NULL || t->tcb.utcb == NULL || !is_permitted(&me->space_serial, t)) {
		utcb_set_error(self, L4_ERROR_INVALID_THREAD);
		return port_return_exregs(me, L4_TID_NIL, 0, NULL);
	}
	if (IS_ENABLED(CONFIG_SMP))
		ipc_settle(t);
	result = other_id(t, !tid_is_global(dest));
	/* Own results first: new values of the own registers must win over them. */
	(void)port_return_exregs(me, result, state_bits(t), &t->tcb);
	if (control & EXREGS_CHANGES)
		change(t, control, in);
	return me;
}

/* The same of a thread with a UTCB, whose pager is named by its global id; else false. */
static inline bool is_plainly_permitted(const struct tcb *me, const struct thread *t)
{
	const struct thread *pager;

	if (t->tcb.utcb == NULL)
		return false;
	if (t->tcb.space_serial == me->space_serial)
		return true;
	pager = thread_is_compat(t) ? thread_find32((u32)utcb_read(t, L4_UTCB_PAGER)) :
				      thread_find(utcb_read_plain(t, L4_UTCB_PAGER));
	return pager != NULL && thread_serial(pager) == me->space_serial;
}

struct tcb *sys_exchange_registers(struct tcb *me, word_t dest, word_t control,
				   const struct exregs *in)
{
	struct thread *t;

	if (unlikely((control & EXREGS_CHANGES) || !tid_is_global(dest)))
		return exchange(me, dest, control, in);
	/* Often nothing but a look at a thread of which its state tells all. */
	t = thread_find(dest);
	if (likely(t != NULL && tcb_is_usual_here(&t->tcb)) &&
	    exregs_seen[t->tcb.state] != EXREGS_NOT_PLAIN && is_plainly_permitted(me, t))
		return port_return_exregs(me, t->tcb.local_id, exregs_seen[t->tcb.state], &t->tcb);
	return exchange(me, dest, control, in);
}
