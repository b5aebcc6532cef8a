/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Waiters: the end of a thread is told to the threads that wait for it. A thread stays a waiter of
 * the partner it waited for last, so that waiting for the same one again costs nothing.
 */
#ifndef L4_GENERIC_WAITERS_H
#define L4_GENERIC_WAITERS_H

#include <generic/cpu.h>

/*
 * r, a thread of this processor, is about to wait for `named` only, under the id r->expect:
 * remember, so that its end can be told to r. In the handler in which `named` was found by this id.
 */
void rendezvous_await(struct tcb *r, struct tcb *named);
/* r, a thread of this processor, stops being a waiter. */
void rendezvous_forget(struct tcb *r);

/*
 * All that wait for `named` on this processor become orphans: also who does not wait now, as it
 * would begin without another look at the thread table. `named` still has the id.
 */
void rendezvous_orphan(struct tcb *named);

/* t, whose `awaits` is NULL, awaits nobody: for the short path that is a thread, too. */
static inline void waiters_await_nobody(struct tcb *t)
{
	t->awaits_id = EXPECT_ANY;
	t->awaits_line = &tcb_nobody.id;
}

#ifdef CONFIG_SMP
static inline void waiters_init(struct tcb *t)
{
	list_init(&t->waits_link);
	waiters_await_nobody(t);
}

/* The same as rendezvous_orphan() for an id, whose thread may be of another processor. */
void waiters_orphan(word_t id);

/* One of the orphans of this processor; NULL: there is none. */
static inline struct tcb *waiters_first_orphan(void)
{
	return arch_near_cpu()->waiters.orphans;
}

/*
 * For the debugger: of those that wait for `named` on processor c the one behind w; NULL: the first
 * one. NULL: there is none.
 */
struct tcb *waiters_next(struct cpu *c, const struct tcb *named, const struct tcb *w);
#else
extern struct list waiters_orphans;

static inline void waiters_init(struct tcb *t)
{
	list_init(&t->waiters);
	waiters_await_nobody(t);
}

static inline struct tcb *waiters_first_orphan(void)
{
	return list_is_empty(&waiters_orphans) ? NULL :
		list_entry(waiters_orphans.next, struct tcb, waits_link);
}

static inline struct tcb *waiters_next(struct cpu *c __unused, const struct tcb *named,
				       const struct tcb *w)
{
	const struct list *next = w != NULL ? w->waits_link.next : named->waiters.next;

	return next != &named->waiters ? list_entry(next, struct tcb, waits_link) : NULL;
}
#endif

#endif
