/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Typed items between processors. (tests/models/transfer.pml)
 *
 * The receiver's processor reserves the receiver (RECEIVING) and returns the sender's record: work.
 * The sender works its items off on its own processor, as with a receiver that is there, and sends
 * the record again: done; then the receiver's processor lets the receiver go on, and the record
 * goes home. A page fault of the receiver goes the same way: the record stays with its processor
 * until its pager has answered.
 */
#include "../ipc_words.h"
#include "ipc_transfer_word.h"

#include <api/port.h>
#include <api/request.h>
#include <api/space.h>
#include <base/assert.h>

/* --- the receiver's processor --- */

/* A message that r cannot take in any case. False: s, with an error, or nothing has happened. */
static bool refuse_items(struct thread *s, struct thread *r, enum rendezvous_word old, bool is_told)
{
	if (!rendezvous_swap(&s->tcb, old, WORD_COPYING))
		return false;
	if (is_told)
		ipc_arrive_any(s, r, ERROR_CODE(L4_IPC_OVERFLOW, 0));
	atomic_publish(&s->tcb.word, WORD_REFUSED | WORD_MORE(L4_IPC_OVERFLOW));
	if (is_told || old == WORD_QUEUED)
		request_return(s);
	return is_told;
}

/* s and r have met on one processor: s sends by itself, without its record. */
static void send_here(struct thread *s, enum rendezvous_word old)
{
	if (!rendezvous_swap(&s->tcb, old, WORD_CANCELLED))
		return;
	continue_later(s, CONTINUE_SEND);
	if (old == WORD_QUEUED)
		request_return(s);
}

bool ipc_reserve(struct thread *s, struct thread *r, enum rendezvous_word old)
{
	word_t tag = atomic_glance(&s->tag);
	unsigned int u = tag_untyped(tag);

	if (ipc_awaits_start(r))
		return refuse_items(s, r, old, false);
	if (u + tag_typed(tag) >= L4_NUM_MRS)
		return refuse_items(s, r, old, true);
	if (is_mine(&s->tcb)) {
		send_here(s, old);
		return false;
	}
	/* What is written of s may be in use until then. */
	if (!rendezvous_swap(&s->tcb, old, WORD_COPYING))
		return false;
	s->far.partner = r;
	s->far.tag = tag;
	s->far.s_error = s->far.r_error = L4_IPC_ABORTED;
	s->far.is_away = true;
	s->far.ends = false;
	atomic_poke(&s->far.word, TRANSFER_GOES);
	xfer_begin(&s->xfer, u + 1, u + tag_typed(tag) + 1);
	xfer_to(s, r);
	space_takes_far(r->tcb.space);
	ipc_timer_cancel(r);
	pass_words(s, r, u);
	r->tcb.state = THREAD_RECEIVING;
	r->tcb.partner = &s->tcb;
	atomic_publish(&s->tcb.word, WORD_TRANSFER);
	request_pass(s, REQUEST_WORK, cpus[s->tcb.cpu]);
	return true;
}

/* r takes items from s: without a fault in that, or in the middle of one. */
static bool takes_from(const struct thread *r, const struct thread *s)
{
	return r->tcb.state == THREAD_RECEIVING && r->tcb.partner == &s->tcb;
}

static bool takes_outside(const struct thread *r, const struct thread *s)
{
	return r->outer.is_active && r->outer.state == THREAD_RECEIVING &&
	       r->outer.partner == &s->tcb;
}

/* The message of s ends at r with this error of r, unless r has ended it. */
static void break_at(struct thread *s, struct thread *r, unsigned int error)
{
	if (takes_outside(r, s))
		ipc_leave_fault(r);
	else if (!takes_from(r, s))
		return;
	r->tcb.partner = NULL;
	ipc_arrive_broken(s, r, error);
	ipc_wake(r);
}

void ipc_request_done(struct thread *s)
{
	struct thread *r = s->far.partner;
	enum request_kind kind;
	struct cpu *next;

	if (atomic_change(&s->far.word, TRANSFER_GOES, TRANSFER_ARRIVES)) {
		next = ipc_next_of(s, r, &kind);
		r->tcb.partner = NULL;
		ipc_arrive_any(s, r, 0);
		ipc_wake(r);
		atomic_publish(&s->far.word, TRANSFER_ARRIVED);
		request_pass(s, kind, next);
		return;
	}
	if (transfer_value(atomic_read(&s->far.word)) == TRANSFER_ENDED_S)
		break_at(s, r, s->far.r_error);
	request_return(s);
}

void ipc_request_fault(struct thread *s)
{
	if (!atomic_change(&s->far.word, TRANSFER_GOES,
			   TRANSFER_PARKED | WORD_MORE(arch_near_cpu()->number))) {
		ipc_request_done(s);
		return;
	}
	ipc_post_fault(s->far.partner, s->far.address, s->far.access);
}

/* r waits until the processor of s has stopped. */
static void stop(struct thread *r)
{
	struct thread *s = r->far.sender;

	r->far.stops = tcb_record_is_out(&r->tcb);
	if (r->far.stops)
		request_fetch();
	else
		request_begin(r, REQUEST_STOP, cpu_of(&s->tcb));
}

void ipc_end_receiving(struct thread *r)
{
	struct thread *s = ipc_partner(r);
	u32 word = transfer_end_as(s, TRANSFER_ENDED_R);

	/* Else a request that ends it is on its way. */
	if (!transfer_goes_on(word))
		return;
	ipc_leave_fault(r);
	r->tcb.partner = NULL;
	r->far.error = transfer_is_told(r) ? transfer_broken_error(s, L4_IPC_ABORTED) : 0;
	ipc_arrive_broken(s, r, L4_IPC_ABORTED);
	if (transfer_value(word) == TRANSFER_PARKED) {
		request_return(s);
		ipc_wake(r);
		return;
	}
	r->far.sender = s;
	r->tcb.state = THREAD_ASKING;
	continue_later(r, CONTINUE_STOPPED);
	stop(r);
}

/* --- the sender's processor --- */

static bool receiver_has_ended(const struct thread *s)
{
	return transfer_value(atomic_read(&s->far.word)) == TRANSFER_ENDED_R;
}

/*
 * The record of s, which is at home, goes to its partner's processor; or it stays, if the partner
 * has ended the transfer: that one knows, and may be gone.
 */
static void give(struct thread *s, enum request_kind kind)
{
	s->far.is_away = true;
	if (receiver_has_ended(s))
		request_begin(s, REQUEST_HOME, this_cpu());
	else
		request_begin(s, kind, cpu_of(&s->far.partner->tcb));
}

void ipc_request_work(struct thread *s)
{
	struct thread *r = s->far.partner;

	s->tcb.request.is_out = false;
	if (transfer_value(atomic_read(&s->far.word)) != TRANSFER_GOES) {
		give(s, REQUEST_DONE);
		return;
	}
	s->far.is_away = false;
	if (s->tcb.state == THREAD_ASKING) {
		ipc_timer_cancel(s);
		s->tcb.state = THREAD_SENDING;
		s->tcb.partner = &r->tcb;
	}
	continue_later(s, CONTINUE_TRANSFER);
	sched_wake(&s->tcb);
}

/* The part of s in its transfer is over: its partner's processor is to know. */
static void rest(struct thread *s)
{
	continue_not(s);
	sched_timer_cancel(&s->tcb);
	s->tcb.partner = NULL;
	s->tcb.state = THREAD_ASKING;
	/* A message about a fault had its own. */
	atomic_poke(&s->tcb.word, WORD_TRANSFER);
	if (s->far.is_away)
		return;
	/* A message about a fault may have it. */
	s->far.ends = tcb_record_is_out(&s->tcb);
	if (s->far.ends)
		request_fetch();
	else
		give(s, REQUEST_DONE);
}

/*
 * s is about to go on. If r had a fault that s answers it does not wait until s has stopped: it may
 * have moved or be gone since, and nothing of it is for s to touch. It is not gone yet as long as
 * this processor does not come by a preemption point, as a deletion goes round; until then the
 * items go where r was when it took the message (xfer_to()).
 */
bool ipc_is_ended(const struct thread *s)
{
	return s->far.partner != NULL && receiver_has_ended(s);
}

/* s, which may be the running thread or ready, does not go on. */
static void leave_processor(struct thread *s)
{
	if (&s->tcb == arch_near_cpu()->current)
		(void)sched_pick();
	else
		sched_dequeue(&s->tcb);
}

struct tcb *ipc_finish_remote(struct thread *s)
{
	rest(s);
	return sched_pick();
}

struct tcb *ipc_finish_at_home(struct thread *s)
{
	s->xfer.stop = ITEMS_DONE;
	s->far.finishes = true;
	continue_later(s, CONTINUE_TRANSFER);
	request_fetch();
	return sched_pick();
}

struct tcb *ipc_fault_remote(struct thread *s, uvaddr_t address, unsigned int access)
{
	if (tcb_record_is_out(&s->tcb)) {
		s->xfer.stop = ITEMS_RECEIVER_FAULT;
		s->tcb.state = THREAD_ASKING;
		continue_later(s, CONTINUE_TRANSFER);
		request_fetch();
		return sched_pick();
	}
	s->far.address = address;
	s->far.access = (u8)access;
	give(s, REQUEST_FAULT);
	return sched_pick();
}

/* True if s works off its items, or waits for that or in the middle of it. */
static bool is_at_work(const struct thread *s)
{
	return s->tcb.state == THREAD_SENDING || s->tcb.continuation == CONTINUE_TRANSFER;
}

static void stop_work(struct thread *s)
{
	ipc_leave_fault(s);
	ipc_abandon_items(s);
	leave_processor(s);
	rest(s);
}

struct tcb *ipc_stop_items(struct thread *s)
{
	stop_work(s);
	return arch_near_cpu()->current;
}

bool ipc_ends_transfer(struct thread *t)
{
	/* Its partner, in a fault, has ended the transfer, and the record came home from there. */
	if (t->far.is_away && is_at_work(t))
		stop_work(t);
	t->far.is_away = false;
	if (ipc_forget_finish(t))
		sched_wake(&t->tcb);
	if (!t->far.ends && !t->far.stops)
		return false;
	if (t->far.stops)
		stop(t);
	else
		give(t, REQUEST_DONE);
	t->far.ends = false;
	return true;
}

void ipc_end_sending(struct thread *s, unsigned int s_error, unsigned int r_error)
{
	u32 word = transfer_look(s);

	/* If it has ended, the receiver's processor may be reading why. */
	if (transfer_goes_on(word)) {
		s->far.s_error = (u8)s_error;
		s->far.r_error = (u8)r_error;
		word = transfer_end_as(s, TRANSFER_ENDED_S);
	}
	if (transfer_value(word) == TRANSFER_ARRIVED)
		ipc_settle(s);
	else if (is_at_work(s))
		stop_work(s);
	/* Its partner has a fault: the record is there, and in no queue. */
	if (transfer_value(word) == TRANSFER_PARKED)
		request_pass(s, REQUEST_DONE, cpus[WORD_MORE_OF(word)]);
}

void ipc_request_stop(struct thread *r)
{
	struct thread *s = r->far.sender;

	/* s may be somewhere else by now, and in another transfer. */
	if (is_mine(&s->tcb) && s->far.partner == r && !s->far.is_away &&
	    (s->outer.is_active || is_at_work(s)))
		stop_work(s);
	/* s may have copied more since r has ended the transfer. */
	if (r->far.error != 0 && is_mine(&s->tcb) && s->far.partner == r)
		r->far.error = transfer_broken_error(s, L4_IPC_ABORTED);
	request_return(r);
}

struct tcb *ipc_continue_stopped(struct thread *r)
{
	if (r->far.error != 0)
		utcb_set_error(r, r->far.error);
	return &r->tcb;
}

void ipc_leave_asking(struct thread *t)
{
	/* It may have been taken just now: the items of a message have to end, too. */
	if (!ipc_leave_unsent(t) && !t->outer.is_active &&
	    word_value(rendezvous_settle(&t->tcb)) == WORD_TRANSFER)
		ipc_end_sending(t, L4_IPC_ABORTED, L4_IPC_ABORTED);
}
