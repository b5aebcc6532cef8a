/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Queues of senders and lists of waiters. A thread stays in the list of the partner it waited for
 * last, so that waiting for the same one again costs nothing.
 */
#include <generic/rendezvous.h>

#include <base/assert.h>

static struct tcb *of_link(struct list *l)
{
	return list_entry(l, struct tcb, send_link);
}

void rendezvous_queue(struct tcb *s, struct tcb *r)
{
	ASSERT(s->partner == NULL);
	s->partner = r;
	r->proxies += s->acts_for != 0;
	if (r->send_queue == NULL) {
		list_init(&s->send_link);
		r->send_queue = s;
	} else {
		list_insert_before(&r->send_queue->send_link, &s->send_link);
	}
}

void rendezvous_unqueue(struct tcb *s)
{
	struct tcb *r = s->partner;

	s->partner = NULL;
	r->proxies -= s->acts_for != 0;
	if (list_is_empty(&s->send_link)) {
		r->send_queue = NULL;
		return;
	}
	if (r->send_queue == s)
		r->send_queue = of_link(s->send_link.next);
	list_remove(&s->send_link);
}

struct tcb *rendezvous_first(struct tcb *r, struct tcb *named)
{
	struct tcb *s = r->send_queue;

	if (s == NULL || r->expect == EXPECT_ANY)
		return s;
	if (r->expect != EXPECT_LOCAL && r->proxies == 0)
		return named != NULL && named->state == THREAD_POLLING && named->partner == r ?
		       named : NULL;
	do {
		if (rendezvous_fits(r, s))
			return s;
		s = of_link(s->send_link.next);
	} while (s != r->send_queue);
	return NULL;
}

void rendezvous_await(struct tcb *r, struct tcb *named)
{
	if (r->awaits == named)
		return;
	rendezvous_forget(r);
	r->awaits = named;
	r->awaits_id = named->id;
	list_insert_before(&named->waiters, &r->waits_link);
}

void rendezvous_forget(struct tcb *r)
{
	if (r->awaits == NULL)
		return;
	list_remove(&r->waits_link);
	r->awaits = NULL;
	r->awaits_id = EXPECT_ANY;
}
