/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Migration: a thread goes to another processor. Its own record carries it, so it goes when that is
 * at home; who has sent it there waits for its arrival. A thread in a transfer goes when that is
 * over, before it runs user code again: nobody waits for that. The protocol is the model
 * tests/models/ipc.pml with MOVE.
 */
#ifndef L4_API_MIGRATE_H
#define L4_API_MIGRATE_H

#include <base/types.h>

struct tcb;
struct thread;

/* True if t, which belongs to this processor, is not here to stay or not on processor `number`. */
bool migrate_is_needed(const struct thread *t, cpu_t number);
/*
 * t, which belongs to this processor and may be the running thread, goes to processor `number`. If
 * somebody has sent it elsewhere before, that comes first. True: nobody has to wait; false: the
 * record of `by`, which is in hand and whose call is done, follows t.
 */
bool migrate(struct thread *t, cpu_t number, struct thread *by);
/* The same of the running thread, by itself. Returns who runs next. */
struct tcb *migrate_self(struct thread *self, cpu_t number);
/* Attention: the running thread is to leave. Returns who runs next. */
struct tcb *migrate_before_user(struct tcb *me);

/* t goes, if it is to and nothing holds it any more. */
void migrate_begin(struct thread *t);
/* t, whose record this processor has got, has arrived. */
void migrate_end(struct thread *t);
/* t goes nowhere: whose records wait for that are not to wait any longer. */
void migrate_forget(struct thread *t);

#endif
