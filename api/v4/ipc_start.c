/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The wait for a start message. (X.2, ThreadControl)
 */
#include "ipc_parts.h"

#include <generic/rendezvous.h>
#include <generic/sched.h>

void ipc_await_start(struct thread *t, word_t pager)
{
	struct thread *named;
	struct tcb *first;

	usual_set(&t->tcb, USUAL_IPC, false);
	t->source = SOURCE_KERNEL;
	t->sink = SINK_START;
	t->from = t->tcb.expect = pager;
	t->timeouts = TIMEOUTS_NEVER;
	t->tcb.state = THREAD_WAITING;
	/* Nobody is queued, as a rule. */
	if (likely(t->tcb.usual & USUAL_QUEUE))
		return;
	named = thread_find(pager);
	/* A message that the pager has queued already counts. */
	rendezvous_search_begin(&t->tcb);
	if (rendezvous_search(&t->tcb, named != NULL ? &named->tcb : NULL, &first) == ERR_OK &&
	    first == NULL)
		return;
	t->tcb.state = THREAD_RUNNING;
	continue_later(t, CONTINUE_RECEIVE);
	sched_wake(&t->tcb);
}
