/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC: the operation itself, messages made by the kernel, and what ends an IPC from outside.
 */
#ifndef L4_API_IPC_H
#define L4_API_IPC_H

#include <api/continuation.h>
#include <api/thread.h>
#include <generic/waiters.h>

/*
 * Ipc and Lipc. The tag is message register 0; the others have been stored to the UTCB. Returns who
 * runs next.
 */
struct tcb *sys_ipc(struct tcb *me, word_t to, word_t from, word_t timeouts, word_t tag);

/*
 * The running thread calls `to` with a message made by the kernel (t->tag and its source) and
 * waits for the answer, which goes to `sink`.
 */
struct tcb *ipc_kernel_call(struct thread *t, word_t to, enum source source, enum sink sink);
/* An interrupt thread, which runs nowhere, sends to its handler and waits for its answer. */
void ipc_interrupt(struct thread *irq, struct thread *handler);

/* Ends the wait or the queued send of t with this error (L4_IPC_*) in the phase it is in. */
void ipc_cancel(struct thread *t, unsigned int error);
/* End the transfer that t is in: both partners get error 7. */
void ipc_abort(struct thread *t);
/* The wait of t took too long. */
void ipc_expired(struct tcb *t);

/* Continuations. */
struct tcb *ipc_continue_receive(struct thread *t);
struct tcb *ipc_continue_transfer(struct thread *t);

/* Waits for its start message, for ever. */
void ipc_await_start(struct thread *t, word_t pager);

/*
 * True if t waits for its start message. Nothing but this message and ExchangeRegisters ends that
 * wait, whatever becomes of the pager. (X.2, ThreadControl)
 */
static inline bool ipc_awaits_start(const struct thread *t)
{
	return t->sink == SINK_START;
}

/* True if t is in a receive phase, or looks through its queue for the message to begin one with. */
static inline bool ipc_is_waiting(const struct thread *t)
{
	return t->tcb.state == THREAD_WAITING || t->tcb.continuation == CONTINUE_RECEIVE;
}

/*
 * Nobody will be found any more under the id that t has: those of this processor who wait for it
 * become orphans. No thread gets an id as long as there are any, so an orphan that still waits has
 * nobody to wait for.
 */
static inline void ipc_orphan_waiters(struct thread *t)
{
	rendezvous_orphan(&t->tcb);
}

err_t ipc_end_orphans(void) __must_check;
/* Ends the waits of all orphans of this processor, of other calls too. Errors: ERR_AGAIN. */
static inline __must_check err_t ipc_tell_orphans(void)
{
	return likely(waiters_first_orphan() == NULL) ? ERR_OK : ipc_end_orphans();
}

/*
 * The state of t in its own IPC (THREAD_*): neither a page fault inside a transfer shows nor the
 * search through a long queue.
 */
static inline u8 ipc_state(const struct thread *t)
{
	if (unlikely(t->outer.is_active))
		return t->outer.state;
	return unlikely(t->tcb.continuation == CONTINUE_RECEIVE) ? (u8)THREAD_WAITING :
								   t->tcb.state;
}

/* True if ipc_state() is THREAD_SENDING: who searches does not send. */
static inline bool ipc_is_sending(const struct thread *t)
{
	return (unlikely(t->outer.is_active) ? t->outer.state : t->tcb.state) == THREAD_SENDING;
}

#endif
