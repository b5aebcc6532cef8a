/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A transfer of typed items and what may interrupt it: page faults of either side, transfer
 * timeouts, abortion. (X.2, string items and XferTimeouts)
 */
#include "ipc_parts.h"
#include "ipc_words.h"

#include <api/fault.h>
#include <api/space.h>
#include <api/time.h>
#include <api/utcb.h>
#include <arch/time.h>
#include <base/assert.h>
#include <generic/rendezvous.h>
#include <generic/sched.h>

/* s and r leave the transfer with these errors, at the offset reached. */
static void transfer_end(struct thread *s, struct thread *r, unsigned int s_error,
			 unsigned int r_error)
{
	if (is_mine(&r->tcb))
		ipc_end_here(s, r, s_error, r_error);
	else
		ipc_end_sending(s, s_error, r_error);
}

/* The work of s on its transfer to r ends here. */
static void break_off(struct thread *s, struct thread *r, unsigned int s_error,
		      unsigned int r_error)
{
	if (is_mine(&r->tcb)) {
		ipc_break_here(s, r, s_error, r_error);
		return;
	}
	ipc_abandon_items(s);
	ipc_end_sending(s, s_error, r_error);
}

/* Break off the transfer from s to r. */
static void transfer_abort(struct thread *s, struct thread *r, unsigned int s_error,
			   unsigned int r_error)
{
	/* r, which had a fault that s answers, may be here by now, and do something else. */
	if (IS_ENABLED(CONFIG_SMP) && unlikely(ipc_is_ended(s))) {
		ipc_end_sending(s, s_error, r_error);
		return;
	}
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

/*
 * The transfer of s, which was the running thread, has ended. Returns who runs next: with a partner
 * of another processor s waits until that knows.
 */
static inline struct tcb *after_end(struct thread *s)
{
	return IS_ENABLED(CONFIG_SMP) ? arch_near_cpu()->current : &s->tcb;
}

/* A page that the transfer needs is missing at f, one of the partners. s is the running thread. */
static struct tcb *transfer_fault(struct thread *s, struct thread *r, struct thread *f,
				  uvaddr_t address, unsigned int access)
{
	struct ptab *pt = f == s ? &s->tcb.space->pt : &xfer_space(s, r)->pt;

	if (pt->identity) {
		if (mapdb_identity_page(pt, address) == ERR_OK)
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

		ipc_fault_begin(s, address, access);
		return ipc_kernel_call(s, pager, SOURCE_KERNEL, SINK_FAULT);
	}
	ipc_post_fault(f, address, access);
	/* The fault may be over already: no pager, or an error. */
	return s->tcb.state == THREAD_RUNNING || s->tcb.continuation == CONTINUE_TRANSFER ?
		       &s->tcb : sched_pick();
}

/* All items of the running thread s are at r. Returns who runs next. */
static inline struct tcb *finish(struct thread *s, struct thread *r)
{
	if (!is_mine(&r->tcb))
		return ipc_finish_remote(s);
	/* It may have to tell the thread in whose name it sends, before r answers that one. */
	if (tcb_record_is_out(&s->tcb) && s->tcb.acts_for != L4_TID_NIL)
		return ipc_finish_at_home(s);
	return ipc_transfer_finish(s, r);
}

struct tcb *ipc_continue_transfer(struct thread *s)
{
	struct thread *r = thread_of(s->tcb.partner);
	enum items_stop stop = s->xfer.stop;

	if (IS_ENABLED(CONFIG_SMP) && unlikely(ipc_is_ended(s)))
		return ipc_stop_items(s);
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
	return finish(s, r);
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

bool ipc_expired(struct tcb *t)
{
	struct thread *s = thread_of(t);

	/* A program's own wait, for itself too, which is how it sleeps: nothing else is left. */
	if (likely(t->state == THREAD_WAITING && s->sink == SINK_UTCB &&
		   !thread_is_compat(s))) {
		ASSERT(s->source == SOURCE_UTCB && s->intended == L4_TID_NIL &&
		       t->acts_for == L4_TID_NIL && !s->outer.is_active && !s->awaits_quantum &&
		       !s->is_irq);
		t->state = THREAD_RUNNING;
		t->expect = EXPECT_NOBODY;
		t->usual |= USUAL_REST;
		utcb_write_plain(s, L4_UTCB_ERROR_CODE,
				 ERROR_CODE(L4_IPC_TIMEOUT, L4_IPC_PHASE_RECEIVE));
		port_return_ipc(t, L4_TAG_ERROR, L4_TID_NIL, false);
		return true;
	}
	if (ipc_is_asking(s) && !s->outer.is_active)
		ipc_end_asking(s, L4_IPC_TIMEOUT);
	else if (ipc_is_sending(s))
		transfer_expired(s);
	else
		ipc_cancel(s, L4_IPC_TIMEOUT);
	return false;
}
