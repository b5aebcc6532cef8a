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
static inline void request_push(struct request *last, struct request *first, struct cpu *c,
				bool rings)
{
	uintptr_t was;

	do {
		was = atomic_peek(&c->requests.head);
		first->link = request_newest(was);
	} while (!atomic_change(&c->requests.head, was,
				(uintptr_t)last | (rings ? REQUEST_RUNG : was & REQUEST_RUNG)));
	request_notify(c, was, rings);
}

/* What has come since the last time is turned around. NULL: nothing has. */
struct request *request_turn(struct request_queue *q);

/* Nothing was in the own queue q just now. */
static inline bool request_is_none(const struct request_queue *q)
{
	return q->first == NULL && atomic_peek(&q->head) == 0;
}

/* The oldest record in the own queue q leaves it; NULL: there is none. */
static inline struct request *request_take(struct request_queue *q)
{
	struct request *r = q->first;

	if (r == NULL) {
		/* Nobody else makes it zero. */
		if (atomic_peek(&q->head) == 0)
			return NULL;
		r = request_turn(q);
		if (r == NULL)
			return NULL;
	}
	/* The link is read before the record is anybody else's. */
	q->first = r->link;
	return r;
}

#endif

#endif
