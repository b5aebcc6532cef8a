/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC, the receive phase of a thread to which others are queued: finds the one that it wants, and
 * takes its message. (X.2, Ipc)
 */
#include "ipc_parts.h"

#include <arch/preempt.h>
#include <generic/rendezvous.h>
#include <generic/sched.h>

struct tcb *ipc_continue_receive(struct thread *r)
{
	struct thread *named = NULL, *s;
	struct tcb *first;

	if (rendezvous_names(r->tcb.expect)) {
		named = thread_find(r->tcb.expect);
		if (named == NULL && !ipc_awaits_start(r))
			return ipc_receive(r);
	}
again:
	while (rendezvous_search(&r->tcb, named != NULL ? &named->tcb : NULL, &first) ==
	       ERR_AGAIN) {
		if (arch_preempt_pending()) {
			continue_later(r, CONTINUE_RECEIVE);
			return &r->tcb;
		}
	}
	/* The sender may have gone since it was seen. */
	if (first == NULL) {
		ipc_receive_wait(r);
		return r->tcb.state == THREAD_RUNNING ? &r->tcb : sched_pick();
	}
	s = thread_of(first);
	rendezvous_unqueue(first);
	if (tcb_queued_by_record(first)) {
		if (!ipc_accept(s, r, WORD_QUEUED))
			goto again;
		return ipc_goes_on(r) ? &r->tcb : sched_pick();
	}
	if (!ipc_transfer_begin(s, r)) {
		/* The sender works, on its own processor time. */
		continue_later(s, CONTINUE_TRANSFER);
		sched_wake(first);
		return sched_pick();
	}
	if (r->tcb.state == THREAD_RECEIVING || r->tcb.state == THREAD_WAITING) {
		/*
		 * The answer to a fault in a transfer to r, which only its sender continues; or no
		 * start message.
		 */
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
