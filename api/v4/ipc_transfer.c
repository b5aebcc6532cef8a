/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A transfer of typed items and what may interrupt it: page faults of either side, transfer
 * timeouts, abortion. (X.2, string items and XferTimeouts)
 *
 * A page fault inside a transfer is an IPC inside an IPC, one deep: the faulting partner's own IPC
 * rests in `outer` while it talks to its pager; the sender runs again when the answer has come.
 */
#include "ipc_parts.h"

#include <api/fault.h>
#include <api/space.h>
#include <api/time.h>
#include <api/utcb.h>
#include <arch/time.h>
#include <generic/rendezvous.h>
#include <generic/sched.h>

/* s and r leave the transfer with these errors, at the offset reached. */
static void transfer_end(struct thread *s, struct thread *r, unsigned int s_error,
			 unsigned int r_error)
{
	word_t offset = s->xfer.offset << ERROR_OFFSET_SHIFT;

	if (!is_mine(&r->tcb)) {
		ipc_end_sending(s, s_error, r_error);
		return;
	}
	r->tcb.partner = s->tcb.partner = NULL;
	ipc_arrive(s, r, ERROR_CODE(r_error, 0) | offset);
	ipc_departed(s, ERROR_CODE(s_error, 0) | offset);
}

void ipc_abandon_items(struct thread *s)
{
	continue_not(s);
	/* If it waits for other processors, what it took away is for others to wait for. */
	if (grace_forget(&s->tcb) || ipc_forget_finish(s))
		sched_wake(&s->tcb);
	if (s->xfer.mapping)
		mapdb_map_abandon(&s->xfer.map);
	if (s->xfer.mapping && s->xfer.flushing)
		mapdb_unmap_abandon(&s->xfer.rest);
}

/* The work of s on its transfer to r ends here. */
static void break_off(struct thread *s, struct thread *r, unsigned int s_error,
		      unsigned int r_error)
{
	if (!is_mine(&s->tcb)) {
		ipc_end_answer(s, r);
		return;
	}
	ipc_abandon_items(s);
	transfer_end(s, r, s_error, r_error);
}

void ipc_leave_fault(struct thread *f)
{
	if (!f->outer.is_active)
		return;
	if (f->tcb.state == THREAD_RECEIVING) {
		/* The pager is in the middle of its answer. */
		break_off(thread_of(f->tcb.partner), f, L4_IPC_ABORTED, L4_IPC_ABORTED);
		return;
	}
	if (f->tcb.state == THREAD_POLLING)
		rendezvous_unqueue(&f->tcb);
	else if (ipc_is_asking(f))
		ipc_leave_asking(f);
	if (f->tcb.state == THREAD_RUNNING) {
		continue_not(f);
		if (f->outer.state == THREAD_RECEIVING)
			sched_dequeue(&f->tcb);
	}
	ipc_back_to_transfer(f);
}

/* Break off the transfer from s to r. */
static void transfer_abort(struct thread *s, struct thread *r, unsigned int s_error,
			   unsigned int r_error)
{
	/* If s is a pager that answers, r only has its fault again: its own transfer goes on. */
	ipc_leave_fault(s);
	if (is_mine(&r->tcb) &&
	    (r->tcb.state != THREAD_RECEIVING || r->tcb.partner != &s->tcb))
		ipc_leave_fault(r);
	break_off(s, r, s_error, r_error);
	/* The sender is queued or running in any case. */
	if (is_mine(&r->tcb) && r->tcb.state == THREAD_RUNNING)
		sched_wake(&r->tcb);
}

/* The shorter transfer timeout has expired. (X.2, XferTimeouts) */
static __noinline void transfer_expired(struct thread *s)
{
	struct thread *r = ipc_partner(s);

	if (s->xfer.receiver_limits)
		transfer_abort(s, r, L4_IPC_XFER_PARTNER, L4_IPC_XFER_OWN);
	else
		transfer_abort(s, r, L4_IPC_XFER_OWN, L4_IPC_XFER_PARTNER);
}

/* The first fault of a transfer starts its clock; false: no time for faults at all. */
static bool transfer_clock(struct thread *s, struct thread *r)
{
	usec_t now = arch_time_now(), own, partner;

	if (s->xfer.faulted)
		return true;
	s->xfer.faulted = true;
	own = time_deadline((u16)(utcb_read(s, L4_UTCB_XFER_TIMEOUTS) >> 16), now);
	partner = time_deadline((u16)utcb_read(r, L4_UTCB_XFER_TIMEOUTS), now);
	s->xfer.receiver_limits = partner < own;
	own = MIN(own, partner);
	if (own != USEC_NEVER && own != 0)
		sched_timer_set(&s->tcb, own);
	return own != 0;
}

/* From here on the IPC of f is that of its fault, until ipc_back_to_transfer(). */
static void fault_begin(struct thread *f, uvaddr_t address, unsigned int access)
{
	f->outer.is_active = true;
	f->outer.state = f->tcb.state;
	f->outer.partner = f->tcb.partner;
	f->outer.tag = f->tag;
	f->outer.from = f->from;
	f->outer.intended = f->intended;
	f->outer.acts_for = f->tcb.acts_for;
	f->outer.acts_from = f->tcb.acts_from;
	f->outer.timeouts = f->timeouts;
	f->outer.sink = f->sink;
	f->tcb.partner = NULL;
	f->tcb.state = THREAD_RUNNING;
	f->intended = f->tcb.acts_for = L4_TID_NIL;
	usual_set(&f->tcb, USUAL_IPC, false);
	fault_message(f, address, ~(word_t)0, access);
}

/* f, which does not run, calls its pager. */
static void post(struct thread *f, struct thread *pager)
{
	if (pager == NULL || !thread_is_active(pager)) {
		ipc_end_with_error(f, L4_IPC_NO_PARTNER, L4_IPC_PHASE_SEND);
	} else if (is_mine(&pager->tcb) && ipc_accepts(pager, f)) {
		ipc_transfer_begin(f, pager);
		ipc_wake(pager);
		/* The answer may be queued already. */
		ipc_wake(f);
	} else {
		ipc_wait(f, pager);
	}
}

void ipc_post_fault(struct thread *f, uvaddr_t address, unsigned int access)
{
	struct thread *pager = thread_resolve(f, utcb_read_tid(f, L4_UTCB_PAGER));

	fault_begin(f, address, access);
	f->source = SOURCE_KERNEL;
	f->sink = SINK_FAULT;
	f->from = pager != NULL ? pager->tcb.id : L4_TID_NIL;
	f->timeouts = TIMEOUTS_NEVER;
	post(f, ipc_redirect(f, pager));
}

/*
 * The transfer of s, which was the running thread, has ended. Returns who runs next: with a partner
 * of another processor s waits until that knows.
 */
static inline struct tcb *after_end(struct thread *s)
{
	return IS_ENABLED(CONFIG_SMP) ? this_cpu()->current : &s->tcb;
}

/* A page that the transfer needs is missing at f, one of the partners. s is the running thread. */
static struct tcb *transfer_fault(struct thread *s, struct thread *r, struct thread *f,
				  uvaddr_t address, unsigned int access)
{
	if (f->tcb.space->pt.identity) {
		if (mapdb_identity_page(&f->tcb.space->pt, address) == ERR_OK)
			continue_later(s, CONTINUE_TRANSFER);
		else
			transfer_abort(s, r, L4_IPC_OVERFLOW, L4_IPC_OVERFLOW);
		return after_end(s);
	}
	if (!transfer_clock(s, r)) {
		transfer_expired(s);
		return after_end(s);
	}
	if (!is_mine(&f->tcb))
		return ipc_fault_remote(s, address, access);
	if (f == s) {
		word_t pager = utcb_read_tid(s, L4_UTCB_PAGER);

		fault_begin(s, address, access);
		return ipc_kernel_call(s, pager, SOURCE_KERNEL, SINK_FAULT);
	}
	ipc_post_fault(f, address, access);
	/* The fault may be over already: no pager, or an error. */
	return s->tcb.state == THREAD_RUNNING || s->tcb.continuation == CONTINUE_TRANSFER ?
		       &s->tcb : sched_pick();
}

struct tcb *ipc_continue_transfer(struct thread *s)
{
	struct thread *r = thread_of(s->tcb.partner);

	enum items_stop stop = s->xfer.stop;

	if (stop == ITEMS_LATER)
		stop = ipc_items(s, r);
	s->xfer.stop = ITEMS_LATER;
	switch (stop) {
	case ITEMS_LATER:
		continue_later(s, CONTINUE_TRANSFER);
		return continue_next(s);
	case ITEMS_SENDER_FAULT:
		return transfer_fault(s, r, s, s->xfer.from.address, RIGHT_R);
	case ITEMS_RECEIVER_FAULT:
		return transfer_fault(s, r, r, s->xfer.to.address, RIGHT_W);
	case ITEMS_OVERFLOW:
		transfer_end(s, r, L4_IPC_OVERFLOW, L4_IPC_OVERFLOW);
		return is_mine(&r->tcb) ? ipc_after_send(s, r) : after_end(s);
	case ITEMS_ABORTED:
		transfer_abort(s, r, L4_IPC_ABORTED, L4_IPC_ABORTED);
		return after_end(s);
	case ITEMS_DONE:
		break;
	}
	return ipc_transfer_finish(s, r);
}

void ipc_abort(struct thread *t)
{
	bool sends = ipc_is_sending(t);
	struct thread *p;

	if (ipc_is_asking(t) && !t->outer.is_active) {
		ipc_end_sending(t, L4_IPC_ABORTED, L4_IPC_ABORTED);
		return;
	}
	p = ipc_partner(t);
	if (!sends && !is_mine(&p->tcb)) {
		ipc_end_receiving(t);
		return;
	}
	transfer_abort(sends ? t : p, sends ? p : t, L4_IPC_ABORTED, L4_IPC_ABORTED);
}

void ipc_expired(struct tcb *t)
{
	struct thread *s = thread_of(t);

	if (ipc_is_asking(s) && !s->outer.is_active)
		ipc_end_asking(s, L4_IPC_TIMEOUT);
	else if (ipc_is_sending(s))
		transfer_expired(s);
	else
		ipc_cancel(s, L4_IPC_TIMEOUT);
}
