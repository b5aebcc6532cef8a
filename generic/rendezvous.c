/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Queues of senders.
 */
#include <generic/rendezvous.h>

#include <base/assert.h>
#include <generic/cpu.h>

struct tcb tcb_nobody = { .local_id = 1 };

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

/* s, in no queue and waiting for none, belongs to that of r. */
static inline void enter_plain(struct tcb *s, struct tcb *r)
{
	ASSERT(s->partner == NULL);
	s->partner = r;
	s->meant = r->id;
}

#ifdef CONFIG_SMP
/*
 * In whose queue s stands; NULL: in none. A word of its own: the owner of s may withdraw it, and
 * use `partner` again, before it leaves the queue.
 */
static inline struct tcb *queue_of(const struct tcb *s)
{
	return atomic_glance(&s->at);
}

/* s, perhaps of another processor, belongs to the queue of r. True: it sends for another thread. */
static inline bool enter(struct tcb *s, struct tcb *r)
{
	s->at = r;
	s->at_for_others = atomic_glance(&s->acts_for) != 0;
	s->at_by_record = !is_mine(s) || s->state == THREAD_ASKING;
	if (!s->at_by_record)
		enter_plain(s, r);
	return s->at_for_others;
}

/* It belongs there no more. True: it has entered for another thread. */
static inline bool leave(struct tcb *s)
{
	s->at = NULL;
	if (!s->at_by_record)
		s->partner = NULL;
	return s->at_for_others;
}

static inline bool is_queued_to(const struct tcb *s, const struct tcb *r)
{
	return queue_of(s) == r;
}
#else
static inline struct tcb *queue_of(const struct tcb *s)
{
	return s->partner;
}

static inline bool enter(struct tcb *s, struct tcb *r)
{
	enter_plain(s, r);
	return s->acts_for != 0;
}

static inline bool leave(struct tcb *s)
{
	s->partner = NULL;
	return s->acts_for != 0;
}

static inline bool is_queued_to(const struct tcb *s, const struct tcb *r)
{
	return s->state == THREAD_POLLING && s->partner == r;
}
#endif

void rendezvous_queue(struct tcb *s, struct tcb *r)
{
	if (r->searches && r->search_next == NULL)
		r->search_next = s;
	r->proxies += enter(s, r);
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
	struct tcb *r = queue_of(s);

	if (r->search_next == s)
		r->search_next = behind(r, s);
	r->proxies -= leave(s);
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
		if (named != NULL && is_queued_to(named, r))
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
