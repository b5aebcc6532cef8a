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
#include "ipc_string_once.h"
#include "ipc_usual.h"
#include "ipc_words.h"

#include <api/fault.h>
#include <api/port.h>
#include <api/space.h>
#include <api/time.h>
#include <api/utcb.h>
#include <arch/time.h>
#include <base/assert.h>
#include <generic/rendezvous.h>
#include <generic/sched.h>

#define TAG_TYPED	((word_t)L4_TAG_TYPED_MASK << L4_TAG_TYPED_SHIFT)
/* What a plain message of words does not have. */
#define TAG_UNUSUAL	(TAG_TYPED | L4_TAG_PROPAGATED)
/* Of that, all that a message with one item of two words has. */
#define TAG_ITEM	((word_t)2 << L4_TAG_TYPED_SHIFT)

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
	xfer_to(s, r);
	return false;
}

/* Among what is unusual there is another name than the sender's, or more than one thing. */
static __noinline void transfer_unusual(struct thread *s, struct thread *r)
{
	pass_words(s, r, tag_untyped(s->tag));
	ipc_arrive(s, r, 0);
	ipc_depart(s);
}

static __always_inline bool transfer_begin(struct thread *s, struct thread *r)
{
	if (unlikely(s->tag & TAG_TYPED))
		return transfer_begin_typed(s, r);
	if (likely(is_usual_program(s->tcb.usual & r->tcb.usual))) {
		copy_words(s, r, tag_untyped(s->tag));
		ipc_arrive_usual(s, r);
		ipc_depart(s);
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

/* Items, whatever they are. */
static inline struct tcb *send_any(struct thread *s, struct thread *r)
{
	return transfer_begin_typed(s, r) ? after_send(s, r) : send_items(s, r);
}

/* The item behind u untyped words arrives at the program r as it was sent. */
static __always_inline void pass_item(const struct thread *r, unsigned int u, word_t head,
				      word_t second)
{
	volatile word_t *to = utcb_words(r) + u + 1;

	to[0] = head;
	to[1] = second;
}

/* item_at_once(), for those that are not in such a hurry. */
static __noinline bool item_maps(struct thread *s, struct thread *r, word_t head, word_t fpage,
				 bool to_user)
{
	return item_at_once(s, r, head, fpage, to_user);
}

/* Items follow the words of the running thread s; one that maps a page is done at once. */
static __noinline struct tcb *send_typed(struct thread *s, struct thread *r)
{
	unsigned int u = tag_untyped(s->tag);
	const volatile word_t *item = utcb_words(s) + u + 1;
	bool to_user = is_usual_program(r->tcb.usual);
	word_t head, fpage;

	if (unlikely(tag_typed(s->tag) != 2 || u + 2 >= L4_NUM_MRS ||
		     !is_usual_program(s->tcb.usual)))
		return send_any(s, r);
	head = item[0];
	fpage = item[1];
	if ((to_user || ((r->tcb.usual & USUAL_WORDS) && r->sink == SINK_FAULT)) &&
	    item_maps(s, r, head, fpage, to_user)) {
		if (to_user) {
			pass_item(r, u, head, fpage);
			copy_words(s, r, u);
			ipc_arrive_usual(s, r);
		} else {
			ipc_over(r);
		}
		ipc_depart(s);
		return after_send(s, r);
	}
	return send_any(s, r);
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

/* What sys_ipc() does not look at more closely. */
static __noinline struct tcb *ipc_complete(struct thread *t, word_t to, word_t from,
					   word_t timeouts, word_t tag)
{
	t->tag = tag;
	t->from = from;
	t->timeouts = (u32)timeouts;
	if (to != L4_TID_NIL)
		return send_begin(t, thread_resolve(t, to));
	if (from == L4_TID_NIL)
		t->tag = 0;
	return ipc_receive(t);
}

/* The message of s has reached r, and no time is left to wait for another one. */
static __noinline struct tcb *sent_too_late(struct thread *s, struct thread *r)
{
	r->tcb.state = THREAD_RUNNING;
	ipc_end_with_error(s, L4_IPC_TIMEOUT, L4_IPC_PHASE_RECEIVE);
	return after_send(s, r);
}

/* The message of s has reached r, and its wait has a limit. */
static __always_inline struct tcb *sent_limited(struct thread *s, struct thread *r, word_t from,
						u16 time)
{
	usec_t deadline = time_deadline(time, arch_time_now());

	if (unlikely(deadline == 0))
		return sent_too_late(s, r);
	sched_timer_set(&s->tcb, deadline);
	return ipc_usual_switch(s, r, from);
}

static __noinline struct tcb *sent_item_limited(struct thread *s, struct thread *r, word_t from,
						u16 time)
{
	return sent_limited(s, r, from, time);
}

/* What the kernel has sent for r is answered. */
static __always_inline void answered(struct thread *r)
{
	ASSERT(!r->awaits_quantum && !r->outer.is_active);
	r->source = SOURCE_UTCB;
	r->sink = SINK_UTCB;
	r->intended = r->tcb.acts_for = L4_TID_NIL;
}

/*
 * The answer of s, words 1..u, to what the kernel has sent for r. False: it is one that needs to be
 * looked at more closely, and nothing has happened.
 */
static __always_inline bool answer_usual(const struct thread *s, struct thread *r, unsigned int u)
{
	if (r->sink == SINK_EXCEPTION)
		port_exception_reply(&r->tcb, utcb_words(s), u);
	else if (r->sink != SINK_FAULT || r->outer.is_active)
		return false;
	answered(r);
	return true;
}

/*
 * True if the running thread s may switch to r, which has been looked for by the id `to`, with a
 * message for the program r or for what the kernel has sent for r, and may wait for `from` then.
 */
static __always_inline bool meets_usual(const struct thread *s, const struct thread *r, word_t to,
					word_t from)
{
	/* A running thread that may pass a gate is usual itself, but for the size of its words. */
	return likely(atomic_glance_is(&r->tcb.id, to) && !thread_is_compat(s) &&
		      ipc_usual_awaits(s, from) &&
		      ipc_usual_meets(s, r, atomic_glance(&r->tcb.gate) |
					    GATE_USUAL(USUAL_IPC | USUAL_LIMIT)));
}

/* The message of s has reached r, for which meets_usual() was true. Returns who runs next. */
static __always_inline struct tcb *sent_item(struct thread *s, struct thread *r, word_t from,
					      word_t timeouts)
{
	r->tcb.usual |= USUAL_IPC | USUAL_LIMIT;
	if (unlikely((u16)timeouts != L4_TIME_NEVER))
		return sent_item_limited(s, r, from, (u16)timeouts);
	return ipc_usual_switch(s, r, from);
}

/* A message of words alone. */
static __noinline struct tcb *send_usual(struct thread *s, word_t to, word_t from,
					 word_t timeouts, word_t tag)
{
	struct thread *r = thread_at(tid_number(to));

	if (unlikely(!meets_usual(s, r, to, from)))
		return ipc_complete(s, to, from, timeouts, tag);
	ASSERT(arch_near_cpu()->todo == 0 && tcb_runs_as_usual(&s->tcb));
	if (likely(r->tcb.usual & USUAL_IPC)) {
		copy_words(s, r, tag_untyped(tag));
		port_return_ipc(&r->tcb, tag & ~(word_t)L4_TAG_FLAGS, thread_id_for(r, s), true);
	} else if (!answer_usual(s, r, tag_untyped(tag))) {
		return ipc_complete(s, to, from, timeouts, tag);
	}
	r->tcb.usual |= USUAL_IPC | USUAL_LIMIT;
	if ((u16)timeouts != L4_TIME_NEVER)
		return sent_limited(s, r, from, (u16)timeouts);
	return ipc_usual_switch(s, r, from);
}

/* A part of the string of s is at r: the rest goes there like that of any other one. */
static __noinline struct tcb *string_stopped(struct thread *s, struct thread *r,
					     const struct string_once *o, struct user_copied done)
{
	(void)transfer_begin_typed(s, r);
	ipc_string_go_on(s, o, done);
	continue_later(s, CONTINUE_TRANSFER);
	return continue_next(s);
}

/* A message of words and one item: as a rule it maps a page or is a string. */
static __noinline struct tcb *send_item(struct thread *s, word_t to, word_t from,
					word_t timeouts, word_t tag)
{
	struct thread *r = thread_at(tid_number(to));
	unsigned int u = tag_untyped(tag);
	struct user_copied done;
	struct string_once o;
	word_t head, second;

	if (unlikely(u + 2 >= L4_NUM_MRS || !meets_usual(s, r, to, from)))
		return ipc_complete(s, to, from, timeouts, tag);
	head = ((const volatile word_t *)utcb_words(s))[u + 1];
	second = ((const volatile word_t *)utcb_words(s))[u + 2];
	if (unlikely(!(r->tcb.usual & USUAL_IPC))) {
		if (r->sink != SINK_FAULT || r->outer.is_active ||
		    !item_at_once(s, r, head, second, false))
			return ipc_complete(s, to, from, timeouts, tag);
		answered(r);
		return sent_item(s, r, from, timeouts);
	}
	if (head & L4_ITEM_STRING_BIT) {
		if (unlikely(!item_at_once(s, r, head, second, true)))
			return ipc_complete(s, to, from, timeouts, tag);
		pass_item(r, u, head, second);
	} else {
		if (unlikely(!string_is_once(r, head, second, &o)))
			return ipc_complete(s, to, from, timeouts, tag);
		pass_item(r, u, head, second);
		done = user_copy(&r->tcb.space->pt, o.target, &s->tcb.space->pt, o.address,
				 o.descriptor >> STRING_LENGTH_SHIFT);
		if (unlikely(done.why != USER_COPY_DONE)) {
			if (done.bytes == 0)
				return ipc_complete(s, to, from, timeouts, tag);
			s->tag = tag;
			s->from = from;
			s->timeouts = (u32)timeouts;
			return string_stopped(s, r, &o, done);
		}
	}
	copy_words(s, r, u);
	port_return_ipc(&r->tcb, tag & ~(word_t)L4_TAG_FLAGS, thread_id_for(r, s), true);
	return sent_item(s, r, from, timeouts);
}

struct tcb *sys_ipc(struct tcb *me, word_t to, word_t from, word_t timeouts, word_t tag)
{
	word_t unusual = tag & TAG_UNUSUAL;

	if (likely(unusual == 0))
		return send_usual(thread_of(me), to, from, timeouts, tag);
	if (unusual == TAG_ITEM)
		return send_item(thread_of(me), to, from, timeouts, tag);
	return ipc_complete(thread_of(me), to, from, timeouts, tag);
}

struct tcb *ipc_kernel_call(struct thread *t, word_t to, enum source source, enum sink sink)
{
	struct thread *r = thread_resolve(t, to);

	usual_set(&t->tcb, USUAL_IPC, false);
	t->source = source;
	t->sink = sink;
	t->from = r != NULL ? atomic_glance(&r->tcb.id) : L4_TID_NIL;
	t->timeouts = TIMEOUTS_NEVER;
	return send_begin(t, r);
}

void ipc_interrupt(struct thread *irq, struct thread *handler)
{
	const word_t tag = protocol_tag(L4_PROTO_INTERRUPT, 0, 0);
	word_t to = atomic_glance(&handler->tcb.id);

	usual_set(&irq->tcb, USUAL_IPC, false);
	irq->source = SOURCE_KERNEL;
	irq->sink = SINK_DISCARD;
	/* The handler waits, with nothing unusual about it, and for this one or for anybody. */
	if (likely(tcb_waits_here(&handler->tcb) && rendezvous_fits(&handler->tcb, &irq->tcb) &&
		   to == irq->tcb.awaits_id && (irq->tcb.usual & USUAL_QUEUE))) {
		handler->tcb.state = THREAD_RUNNING;
		port_return_ipc(&handler->tcb, tag, irq->tcb.id, true);
		irq->tcb.expect = to;
		irq->tcb.state = THREAD_WAITING;
		sched_wake_now(&handler->tcb);
		return;
	}
	irq->tag = tag;
	irq->from = to;
	irq->timeouts = TIMEOUTS_NEVER;
	if (unlikely(!ipc_meets(handler, irq))) {
		ipc_wait(irq, handler);
		return;
	}
	ipc_transfer_begin(irq, handler);
	ipc_wake(handler);
}
