/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Queues of senders.
 */
#include <generic/rendezvous.h>

#include <base/assert.h>

/* Queued senders that one call of a search looks at. */
#define SEARCH_BATCH	64

static struct tcb *of_link(struct list *l)
{
	return list_entry(l, struct tcb, send_link);
}

/* The sender behind s in the queue of r; NULL: it is the last one. */
static struct tcb *behind(const struct tcb *r, const struct tcb *s)
{
	struct tcb *n = of_link(s->send_link.next);

	return n == r->send_queue ? NULL : n;
}

void rendezvous_queue(struct tcb *s, struct tcb *r)
{
	ASSERT(s->partner == NULL);
	s->partner = r;
	s->meant = r->id;
	if (r->searches && r->search_next == NULL)
		r->search_next = s;
	r->proxies += s->acts_for != 0;
	if (r->send_queue == NULL) {
		list_init(&s->send_link);
		r->send_queue = s;
		usual_set(r, USUAL_QUEUE, false);
	} else {
		list_insert_before(&r->send_queue->send_link, &s->send_link);
	}
}

void rendezvous_unqueue(struct tcb *s)
{
	struct tcb *r = s->partner;

	s->partner = NULL;
	if (r->search_next == s)
		r->search_next = behind(r, s);
	r->proxies -= s->acts_for != 0;
	if (list_is_empty(&s->send_link)) {
		r->send_queue = NULL;
		usual_set(r, USUAL_QUEUE, true);
		return;
	}
	if (r->send_queue == s)
		r->send_queue = of_link(s->send_link.next);
	list_remove(&s->send_link);
}

void rendezvous_search_begin(struct tcb *r)
{
	r->searches = false;
	r->search_next = NULL;
}

err_t rendezvous_search(struct tcb *r, struct tcb *named, struct tcb **first)
{
	struct tcb *s = r->searches ? r->search_next : r->send_queue;

	*first = NULL;
	if (s == NULL || r->expect == EXPECT_ANY) {
		*first = s;
		return ERR_OK;
	}
	if (r->expect != EXPECT_LOCAL && r->proxies == 0) {
		if (named != NULL && named->state == THREAD_POLLING && named->partner == r)
			*first = named;
		return ERR_OK;
	}
	for (unsigned int i = 0; i < SEARCH_BATCH; i++) {
		if (rendezvous_fits(r, s)) {
			*first = s;
			return ERR_OK;
		}
		s = behind(r, s);
		if (s == NULL)
			return ERR_OK;
	}
	r->searches = true;
	r->search_next = s;
	return ERR_AGAIN;
}
