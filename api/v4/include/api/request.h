/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What threads ask of other processors: the kinds of requests, and who handles each. A handler runs
 * on the processor that has taken the record out of its queue, has it in hand, and sends it on. The
 * thread that is asked about is named by its global id: who finds that it belongs to another
 * processor passes the record on to cpu_of() it.
 */
#ifndef L4_API_REQUEST_H
#define L4_API_REQUEST_H

#include <api/continuation.h>
#include <api/thread.h>

enum request_kind {
	REQUEST_CALL,		/* a system call: <api/remote_call.h> */
	REQUEST_MOVE,		/* the thread arrives with its record */
	REQUEST_ROUND,		/* something for each processor to do: <api/round.h> */
	REQUEST_RESUME,		/* the end of a round about a number */
	REQUEST_NUMBER,		/* goes home when nothing goes on about a number */
	REQUEST_DELETE,		/* a deletion, for the owner of the victim */
	REQUEST_DELETED,	/* the same when all have been told */
	REQUEST_NEW_ID,		/* all have been told of a new id */
	REQUEST_HOME,		/* the record is at home again: what its thread asked for is done */
	REQUEST_IPC,		/* take the message of its thread */
	REQUEST_OUT,		/* its thread has withdrawn: take it out of its queue */
	REQUEST_WORK,		/* work off the items of its message: the receiver is ready */
	REQUEST_FAULT,		/* the receiver has a page fault in that */
	REQUEST_DONE,		/* all items have arrived, or the transfer has ended */
	REQUEST_STOP,		/* its thread, the receiver, has ended the transfer: stop */
	REQUEST_PROXY,		/* its message has arrived: a wait for it is for the receiver now */
};

/*
 * Handles some of the requests to this processor; the rest is noted for the next time. Returns who
 * runs next.
 */
struct tcb *request_interrupt(void);

/* The record of t, from home, asks processor c. */
void request_begin(struct thread *t, enum request_kind kind, struct cpu *c);
/* The record of t, which this processor has in hand, goes on. */
void request_pass(struct thread *t, enum request_kind kind, struct cpu *c);
/* It goes home. */
void request_return(struct thread *t);
/*
 * t is about to wait for its record, which may lie in this processor's queue already without an
 * interrupt: one comes for it.
 */
void request_fetch(void);

/*
 * The running thread t stands still until its record is at home, and goes on with `what` then.
 * Returns who runs next.
 */
struct tcb *request_wait(struct thread *t, enum continuation what);
/* The same; with its record at home it goes on when it runs next. */
struct tcb *request_wait_if_out(struct thread *t, enum continuation what);

#endif
