/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC that ends from outside: by a limit, by cancelling, with the partner.
 */
#include "ipc_parts.h"

#include <base/assert.h>
#include <generic/waiters.h>

/* The phase that t, which does not simply wait, is in, and leaves. */
static unsigned int leave_phase(struct thread *t)
{
	ASSERT(t->tcb.state == THREAD_POLLING || ipc_is_waiting(t));
	if (t->tcb.state == THREAD_POLLING) {
		rendezvous_unqueue(&t->tcb);
		return L4_IPC_PHASE_SEND;
	}
	continue_not(t);
	return L4_IPC_PHASE_RECEIVE;
}

void ipc_cancel(struct thread *t, unsigned int error)
{
	unsigned int phase = L4_IPC_PHASE_RECEIVE;

	if (unlikely(t->tcb.state != THREAD_WAITING)) {
		if (ipc_is_asking(t)) {
			ipc_end_asking(t, error);
			if (!ipc_is_waiting(t))
				return;
		}
		phase = leave_phase(t);
	}
	ipc_end_with_error(t, error, phase);
	/* The end of a fault in a transfer may have woken it as one of the partners. */
	ipc_wake_if_not(t);
}

err_t ipc_end_orphans(void)
{
	struct tcb *w;

	while ((w = waiters_first_orphan()) != NULL) {
		ipc_settle(thread_of(w));
		/* Else it has begun just now to wait for somebody who is there. */
		if (waiters_first_orphan() == w) {
			rendezvous_forget(w);
			if (ipc_is_waiting(thread_of(w)) && rendezvous_names(w->expect))
				ipc_cancel(thread_of(w), L4_IPC_NO_PARTNER);
		}
		if (sched_preempt_pending())
			return ERR_AGAIN;
	}
	return ERR_OK;
}
