/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rounds: something that each processor has to do is carried from one to the next by the record of
 * the thread that wants it. No step of a round waits for a thread or for another record, so each
 * round ends.
 *
 * A round about a thread's number (its deletion, a new id) reserves the number: what others want
 * of it waits at its owner until the round is over. So there is one such round at a time.
 */
#ifndef L4_API_ROUND_H
#define L4_API_ROUND_H

#include <api/request.h>
#include <api/round_work.h>

/* Begins a round with this processor; the record of s is in hand. */
void round_begin(struct thread *s, const struct round_ops *ops);
/* The same about t, a thread of this processor, whose number is reserved until round_end(). */
void round_begin_about(struct thread *s, const struct round_ops *ops, struct thread *t);
/*
 * The round of s about t is over: the record of s, in hand, goes home, behind those of others that
 * have waited for that.
 */
void round_end(struct thread *s, struct thread *t);

/* The thread with this number, or what is left of it while the number is not free; NULL: none. */
struct thread *round_thread(word_t number);
/*
 * The record of s, in hand, asks for something about this number. True: nothing goes on about it,
 * and the thread with it is one of this processor, or there is none. False: the record waits, or
 * goes to who knows, and the same request comes again.
 */
bool round_is_free(struct thread *s, word_t number, enum request_kind kind);

/*
 * The running thread self goes on with `what` when nothing goes on about this number, perhaps.
 * Returns who runs next.
 */
struct tcb *round_wait(struct thread *self, word_t number, enum continuation what);

/* Requests: the record of s is in hand. */
void round_number(struct thread *s);
void round_request(struct thread *s);
void round_resume(struct thread *s);

#endif
