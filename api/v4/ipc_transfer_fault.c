/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC: page faults inside a transfer, and its end at the receiver's processor.
 *
 * Such a fault is an IPC inside an IPC, one deep: the faulting partner's own IPC rests in `outer`
 * while it talks to its pager; the sender runs again when the answer has come.
 */
#include "ipc_parts.h"

#include <api/fault.h>
#include <api/utcb.h>

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

void ipc_end_here(struct thread *s, struct thread *r, unsigned int s_error, unsigned int r_error)
{
	word_t offset = s->xfer.offset << ERROR_OFFSET_SHIFT;

	r->tcb.partner = s->tcb.partner = NULL;
	ipc_arrive(s, r, ERROR_CODE(r_error, 0) | offset);
	ipc_departed(s, ERROR_CODE(s_error, 0) | offset);
}

void ipc_break_here(struct thread *s, struct thread *r, unsigned int s_error, unsigned int r_error)
{
	if (!is_mine(&s->tcb)) {
		ipc_end_answer(s, r);
		return;
	}
	ipc_abandon_items(s);
	ipc_end_here(s, r, s_error, r_error);
}

void ipc_leave_fault(struct thread *f)
{
	if (!f->outer.is_active)
		return;
	if (f->tcb.state == THREAD_RECEIVING) {
		/* The pager is in the middle of its answer. */
		ipc_break_here(thread_of(f->tcb.partner), f, L4_IPC_ABORTED, L4_IPC_ABORTED);
		return;
	}
	if (f->tcb.state == THREAD_POLLING)
		rendezvous_unqueue(&f->tcb);
	else if (ipc_is_asking(f))
		(void)ipc_leave_unsent(f);
	if (f->tcb.state == THREAD_RUNNING) {
		continue_not(f);
		if (f->outer.state == THREAD_RECEIVING)
			sched_dequeue(&f->tcb);
	}
	ipc_back_to_transfer(f);
}

void ipc_fault_begin(struct thread *f, uvaddr_t address, unsigned int access)
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

	ipc_fault_begin(f, address, access);
	f->source = SOURCE_KERNEL;
	f->sink = SINK_FAULT;
	f->from = pager != NULL ? atomic_glance(&pager->tcb.id) : L4_TID_NIL;
	f->timeouts = TIMEOUTS_NEVER;
	post(f, ipc_redirect(f, pager));
}
