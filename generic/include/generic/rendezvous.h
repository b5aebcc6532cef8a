/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rendezvous of two threads: who accepts whom, and the queue of those that wait to send.
 */
#ifndef L4_GENERIC_RENDEZVOUS_H
#define L4_GENERIC_RENDEZVOUS_H

#include <base/atomic.h>
#include <base/err.h>
#include <generic/tcb.h>

/*
 * True if the receive of r fits s, or the thread in whose name s sends. An s of another processor
 * may have withdrawn its message and send another one by now: its word tells.
 */
static inline bool rendezvous_fits(const struct tcb *r, const struct tcb *s)
{
	word_t other;

	if (atomic_glance_is(&s->id, r->expect) || r->expect == EXPECT_ANY ||
	    (r->expect == EXPECT_LOCAL && atomic_glance_is(&s->space, r->space)))
		return true;
	other = atomic_glance(&s->acts_for);
	return other != 0 &&
	       (r->expect == other ||
		(r->expect == EXPECT_LOCAL && r->space_serial == atomic_glance(&s->acts_from)));
}

/* True if r waits and would take a message from s now. */
static inline bool rendezvous_accepts(const struct tcb *r, const struct tcb *s)
{
	return r->state == THREAD_WAITING && rendezvous_fits(r, s);
}

/* True if a receive that expects this is a closed one, from one certain thread. */
static inline bool rendezvous_names(word_t expect)
{
	return expect != EXPECT_NOBODY && expect != EXPECT_ANY && expect != EXPECT_LOCAL;
}

/* s waits, in order of arrival, until r takes its message. */
void rendezvous_queue(struct tcb *s, struct tcb *r);
/* s leaves the queue it waits in. */
void rendezvous_unqueue(struct tcb *s);

/*
 * Search for the first queued sender that fits r->expect; `named` is the thread that expect names,
 * or NULL. A queue may be long: ERR_AGAIN: call again, to go on where the search stopped, however
 * the queue has changed meanwhile. ERR_OK: *first is the sender, or NULL.
 */
err_t rendezvous_search(struct tcb *r, struct tcb *named, struct tcb **first) __must_check;
/* The next search of r starts anew. */
void rendezvous_search_begin(struct tcb *r);

#endif
