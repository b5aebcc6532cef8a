/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC, the complete path: the call, its send phase, and how a message reaches its receiver.
 * (X.2, Ipc)
 *
 * A sender that meets its partner copies the untyped words at once, whoever of the two runs; typed
 * items, which may take long, are always worked off by the sender, as its continuation. When
 * its message has gone, a sender enters its receive phase in the same instant.
 *
 * Most messages go from program to program in their own names. Whatever else has a hand in the IPC
 * of a thread (source, sink, outer, intended, acts_for, awaits_quantum) takes USUAL_IPC from it,
 * and the end of the IPC brings all of that back to rest: so the others ask for that mark only.
 */
#include "ipc_item.h"
#include "ipc_parts.h"
#include "ipc_words.h"

#include <api/port.h>
#include <api/space.h>
#include <api/utcb.h>
#include <base/assert.h>
#include <generic/rendezvous.h>
#include <generic/sched.h>

/* Of a sender: its message goes straight to whom it names, and its words are the processor's. */
#define USUAL_STRAIGHT	(USUAL_ROUTE | USUAL_WORDS)

#define TAG_TYPED	((word_t)L4_TAG_TYPED_MASK << L4_TAG_TYPED_SHIFT)

/* The message of t is not, or not only, its own one to the thread that it has named. */
static inline bool is_routed(const struct thread *t)
{
	return t->tcb.acts_for != L4_TID_NIL || t->intended != L4_TID_NIL;
}

/* Items follow the words: s has them to work off, unless there are too many. */
static __noinline bool transfer_begin_typed(struct thread *s, struct thread *r)
{
	unsigned int u = tag_untyped(s->tag), t = tag_typed(s->tag);

	/* A start message has none: it is refused as a whole, and r waits for another one. */
	if (ipc_awaits_start(r)) {
		ipc_await_start(r, r->from);
		ipc_departed(s, ERROR_CODE(L4_IPC_OVERFLOW, 0));
		return true;
	}
	ipc_timer_cancel(s);
	ipc_timer_cancel(r);
	if (u + t >= L4_NUM_MRS) {
		ipc_arrive(s, r, ERROR_CODE(L4_IPC_OVERFLOW, 0));
		ipc_departed(s, ERROR_CODE(L4_IPC_OVERFLOW, 0));
		return true;
	}
	if (words_differ(s, r))
		compat_words(s, r, u);
	else if (r->sink == SINK_UTCB)
		copy_words(s, r, u);
	else
		take_words(r, utcb_words(s), u);
	s->tcb.state = THREAD_SENDING;
	r->tcb.state = THREAD_RECEIVING;
	s->tcb.partner = &r->tcb;
	r->tcb.partner = &s->tcb;
	xfer_begin(&s->xfer, u + 1, u + t + 1);
	return false;
}

/* Among what is unusual there is another name than the sender's, or more than one thing. */
static __noinline void transfer_unusual(struct thread *s, struct thread *r)
{
	pass_words(s, r, tag_untyped(s->tag));
	ipc_arrive(s, r, 0);
	ipc_depart(s);
}

/* A program's message, in its own name, for a thread that waits inside the kernel. */
static __noinline void transfer_to_kernel(struct thread *s, struct thread *r)
{
	if (r->sink == SINK_UTCB || r->is_irq) {
		transfer_unusual(s, r);
		return;
	}
	take_words(r, utcb_words(s), tag_untyped(s->tag));
	ipc_over(r);
	ipc_depart(s);
}

/* A message of the kernel, in the name of s, for a program that waits. */
static __always_inline void transfer_made(struct thread *s, struct thread *r)
{
	ASSERT(s->source != SOURCE_UTCB && s->sink != SINK_UTCB);
	make_words(s, tag_untyped(s->tag), utcb_words(r));
	ipc_arrive_usual(s, r);
	ipc_receive_begin(s);
}

static __always_inline bool transfer_begin(struct thread *s, struct thread *r)
{
	if (unlikely(s->tag & TAG_TYPED))
		return transfer_begin_typed(s, r);
	if (likely(is_usual_program(s->tcb.usual & r->tcb.usual))) {
		copy_words(s, r, tag_untyped(s->tag));
		ipc_arrive_usual(s, r);
		ipc_depart(s);
	} else if (words_differ(s, r)) {
		transfer_unusual(s, r);
	} else if (s->tcb.usual & USUAL_IPC) {
		transfer_to_kernel(s, r);
	} else if ((r->tcb.usual & USUAL_IPC) && !is_routed(s)) {
		transfer_made(s, r);
	} else {
		transfer_unusual(s, r);
	}
	return true;
}

bool ipc_transfer_begin(struct thread *s, struct thread *r)
{
	return transfer_begin(s, r);
}

/* The running thread s has sent to r. Returns who runs next: r, if that can run, or another. */
static __always_inline struct tcb *after_send(struct thread *s, struct thread *r)
{
	bool r_runs = r->tcb.state == THREAD_RUNNING;

	if (likely(s->tcb.state != THREAD_RUNNING))
		return r_runs ? sched_hand_over(&r->tcb) : sched_pick();
	if (!r_runs)
		return &s->tcb;
	if (r->tcb.prio > s->tcb.prio)
		return sched_prefer(&s->tcb, &r->tcb);
	sched_wake(&r->tcb);
	return &s->tcb;
}

struct tcb *ipc_after_send(struct thread *s, struct thread *r)
{
	return after_send(s, r);
}

/* The items of s have all gone to r, of this processor. */
static inline struct tcb *transfer_finish(struct thread *s, struct thread *r)
{
	r->tcb.partner = s->tcb.partner = NULL;
	ipc_arrive_at(s, r, 0);
	ipc_depart(s);
	return after_send(s, r);
}

struct tcb *ipc_transfer_finish(struct thread *s, struct thread *r)
{
	return transfer_finish(s, r);
}

/* The running thread s works off its items: what stops it is seen to when it continues. */
static __noinline struct tcb *send_items(struct thread *s, struct thread *r)
{
	enum items_stop stop = ipc_items(s, r);

	if (stop == ITEMS_DONE)
		return transfer_finish(s, r);
	s->xfer.stop = (u8)stop;
	continue_later(s, CONTINUE_TRANSFER);
	return continue_next(s);
}

/* Items follow the words of the running thread s; one that maps a page is done at once. */
static __noinline struct tcb *send_typed(struct thread *s, struct thread *r)
{
	unsigned int u = tag_untyped(s->tag);

	if (unlikely(tag_typed(s->tag) != 2 || u + 2 >= L4_NUM_MRS)) {
		/* More than that, or too much. */
	} else if (likely(is_usual_program(s->tcb.usual & r->tcb.usual))) {
		if (likely(item_at_once(s, r, u, true))) {
			copy_words(s, r, u);
			ipc_arrive_usual(s, r);
			ipc_depart(s);
			return after_send(s, r);
		}
	} else if (is_usual_program(s->tcb.usual) && (r->tcb.usual & USUAL_WORDS) &&
		   r->sink == SINK_FAULT && item_at_once(s, r, u, false)) {
		ipc_over(r);
		ipc_depart(s);
		return after_send(s, r);
	}
	return transfer_begin_typed(s, r) ? after_send(s, r) : send_items(s, r);
}

/* r takes the message of the running thread s. */
static __always_inline struct tcb *send_now(struct thread *s, struct thread *r)
{
	if (unlikely(s->tag & TAG_TYPED))
		return send_typed(s, r);
	(void)transfer_begin(s, r);
	return after_send(s, r);
}

/* The limit of its send phase begins only once: the thread may have waited for its record. */
static inline bool has_no_limit(const struct thread *s)
{
	return !IS_ENABLED(CONFIG_SMP) || (s->tcb.usual & USUAL_LIMIT);
}

/* r does not take the message of the running thread s now. */
static __noinline struct tcb *send_wait(struct thread *s, struct thread *r)
{
	u16 time = (u16)(s->timeouts >> 16);

	if (r != NULL && !is_mine(&r->tcb))
		return ipc_send_remote(s, r);
	if (r == NULL || !thread_is_active(r)) {
		ipc_end_with_error(s, L4_IPC_NO_PARTNER, L4_IPC_PHASE_SEND);
		return &s->tcb;
	}
	/* It has sent itself just before, and waits. */
	if (IS_ENABLED(CONFIG_SMP) && ipc_accepts(r, s))
		return send_now(s, r);
	if (time != L4_TIME_NEVER && has_no_limit(s) &&
	    !ipc_limit_wait(s, time, L4_IPC_PHASE_SEND))
		return &s->tcb;
	if (tcb_record_is_out(&s->tcb))
		return ipc_send_remote(s, r);
	s->tcb.state = THREAD_POLLING;
	rendezvous_queue(&s->tcb, &r->tcb);
	return sched_pick();
}

/* The send phase of the running thread s. */
static __always_inline struct tcb *send_begin(struct thread *s, struct thread *r)
{
	if (unlikely(!(s->tcb.usual & USUAL_ROUTE)))
		r = ipc_redirect(s, r);
	if (unlikely(s->tag & L4_TAG_PROPAGATED)) {
		ipc_propagate(s, r);
		/* Its record may have to tell the thread in whose name it sends. */
		if (r != NULL && s->tcb.acts_for != L4_TID_NIL && tcb_record_is_out(&s->tcb))
			return ipc_send_remote(s, r);
	}
	if (unlikely(r == NULL || !is_mine(&r->tcb) || !rendezvous_accepts(&r->tcb, &s->tcb)))
		return send_wait(s, r);
	return send_now(s, r);
}

/* The kernel sends for s, and not the straight way. */
static __noinline struct tcb *send_made(struct thread *s, struct thread *r)
{
	return send_begin(s, r);
}

void ipc_wait(struct thread *s, struct thread *r)
{
	if (!is_mine(&r->tcb) || tcb_record_is_out(&s->tcb)) {
		ipc_wait_remote(s, r);
		return;
	}
	s->tcb.state = THREAD_POLLING;
	rendezvous_queue(&s->tcb, &r->tcb);
}

#ifdef CONFIG_SMP
struct tcb *ipc_continue_send(struct thread *s)
{
	struct thread *r = thread_find(s->tcb.meant);

	if (r != NULL && is_mine(&r->tcb) && ipc_accepts(r, s))
		return send_now(s, r);
	return send_wait(s, r);
}
#endif

struct tcb *sys_ipc(struct tcb *me, word_t to, word_t from, word_t timeouts, word_t tag)
{
	struct thread *t = thread_of(me);

	t->tag = tag;
	t->from = from;
	t->timeouts = (u32)timeouts;
	if (to != L4_TID_NIL)
		return send_begin(t, thread_resolve(t, to));
	if (from == L4_TID_NIL)
		t->tag = 0;
	return ipc_receive(t);
}

struct tcb *ipc_kernel_call(struct thread *t, word_t to, enum source source, enum sink sink)
{
	struct thread *r = thread_resolve(t, to);

	usual_set(&t->tcb, USUAL_IPC, false);
	t->source = source;
	t->sink = sink;
	t->from = r != NULL ? atomic_glance(&r->tcb.id) : L4_TID_NIL;
	t->timeouts = TIMEOUTS_NEVER;
	/* A thread that waits as usual is in its own IPC, and its words are the processor's. */
	if (unlikely(r == NULL || !tcb_waits_here(&r->tcb) ||
		     (t->tcb.usual & USUAL_STRAIGHT) != USUAL_STRAIGHT ||
		     !rendezvous_fits(&r->tcb, &t->tcb)))
		return send_made(t, r);
	transfer_made(t, r);
	return after_send(t, r);
}

void ipc_interrupt(struct thread *irq, struct thread *handler)
{
	usual_set(&irq->tcb, USUAL_IPC, false);
	irq->source = SOURCE_KERNEL;
	irq->sink = SINK_DISCARD;
	irq->tag = (word_t)L4_PROTO_INTERRUPT << L4_PROTO_SHIFT;
	irq->from = atomic_glance(&handler->tcb.id);
	irq->timeouts = TIMEOUTS_NEVER;
	if (unlikely(!ipc_meets(handler, irq))) {
		ipc_wait(irq, handler);
		return;
	}
	ipc_transfer_begin(irq, handler);
	ipc_wake(handler);
}
