/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC: the operation itself, messages made by the kernel, and what ends an IPC from outside.
 */
#ifndef L4_API_IPC_H
#define L4_API_IPC_H

#include <api/continuation.h>
#include <api/thread.h>
#include <base/atomic.h>
#include <generic/cpu.h>
#include <generic/rendezvous_word.h>
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

/*
 * Ends the wait of t, or the send that has not begun, with this error (L4_IPC_*) in the phase it is
 * in. A send to another processor may have come to its end just now: then that of the wait behind.
 */
void ipc_cancel(struct thread *t, unsigned int error);
/* End the transfer that t is in: both partners get error 7. */
void ipc_abort(struct thread *t);
/* The wait of t took too long. True: t can run, and the caller wakes it. */
bool ipc_expired(struct tcb *t);

/* Continuations. */
struct tcb *ipc_continue_receive(struct thread *t);
struct tcb *ipc_continue_transfer(struct thread *t);
struct tcb *ipc_continue_send(struct thread *t);
/* t, which has ended a transfer, learns how far it had come: its sender has stopped. */
struct tcb *ipc_continue_stopped(struct thread *t);

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
 * True if t has asked another processor to take its message, or is about to do so. What has become
 * of that is known when ipc_settle() has looked.
 */
static inline bool ipc_is_asking(const struct thread *t)
{
	return IS_ENABLED(CONFIG_SMP) &&
	       unlikely((t->tcb.state == THREAD_ASKING &&
			 t->tcb.continuation == CONTINUE_NOTHING) ||
			t->tcb.continuation == CONTINUE_SEND);
}

/* The state in its own IPC of t, which is asking or waits for its record. */
u8 ipc_state_asking(const struct thread *t);

/*
 * Whatever concerns a thread begins here: if its message has arrived at another processor, its send
 * phase ends and its receive phase begins, and from now on that one says if so.
 */
void ipc_settle_asking(struct thread *t);
static inline void ipc_settle(struct thread *t)
{
	if (ipc_is_asking(t))
		ipc_settle_asking(t);
}

/*
 * The message of t is withdrawn, unless it is too late; its record comes home by itself. False:
 * ipc_settle() knows what has become of it. Several processors only.
 */
bool ipc_withdraw(struct thread *t);

/* The message of s, which is the first in a queue of this processor, is refused. */
void ipc_refuse_asking(struct thread *s, unsigned int error);
static inline void ipc_refuse(struct thread *s, unsigned int error)
{
	if (tcb_queued_by_record(&s->tcb))
		ipc_refuse_asking(s, error);
	else
		ipc_cancel(s, error);
}

/*
 * True if s, which is queued to a thread of this processor, has sent to another id than this one,
 * or has withdrawn that: then it may mean somebody else by now.
 */
static inline bool ipc_meant_another(const struct thread *s, word_t id)
{
	bool does = atomic_glance(&s->tcb.meant) != id;

	/* The word behind the id: whoever withdraws changes the word first. */
	return does || (tcb_queued_by_record(&s->tcb) && !rendezvous_is_queued(&s->tcb));
}

/*
 * s, which is queued to a thread of this processor, leaves that queue to ask anew. True: its record
 * is in hand, for REQUEST_IPC; false: s does so by itself. Several processors only.
 */
bool ipc_ask_again(struct thread *s);

/* Requests: see enum request_kind. */
void ipc_request(struct thread *s);
void ipc_request_out(struct thread *s);
void ipc_request_work(struct thread *s);
void ipc_request_fault(struct thread *s);
void ipc_request_done(struct thread *s);
void ipc_request_stop(struct thread *r);
void ipc_request_proxy(struct thread *s);
/* True if the record of t, which is at home again, has gone on to end a transfer of t. */
bool ipc_ends_transfer(struct thread *t);

/*
 * The state of t in its own IPC (THREAD_*): neither a page fault inside a transfer shows nor the
 * search through a long queue.
 */
static inline u8 ipc_state(const struct thread *t)
{
	if (unlikely(t->outer.is_active))
		return t->outer.state;
	if (IS_ENABLED(CONFIG_SMP)) {
		if (likely(t->tcb.continuation == CONTINUE_NOTHING &&
			   t->tcb.state != THREAD_ASKING))
			return t->tcb.state;
		if (t->tcb.state == THREAD_ASKING || ipc_is_asking(t))
			return ipc_state_asking(t);
	}
	return unlikely(t->tcb.continuation == CONTINUE_RECEIVE) ? (u8)THREAD_WAITING :
								   t->tcb.state;
}

/* True if ipc_state() is THREAD_SENDING: who searches does not send. */
static inline bool ipc_is_sending(const struct thread *t)
{
	if (IS_ENABLED(CONFIG_SMP) && unlikely(t->tcb.state == THREAD_ASKING))
		return ipc_state(t) == THREAD_SENDING;
	return (unlikely(t->outer.is_active) ? t->outer.state : t->tcb.state) == THREAD_SENDING;
}

#endif
