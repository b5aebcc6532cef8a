/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a thread stops in the kernel, to go on when it is chosen again.
 */
#ifndef L4_API_CONTINUATION_H
#define L4_API_CONTINUATION_H

#include <api/thread.h>

/* Stops here: t goes on with `what` when it is chosen again. */
static inline void continue_later(struct thread *t, enum continuation what)
{
	t->tcb.continuation = what;
	attention_raise(&t->tcb, ATTENTION_CONTINUE);
}

/* t does not go on with what it has stopped in. */
static inline void continue_not(struct thread *t)
{
	t->tcb.continuation = CONTINUE_NOTHING;
	attention_clear(&t->tcb, ATTENTION_CONTINUE);
}

/* --- continuations, one for each value; each returns who runs next --- */

struct tcb *continue_unmap(struct thread *t);
struct tcb *continue_memory(struct thread *t);
struct tcb *continue_delete(struct thread *t);
struct tcb *continue_modify(struct thread *t);
struct tcb *continue_areas(struct thread *t);

#endif
