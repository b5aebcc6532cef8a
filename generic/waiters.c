/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Waiters with one processor: a list in the thread that they wait for.
 */
#include <generic/waiters.h>

struct list waiters_orphans = { .next = &waiters_orphans, .prev = &waiters_orphans };

void rendezvous_await(struct tcb *r, struct tcb *named)
{
	/* With another id that it had then it is in no list of named's any more, perhaps. */
	if (r->awaits == named && r->awaits_id == named->id)
		return;
	rendezvous_forget(r);
	r->awaits = named;
	/* The short path must not wait for its own thread: its state would look as if it did. */
	if (likely(named != r)) {
		r->awaits_id = named->id;
		r->awaits_line = &named->id;
	}
	list_insert_before(&named->waiters, &r->waits_link);
}

void rendezvous_forget(struct tcb *r)
{
	if (r->awaits == NULL)
		return;
	list_remove(&r->waits_link);
	r->awaits = NULL;
	waiters_await_nobody(r);
}

void rendezvous_orphan(struct tcb *named)
{
	list_splice(&waiters_orphans, &named->waiters);
}
