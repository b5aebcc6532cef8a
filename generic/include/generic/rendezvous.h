/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rendezvous of two threads: who accepts whom, the queue of those that wait to send, and the
 * list of those that wait for one certain thread.
 */
#ifndef L4_GENERIC_RENDEZVOUS_H
#define L4_GENERIC_RENDEZVOUS_H

#include <generic/tcb.h>

/* True if the receive of r fits s, or the thread in whose name s sends. */
static inline bool rendezvous_fits(const struct tcb *r, const struct tcb *s)
{
	return r->expect == s->id || r->expect == EXPECT_ANY ||
	       (r->expect == EXPECT_LOCAL && r->space == s->space) ||
	       (s->acts_for != 0 &&
		(r->expect == s->acts_for ||
		 (r->expect == EXPECT_LOCAL && r->space == s->acts_from)));
}

/* True if r waits and would take a message from s now. */
static inline bool rendezvous_accepts(const struct tcb *r, const struct tcb *s)
{
	return r->state == THREAD_WAITING && rendezvous_fits(r, s);
}

/* s waits, in order of arrival, until r takes its message. */
void rendezvous_queue(struct tcb *s, struct tcb *r);
/* s leaves the queue it waits in. */
void rendezvous_unqueue(struct tcb *s);
/* First queued sender that fits r->expect; `named` is the thread that expect names, or NULL. */
struct tcb *rendezvous_first(struct tcb *r, struct tcb *named);

/* r is about to wait for `named` only: remember, so that its end can be told to r. */
void rendezvous_await(struct tcb *r, struct tcb *named);
/* r stops being in anybody's list of waiters. */
void rendezvous_forget(struct tcb *r);

#endif
