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
 * t, a thread of this processor about whose number nothing goes on, has got a new id in the place
 * of modify.old_id by the ThreadControl of s, whose record is in hand: it goes home when all know.
 */
void new_id_round(struct thread *s, struct thread *t);

/*
 * True if self, the running thread, may give t an id: its record is at home, and nothing goes on
 * about the number. t is NULL, the thread that has the number, or one of another processor.
 */
bool new_id_can_begin(const struct thread *self, const struct thread *t);
/* Begins the round of self, which has given t an id; false: t has the one that it had. */
bool new_id_tell(struct thread *self, struct thread *t);

/* Request: the record of s is in hand. */
void new_id_over(struct thread *s);

#endif
