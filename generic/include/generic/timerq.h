/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Timer queue: a leftist heap of deadlines. Insertion and removal of any element cost O(log n),
 * the earliest one is at hand; nothing is allocated.
 */
#ifndef L4_GENERIC_TIMERQ_H
#define L4_GENERIC_TIMERQ_H

#include <base/types.h>

struct timer {
	usec_t deadline;		/* system clock */
	struct timer *left, *right, *parent;
	u32 rank;			/* length of the right spine; 0: not queued */
};

struct timerq {
	struct timer *root;		/* the earliest; NULL if empty */
};

static inline bool timer_is_queued(const struct timer *t)
{
	return t->rank != 0;
}

/* A timer in memory that may have been anything. */
static inline void timer_init(struct timer *t)
{
	t->rank = 0;
}

/* t must not be queued. */
void timerq_insert(struct timerq *q, struct timer *t, usec_t deadline);
/* Harmless if t is not queued. */
void timerq_remove(struct timerq *q, struct timer *t);
/* The earliest one, of a queue that is not empty. */
void timerq_remove_first(struct timerq *q);

#endif
