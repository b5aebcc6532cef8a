/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a thread stops in the kernel, to go on when it is chosen again.
 */
#ifndef L4_API_CONTINUATION_H
#define L4_API_CONTINUATION_H

#include <api/thread.h>
#include <generic/grace.h>
#include <generic/sched_idle.h>

/* What a thread does before it returns to user mode (tcb.continuation). */
enum continuation {
	CONTINUE_NOTHING,
	CONTINUE_RECEIVE,	/* take a queued message, or wait: ipc_continue_receive() */
	CONTINUE_TRANSFER,	/* go on with the typed items: ipc_continue_transfer() */
	CONTINUE_UNMAP,
	CONTINUE_MEMORY,	/* set memory types */
	CONTINUE_DELETE,	/* delete threads and spaces */
	CONTINUE_TELL,		/* the same, others have to be told first; or of a dead thread */
	CONTINUE_MODIFY,	/* ThreadControl on a thread that exists */
	CONTINUE_AREAS,		/* SpaceControl */
	CONTINUE_REMOTE,	/* a call about a thread of another processor */
	CONTINUE_STOPPED,	/* its transfer has been stopped: how far it came is known */
	CONTINUE_SEND,		/* send, when the record is at home: ipc_continue_send() */
};

/* Stops here: t goes on with `what` when it is chosen again. */
static inline void continue_later(struct thread *t, enum continuation what)
{
	t->tcb.continuation = what;
	attention_raise(&t->tcb, ATTENTION_CONTINUE);
}

/* The thread that runs next when t, the running one, has stopped: another one, if t waits. */
static inline struct tcb *continue_next(struct thread *t)
{
	return grace_is_awaited(&t->tcb) ? sched_pick_after(&t->tcb) : &t->tcb;
}

/* t does not go on with what it has stopped in. */
static inline void continue_not(struct thread *t)
{
	t->tcb.continuation = CONTINUE_NOTHING;
	attention_clear(&t->tcb, ATTENTION_CONTINUE);
}

#endif
