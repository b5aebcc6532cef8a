/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * New ids of threads, told to all processors. The record of who gives one carries that: the call
 * goes on when all know. (<api/round.h>)
 */
#ifndef L4_API_NEW_ID_H
#define L4_API_NEW_ID_H

#include <base/types.h>

struct thread;

/*
 * True if self, the running thread, may give t an id: its record is at home, and nothing goes on
 * about the number. t is NULL, the thread that has the number, or one of another processor.
 */
bool new_id_can_begin(const struct thread *self, const struct thread *t);

#ifdef CONFIG_SMP
/*
 * The ThreadControl of s has changed t, a thread of this processor about whose number nothing went
 * on, which had old_id. If that is another id now, the number is reserved until all have been told.
 */
void new_id_reserve(struct thread *s, struct thread *t, word_t old_id);
/*
 * Begins to tell all of the new id of t, by the record of s, which is in hand and goes home at the
 * end. False: t has the id that it had.
 */
bool new_id_round(struct thread *s, struct thread *t);
#else
static inline void new_id_reserve(struct thread *s, struct thread *t, word_t old_id)
{
	(void)s;
	(void)t;
	(void)old_id;
}

static inline bool new_id_round(struct thread *s, struct thread *t)
{
	(void)s;
	(void)t;
	return false;
}
#endif
/* The same of self, the running thread, whose record is at home. */
bool new_id_tell(struct thread *self, struct thread *t);

/* Request: the record of s is in hand. */
void new_id_over(struct thread *s);

#endif
