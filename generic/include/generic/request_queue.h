/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a record gets into the queue of a processor, and out of it. Several processors only.
 */
#ifndef L4_GENERIC_REQUEST_QUEUE_H
#define L4_GENERIC_REQUEST_QUEUE_H

#include <base/notify.h>
#include <generic/cpu.h>

#ifdef CONFIG_SMP

#define REQUEST_RUNG	((uintptr_t)1)	/* in `head`: an interrupt is owed or on its way */

static inline struct request *request_newest(uintptr_t head)
{
	return (struct request *)(head & ~REQUEST_RUNG);
}

/* An interrupt is owed to c if none was before, whatever lies there without one. */
static inline void request_notify(struct cpu *c, uintptr_t was, bool rings)
{
	if (rings && !(was & REQUEST_RUNG))
		arch_notify(&c->arch);
}

/* The chain from `last` to `first` goes to c. */
static inline uintptr_t request_enter(struct request *last, struct request *first, struct cpu *c,
				      bool rings)
{
	uintptr_t was;

	do {
		was = atomic_peek(&c->requests.head);
		first->link = request_newest(was);
	} while (!atomic_change(&c->requests.head, was,
				(uintptr_t)last | (rings ? REQUEST_RUNG : was & REQUEST_RUNG)));
	return was;
}

/* The same, and an interrupt if it is the first that wants one. */
static inline void request_push(struct request *last, struct request *first, struct cpu *c,
				bool rings)
{
	request_notify(c, request_enter(last, first, c, rings), rings);
}

/* A chain of several records, the newest one first, is turned around. */
struct request *request_turn(struct request *newest);

/* Nothing new was in the own queue q just now. */
static inline bool request_is_none(const struct request_queue *q)
{
	return atomic_peek(&q->head) == 0;
}

/* What has come into the own queue q, whose `first` is NULL, the oldest first; NULL: nothing. */
static inline struct request *request_collect(struct request_queue *q)
{
	/* Nobody else makes it zero. */
	struct request *r = request_newest(atomic_swap(&q->head, 0)), *older;

	if (r == NULL)
		return NULL;
	older = r->link;
	if (older == NULL)
		return r;
	if (unlikely(older->link != NULL))
		return request_turn(r);
	/* Two, which is usual where threads call each other. */
	older->link = r;
	r->link = NULL;
	return older;
}

/* r, the oldest record in the own queue q, leaves it. */
static inline struct request *request_take(struct request_queue *q, struct request *r)
{
	/* The link is read before the record is anybody else's. */
	q->first = r->link;
	return r;
}

#endif

#endif
