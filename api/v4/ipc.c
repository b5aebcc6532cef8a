/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC, the complete path. (X.2, Ipc)
 *
 * A sender that meets its partner copies the untyped words at once, whoever of the two runs; typed
 * items, which may take long, are always worked off by the sender, as its continuation. When
 * its message has gone, a sender enters its receive phase in the same instant.
 */
#include "ipc_parts.h"

#include <api/port.h>
#include <api/space.h>
#include <api/time.h>
#include <api/utcb.h>
#include <arch/preempt.h>
#include <arch/time.h>
#include <base/assert.h>
#include <generic/rendezvous.h>
#include <generic/sched.h>

static unsigned int tag_untyped(word_t tag)
{
	return tag & L4_TAG_UNTYPED_MASK;
}

static unsigned int tag_typed(word_t tag)
{
	return (tag >> L4_TAG_TYPED_SHIFT) & L4_TAG_TYPED_MASK;
}

u8 ipc_state(const struct thread *t)
{
	return t->outer.is_active ? t->outer.state : t->tcb.state;
}

/* The limit of a wait; that of a transfer stays while a fault in it is served. */
static void timer_cancel(struct thread *t)
{
	if (!t->outer.is_active)
		sched_timer_cancel(&t->tcb);
}

/* t served a fault in the middle of a transfer: its sender goes on. */
void ipc_back_to_transfer(struct thread *t)
{
	struct thread *s;

	t->outer.is_active = false;
	t->tcb.state = t->outer.state;
	t->tcb.partner = t->outer.partner;
	t->tag = t->outer.tag;
	t->from = t->outer.from;
	t->intended = t->outer.intended;
	t->tcb.acts_for = t->outer.acts_for;
	t->tcb.acts_from = t->outer.acts_from;
	t->send_timeout = t->outer.send_timeout;
	t->recv_timeout = t->outer.recv_timeout;
	t->source = SOURCE_UTCB;
	t->sink = t->outer.sink;
	s = t->tcb.state == THREAD_SENDING ? t : thread_of(t->tcb.partner);
	continue_later(s, CONTINUE_TRANSFER);
	if (!s->tcb.is_queued)
		sched_wake(&s->tcb);
}

/* t is out of IPC and can run again. */
static void ipc_over(struct thread *t)
{
	if (t->outer.is_active) {
		ipc_back_to_transfer(t);
		return;
	}
	sched_timer_cancel(&t->tcb);
	t->tcb.state = THREAD_RUNNING;
	t->tcb.usual |= USUAL_WAIT;
	t->tcb.partner = NULL;
	t->source = SOURCE_UTCB;
	t->sink = SINK_UTCB;
	t->from = L4_TID_NIL;
	if (unlikely(t->awaits_quantum)) {
		/* An answer without a new quantum gives the old one again. */
		t->awaits_quantum = false;
		if (t->tcb.quantum_left == 0)
			sched_quantum_set(&t->tcb, t->tcb.quantum);
	}
}

static void halt(struct thread *t, const char *why)
{
	attention_raise(&t->tcb, ATTENTION_HALT);
	port_report_halt(&t->tcb, why);
}

/*
 * The IPC of t ends without a message. For the program's own calls that is an error code; a
 * message that the kernel made for t is tried again or given up.
 */
void ipc_end_with_error(struct thread *t, unsigned int e, unsigned int phase)
{
	u8 sink = t->sink, source = t->source;
	bool nested = t->outer.is_active;

	/* No answer, no quantum: the next tick finds it used up again. */
	t->awaits_quantum = false;
	if (t->is_irq) {
		ipc_over(t);
		t->tcb.state = THREAD_HALTED;
		return;
	}
	ipc_over(t);
	if (nested) {
		/* Otherwise the access is tried again. */
		if (e == L4_IPC_NO_PARTNER && phase == L4_IPC_PHASE_SEND)
			ipc_abort(t);
	} else if (source == SOURCE_UTCB && sink == SINK_UTCB) {
		utcb_set_error(t, ERROR_CODE(e, phase));
		port_return_ipc(&t->tcb, L4_TAG_ERROR, L4_TID_NIL, false);
	} else if (e == L4_IPC_NO_PARTNER && phase == L4_IPC_PHASE_SEND) {
		halt(t, sink == SINK_EXCEPTION ? "no exception handler" :
			sink == SINK_DISCARD ? "nobody takes its preemption message" : "no pager");
	}
}

static unsigned int copy_words(struct thread *s, word_t *mr)
{
	unsigned int u = tag_untyped(s->tag);

	for (unsigned int i = 1; i <= u; i++) {
		if (s->source == SOURCE_UTCB)
			mr[i] = utcb_read(s, (int)i);
		else if (s->source == SOURCE_KERNEL)
			mr[i] = s->kernel_words[i - 1];
		else
			mr[i] = port_exception_word(&s->tcb, i);
	}
	return u;
}

/* A message for a thread that waits inside the kernel. */
static void untyped_to_kernel(struct thread *s, struct thread *r)
{
	word_t mr[L4_NUM_MRS];
	unsigned int u = copy_words(s, mr);

	if (r->sink == SINK_START && u == 2) {
		port_set_user_ip(&r->tcb, mr[1]);
		port_set_user_sp(&r->tcb, mr[2]);
	} else if (r->sink == SINK_EXCEPTION) {
		port_exception_reply(&r->tcb, mr, u);
	}
}

static void untyped_to_user(struct thread *s, struct thread *r)
{
	unsigned int u = tag_untyped(s->tag);

	if (s->source != SOURCE_UTCB) {
		copy_words(s, tcb_utcb(&r->tcb));
		return;
	}
	for (unsigned int i = 1; i <= u; i++)
		utcb_write(r, (int)i, utcb_read(s, (int)i));
}

/* t waits; for its program and without limit, it can be reached by the short path. */
static void wait(struct thread *t)
{
	t->tcb.state = THREAD_WAITING;
	usual_set(&t->tcb, USUAL_WAIT,
		  t->sink == SINK_UTCB && t->recv_timeout == L4_TIME_NEVER && !t->outer.is_active);
}

/* Nobody in the queue of t is whom it wants: it waits. */
static void receive_wait(struct thread *t)
{
	usec_t deadline;

	if (t->recv_timeout != L4_TIME_NEVER) {
		deadline = time_deadline(t->recv_timeout, arch_time_now());
		if (deadline == 0) {
			ipc_end_with_error(t, L4_IPC_TIMEOUT, L4_IPC_PHASE_RECEIVE);
			return;
		}
		sched_timer_set(&t->tcb, deadline);
	}
	wait(t);
}

/* The receive phase of t begins: it waits, or can run with a result or to look for a message. */
static void receive_begin(struct thread *t)
{
	struct thread *named = NULL;
	struct tcb *first;

	t->tcb.partner = NULL;
	t->tcb.state = THREAD_RUNNING;
	timer_cancel(t);
	if (t->from == L4_TID_NIL) {
		word_t tag = t->tag & ~(word_t)(L4_TAG_ERROR | L4_TAG_XCPU | L4_TAG_REDIRECTED);

		ipc_over(t);
		port_return_ipc(&t->tcb, tag, L4_TID_NIL, false);
		return;
	}
	if (t->from == L4_TID_ANY) {
		t->tcb.expect = EXPECT_ANY;
	} else if (t->from == L4_TID_ANY_LOCAL) {
		t->tcb.expect = EXPECT_LOCAL;
	} else if (t->from == t->tcb.awaits_id && t->tcb.awaits->id == t->from) {
		/* As the last time. */
		named = thread_of(t->tcb.awaits);
		t->tcb.expect = t->from;
	} else {
		named = thread_resolve(t, t->from);
		if (named == NULL) {
			ipc_end_with_error(t, L4_IPC_NO_PARTNER, L4_IPC_PHASE_RECEIVE);
			return;
		}
		t->tcb.expect = named->tcb.id;
		rendezvous_await(&t->tcb, &named->tcb);
	}
	rendezvous_search_begin(&t->tcb);
	if (rendezvous_search(&t->tcb, named != NULL ? &named->tcb : NULL, &first) == ERR_AGAIN ||
	    first != NULL)
		continue_later(t, CONTINUE_RECEIVE);
	else
		receive_wait(t);
}

/* The message of s arrived at r, whole (error 0) or broken off (error without the phase). */
void ipc_arrive(struct thread *s, struct thread *r, word_t error)
{
	word_t tag = s->tag & ~(word_t)(L4_TAG_FLAGS);
	word_t from = thread_id_for(r, s);
	bool to_user = r->sink == SINK_UTCB;

	if (!error && unlikely(s->tcb.acts_for != L4_TID_NIL))
		ipc_redirect_wait(s, r);
	if (r->is_irq) {
		/* The handler's acknowledgement. */
		ipc_end_with_error(r, 0, L4_IPC_PHASE_RECEIVE);
		port_irq_unmask(r->irq);
		return;
	}
	ipc_over(r);
	if (!to_user)
		return;
	if (error) {
		utcb_set_error(r, error | L4_IPC_PHASE_RECEIVE);
		tag |= L4_TAG_ERROR;
	}
	if (s->tcb.acts_for != L4_TID_NIL) {
		struct thread *v = thread_find(s->tcb.acts_for);

		tag |= L4_TAG_PROPAGATED;
		utcb_write(r, L4_UTCB_VIRTUAL_SENDER, s->tcb.id);
		from = v != NULL ? thread_id_for(r, v) : s->tcb.acts_for;
	}
	if (s->intended != L4_TID_NIL) {
		tag |= L4_TAG_REDIRECTED;
		utcb_write(r, L4_UTCB_INTENDED_RECEIVER, s->intended);
	}
	port_return_ipc(&r->tcb, tag, from, true);
}

/* s has sent, or failed in the middle. */
void ipc_departed(struct thread *s, word_t error)
{
	word_t tag = s->tag;

	if (error == 0) {
		s->source = SOURCE_UTCB;
		receive_begin(s);
		return;
	}
	ipc_over(s);
	utcb_set_error(s, error | L4_IPC_PHASE_SEND);
	port_return_ipc(&s->tcb, (tag & ~(word_t)(L4_TAG_XCPU | L4_TAG_REDIRECTED)) | L4_TAG_ERROR,
			L4_TID_NIL, false);
}

/*
 * Begin the transfer. True: the message has arrived and both partners have their results or wait
 * on; false: s has typed items to work off.
 */
bool ipc_transfer_begin(struct thread *s, struct thread *r)
{
	unsigned int u = tag_untyped(s->tag), t = tag_typed(s->tag);

	timer_cancel(s);
	timer_cancel(r);
	if (u + t >= L4_NUM_MRS) {
		ipc_arrive(s, r, ERROR_CODE(L4_IPC_OVERFLOW, 0));
		ipc_departed(s, ERROR_CODE(L4_IPC_OVERFLOW, 0));
		return true;
	}
	if (r->sink == SINK_UTCB)
		untyped_to_user(s, r);
	else
		untyped_to_kernel(s, r);
	if (t == 0) {
		ipc_arrive(s, r, 0);
		ipc_departed(s, 0);
		return true;
	}
	s->tcb.state = THREAD_SENDING;
	r->tcb.state = THREAD_RECEIVING;
	s->tcb.partner = &r->tcb;
	r->tcb.partner = &s->tcb;
	s->xfer = (struct xfer){ .next = u + 1, .end = u + t + 1 };
	s->tcb.continuation = CONTINUE_TRANSFER;
	attention_raise(&s->tcb, ATTENTION_CONTINUE);
	return false;
}

/* s, the running thread, has sent to r, which can run now. */
struct tcb *ipc_after_send(struct thread *s, struct thread *r)
{
	bool r_runs = r->tcb.state == THREAD_RUNNING;

	if (s->tcb.state != THREAD_RUNNING)
		return r_runs ? sched_hand_over(&r->tcb) : sched_pick();
	if (!r_runs)
		return &s->tcb;
	if (r->tcb.prio > s->tcb.prio)
		return sched_prefer(&s->tcb, &r->tcb);
	sched_wake(&r->tcb);
	return &s->tcb;
}

/* The send phase of the running thread s. */
static struct tcb *send_begin(struct thread *s, struct thread *r)
{
	usec_t deadline;

	s->intended = L4_TID_NIL;
	s->tcb.acts_for = L4_TID_NIL;
	if (unlikely(!(s->tcb.usual & USUAL_ROUTE)))
		r = ipc_redirect(s, r);
	if (unlikely(s->tag & L4_TAG_PROPAGATED))
		ipc_propagate(s, r);
	if (r == NULL || !thread_is_active(r)) {
		ipc_end_with_error(s, L4_IPC_NO_PARTNER, L4_IPC_PHASE_SEND);
		return &s->tcb;
	}
	if (rendezvous_accepts(&r->tcb, &s->tcb))
		return ipc_transfer_begin(s, r) ? ipc_after_send(s, r) : &s->tcb;
	if (s->send_timeout != L4_TIME_NEVER) {
		deadline = time_deadline(s->send_timeout, arch_time_now());
		if (deadline == 0) {
			ipc_end_with_error(s, L4_IPC_TIMEOUT, L4_IPC_PHASE_SEND);
			return &s->tcb;
		}
		sched_timer_set(&s->tcb, deadline);
	}
	s->tcb.state = THREAD_POLLING;
	rendezvous_queue(&s->tcb, &r->tcb);
	return sched_pick();
}

static struct tcb *receive(struct thread *t)
{
	receive_begin(t);
	return t->tcb.state == THREAD_RUNNING ? &t->tcb : sched_pick();
}

struct tcb *ipc_continue_receive(struct thread *r)
{
	struct thread *named = NULL, *s;
	struct tcb *first;

	if (rendezvous_names(r->tcb.expect)) {
		named = thread_find(r->tcb.expect);
		if (named == NULL)
			return receive(r);
	}
	while (rendezvous_search(&r->tcb, named != NULL ? &named->tcb : NULL, &first) ==
	       ERR_AGAIN) {
		if (arch_preempt_pending()) {
			continue_later(r, CONTINUE_RECEIVE);
			return &r->tcb;
		}
	}
	/* The sender may have gone since it was seen. */
	if (first == NULL) {
		receive_wait(r);
		return r->tcb.state == THREAD_RUNNING ? &r->tcb : sched_pick();
	}
	s = thread_of(first);
	rendezvous_unqueue(first);
	if (!ipc_transfer_begin(s, r)) {
		/* The sender works, on its own processor time. */
		sched_wake(first);
		return sched_pick();
	}
	if (r->tcb.state == THREAD_RECEIVING) {
		/* The answer to a fault in a transfer to r: only its sender continues that. */
		if (first->state == THREAD_RUNNING)
			sched_wake(first);
		return sched_pick();
	}
	if (first->state == THREAD_RUNNING) {
		if (first->prio >= r->tcb.prio)
			return sched_prefer(&r->tcb, first);
		sched_wake(first);
	}
	return &r->tcb;
}

struct tcb *sys_ipc(struct tcb *me, word_t to, word_t from, word_t timeouts)
{
	struct thread *t = thread_of(me);

	t->tag = utcb_read(t, L4_UTCB_MR0);
	t->from = from;
	t->send_timeout = (u16)(timeouts >> 16);
	t->recv_timeout = (u16)timeouts;
	if (to != L4_TID_NIL)
		return send_begin(t, thread_resolve(t, to));
	if (from == L4_TID_NIL)
		t->tag = 0;
	return receive(t);
}

struct tcb *ipc_kernel_call(struct thread *t, word_t to, enum source source, enum sink sink)
{
	struct thread *r = thread_resolve(t, to);

	t->source = source;
	t->sink = sink;
	t->from = r != NULL ? r->tcb.id : L4_TID_NIL;
	t->send_timeout = t->recv_timeout = L4_TIME_NEVER;
	return send_begin(t, r);
}

void ipc_interrupt(struct thread *irq, struct thread *handler)
{
	irq->source = SOURCE_KERNEL;
	irq->sink = SINK_DISCARD;
	irq->tag = (word_t)L4_PROTO_INTERRUPT << L4_PROTO_SHIFT;
	irq->from = handler->tcb.id;
	irq->recv_timeout = L4_TIME_NEVER;
	if (!rendezvous_accepts(&handler->tcb, &irq->tcb)) {
		irq->tcb.state = THREAD_POLLING;
		rendezvous_queue(&irq->tcb, &handler->tcb);
		return;
	}
	ipc_transfer_begin(irq, handler);
	sched_wake(&handler->tcb);
}

void ipc_await_start(struct thread *t, word_t pager)
{
	struct thread *named;
	struct tcb *first;

	t->source = SOURCE_KERNEL;
	t->sink = SINK_START;
	t->from = t->tcb.expect = pager;
	t->recv_timeout = L4_TIME_NEVER;
	wait(t);
	named = thread_find(pager);
	/* A message that the pager has queued already counts. */
	if (named != NULL && (rendezvous_search(&t->tcb, &named->tcb, &first) == ERR_AGAIN ||
			      first != NULL)) {
		t->tcb.state = THREAD_RUNNING;
		t->tcb.continuation = CONTINUE_RECEIVE;
		attention_raise(&t->tcb, ATTENTION_CONTINUE);
		sched_wake(&t->tcb);
	}
}

void ipc_cancel(struct thread *t, unsigned int error)
{
	unsigned int phase = L4_IPC_PHASE_RECEIVE;

	ASSERT(t->tcb.state == THREAD_POLLING || t->tcb.state == THREAD_WAITING);
	if (t->tcb.state == THREAD_POLLING) {
		rendezvous_unqueue(&t->tcb);
		phase = L4_IPC_PHASE_SEND;
	}
	ipc_end_with_error(t, error, phase);
	/* The end of a fault in a transfer may have woken it as one of the partners. */
	if (t->tcb.state == THREAD_RUNNING && !t->tcb.is_queued)
		sched_wake(&t->tcb);
}

void ipc_expired(struct tcb *t)
{
	struct thread *s = thread_of(t);

	if (ipc_state(s) == THREAD_SENDING)
		ipc_transfer_expired(s, ipc_partner(s));
	else
		ipc_cancel(s, L4_IPC_TIMEOUT);
}
