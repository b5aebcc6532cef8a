/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC, private: what the files of the operation call of each other.
 */
#ifndef L4_API_IPC_PARTS_H
#define L4_API_IPC_PARTS_H

#include <api/continuation.h>
#include <api/ipc.h>
#include <api/port.h>
#include <api/request.h>
#include <generic/rendezvous.h>
#include <generic/rendezvous_word.h>
#include <generic/sched.h>

#define USUAL_REST	(USUAL_IPC | USUAL_LIMIT)
#define ERROR_CODE(e, phase)	((word_t)(e) << 1 | (phase))
#define ERROR_OFFSET_SHIFT	4	/* bytes transferred, of errors in the middle */
#define TIMEOUTS_NEVER		(L4_TIME_NEVER << 16 | L4_TIME_NEVER)

/* The other side of the transfer that t is in; a fault inside it does not show. */
static inline struct thread *ipc_partner(const struct thread *t)
{
	return thread_of(t->outer.is_active ? t->outer.partner : t->tcb.partner);
}

/*
 * t has got a message. It does not run if it is an interrupt, or if the message has ended a fault
 * in a transfer: whose sender has been woken already.
 */
static inline void ipc_wake(struct thread *t)
{
	if (t->tcb.state == THREAD_RUNNING)
		sched_wake(&t->tcb);
}

/* The same of t that may be ready already. */
static inline void ipc_wake_if_not(struct thread *t)
{
	if (!t->tcb.is_queued)
		ipc_wake(t);
}

/* --- ipc_end.c --- */

/* Nothing is left of the IPC of t, or of the fault in it. */
void ipc_rest(struct thread *t);

/* Nothing of what follows after an IPC of t differs from its rest. */
static inline bool ipc_is_at_rest(const struct thread *t)
{
	return (t->tcb.usual & USUAL_REST) == USUAL_REST;
}

/* t is out of IPC and can run again. */
static inline void ipc_over(struct thread *t)
{
	t->tcb.state = THREAD_RUNNING;
	if (unlikely(!ipc_is_at_rest(t)))
		ipc_rest(t);
}

/* The limit of a wait ends; that of a transfer stays while a fault in it is being answered. */
static inline void ipc_timer_cancel(struct thread *t)
{
	if (!t->outer.is_active)
		sched_timer_cancel(&t->tcb);
}

/*
 * The IPC of t ends without a message. For the program's own calls that is an error code; a
 * message that the kernel made for t is tried again or given up.
 */
void ipc_end_with_error(struct thread *t, unsigned int e, unsigned int phase);
/* t had a fault in the middle of a transfer, which is over: the sender goes on. */
void ipc_back_to_transfer(struct thread *t);

/* --- ipc_receive.c --- */

/*
 * Ends the wait of t that begins, in this phase, after this time. False: it is over already, and
 * with it the IPC.
 */
bool ipc_limit_wait(struct thread *t, u16 time, unsigned int phase);
/* Looks for a thread queued to send to t that t may want: then t runs, to take the message. */
void ipc_receive_queued(struct thread *t);
/*
 * Sets whom t waits for: neither anybody nor the thread that it waited for the last time. False:
 * it need not wait, its IPC is over.
 */
bool ipc_receive_other(struct thread *t);

/* Lets t wait, as nobody in its queue is whom it wants. A limit that runs already goes on. */
static inline void ipc_receive_wait(struct thread *t)
{
	u16 time = (u16)t->timeouts;

	if (unlikely(time != L4_TIME_NEVER) && (t->tcb.usual & USUAL_LIMIT) &&
	    !ipc_limit_wait(t, time, L4_IPC_PHASE_RECEIVE))
		return;
	t->tcb.state = THREAD_WAITING;
}

/*
 * Begins the receive phase of t, and brings the thread to rest: it waits, or can run with a result
 * or to look for a message.
 */
static __always_inline void ipc_receive_begin(struct thread *t)
{
	word_t from = t->from;

	/* Orphans are told before the thread that they have waited for is freed. */
	if (from == L4_TID_ANY ||
	    (from == t->tcb.awaits_id && atomic_glance_is(&t->tcb.awaits->id, from)))
		t->tcb.expect = from;
	else if (!ipc_receive_other(t))
		return;
	if (likely(t->tcb.usual & USUAL_QUEUE))
		ipc_receive_wait(t);
	else
		ipc_receive_queued(t);
}

/*
 * The running thread only receives. If that ends a fault in its transfer, and it is the sender of
 * that, it goes on there. Returns who runs next.
 */
struct tcb *ipc_receive(struct thread *t);

/* True if t, whose receive phase has begun or is over, has something to do: see ipc_receive(). */
static inline bool ipc_goes_on(const struct thread *t)
{
	return t->tcb.state == THREAD_RUNNING || t->tcb.state == THREAD_SENDING;
}

/* --- ipc_depart.c --- */

/* s has sent, or failed in the middle. */
void ipc_departed(struct thread *s, word_t error);
/* The message that a program has sent is gone, and it has no part in its receive phase. */
void ipc_departed_unusual(struct thread *s);

/* s has sent. */
static __always_inline void ipc_depart(struct thread *s)
{
	/* Of what the kernel sends for a thread nothing rests before the answer. */
	if (unlikely(!ipc_is_at_rest(s)) && s->sink == SINK_UTCB)
		ipc_departed_unusual(s);
	ipc_receive_begin(s);
}

/* --- ipc_arrive.c --- */

/* The message of s is at r, whole (error 0) or broken off (error without the phase). */
void ipc_arrive(struct thread *s, struct thread *r, word_t error);
/* The same, in whatever way. */
void ipc_arrive_any(struct thread *s, struct thread *r, word_t error);

/* The message of s, in its own name, has reached the program r. */
static __always_inline void ipc_arrive_usual(struct thread *s, struct thread *r)
{
	ipc_over(r);
	port_return_ipc(&r->tcb, s->tag & ~(word_t)L4_TAG_FLAGS, thread_id_for(r, s), true);
}

static __always_inline void ipc_arrive_at(struct thread *s, struct thread *r, word_t error)
{
	bool to_user = r->sink == SINK_UTCB;

	if (unlikely(error || !(s->tcb.usual & USUAL_IPC) || r->is_irq))
		ipc_arrive_any(s, r, error);
	else if (to_user)
		ipc_arrive_usual(s, r);
	else
		ipc_over(r);
}

/* --- ipc_send.c --- */

/*
 * Begin the transfer. True: the message has arrived and both partners have their results or wait
 * on; false: s has typed items to work off.
 */
bool ipc_transfer_begin(struct thread *s, struct thread *r);
/* s, the running thread, has sent to r. Returns who runs next. */
struct tcb *ipc_after_send(struct thread *s, struct thread *r);

/*
 * All items of the running thread s are at r, which is of this processor: the message has arrived.
 * Returns who runs next.
 */
struct tcb *ipc_transfer_finish(struct thread *s, struct thread *r);

/* r does not take the message of s, which does not run, now: s waits until it does. */
void ipc_wait(struct thread *s, struct thread *r);

/*
 * True if r, of this processor, takes a message of s now. What it has sent itself may have arrived
 * just before.
 */
static inline bool ipc_accepts(struct thread *r, const struct thread *s)
{
	if (IS_ENABLED(CONFIG_SMP))
		ipc_settle(r);
	return rendezvous_accepts(&r->tcb, &s->tcb);
}

/* True if r is of this processor and takes a message of s now. */
static inline bool ipc_meets(struct thread *r, const struct thread *s)
{
	if (IS_ENABLED(CONFIG_SMP) && likely(tcb_waits_here(&r->tcb)))
		return rendezvous_fits(&r->tcb, &s->tcb);
	return is_mine(&r->tcb) && ipc_accepts(r, s);
}

/* --- ipc_transfer_fault.c --- */

/* From here on the IPC of f is that of its fault, until ipc_back_to_transfer(). */
void ipc_fault_begin(struct thread *f, uvaddr_t address, unsigned int access);
/* f, which does not run, has a page fault in its transfer. */
void ipc_post_fault(struct thread *f, uvaddr_t address, unsigned int access);
/* The fault of f that interrupts its transfer ends here, whatever it waits for. */
void ipc_leave_fault(struct thread *f);
/* What s has begun in its transfer is left as it is. */
void ipc_abandon_items(struct thread *s);
/* s and r, of this processor, leave the transfer with these errors, at the offset reached. */
void ipc_end_here(struct thread *s, struct thread *r, unsigned int s_error, unsigned int r_error);
/* The same of an s that may be in the middle of its work, or another processor's. */
void ipc_break_here(struct thread *s, struct thread *r, unsigned int s_error,
		    unsigned int r_error);

/* --- smp/ipc_resume.c, smp/ipc_broken.c --- */

/* The receiver's fault is over: s, of another processor, goes on. */
void ipc_resume(struct thread *s);
/* The message of s ends in the middle. */
void ipc_arrive_broken(struct thread *s, struct thread *r, unsigned int error);
/* r, whose fault s answers with items, does not wait for that. */
void ipc_end_answer(struct thread *s, struct thread *r);

/* --- smp/ipc_items.c: the partner belongs to another processor --- */

/*
 * The record of s, whose message has items, is here, and r waits: r is reserved, and s works.
 * False: nothing has happened.
 */
bool ipc_reserve(struct thread *s, struct thread *r, enum rendezvous_word old) __must_check;
/* All items of the running thread s are at its partner. Returns who runs next. */
struct tcb *ipc_finish_remote(struct thread *s);
#ifdef CONFIG_SMP
/*
 * All items of the running thread s are at its partner, of this processor, but its record is out,
 * as it had a fault: s waits for that, SENDING and in no queue. Returns who runs next.
 */
struct tcb *ipc_finish_at_home(struct thread *s);
/* True: s has waited so, and does not any more. */
static inline bool ipc_forget_finish(struct thread *s)
{
	bool did = s->far.finishes;

	s->far.finishes = false;
	return did;
}
#else
static inline struct tcb *ipc_finish_at_home(struct thread *s)
{
	return &s->tcb;
}

static inline bool ipc_forget_finish(struct thread *s __unused)
{
	return false;
}
#endif
/* The partner of the running thread s has a page fault. Returns who runs next. */
struct tcb *ipc_fault_remote(struct thread *s, uvaddr_t address, unsigned int access);
/* The partner of the running thread s, of another processor, has ended the transfer. */
bool ipc_is_ended(const struct thread *s);
/* Then s does nothing more for it. Returns who runs next. */
struct tcb *ipc_stop_items(struct thread *s);
/* s, which sends items or has asked to, ends that with these errors. */
void ipc_end_sending(struct thread *s, unsigned int s_error, unsigned int r_error);
/* r, which receives items, ends that. */
void ipc_end_receiving(struct thread *r);
/* Of what t, which is asking, has sent nothing is left: t goes on with something else. */
void ipc_leave_asking(struct thread *t);

/* --- smp/ipc_ask.c --- */

/*
 * The running thread s sends to r, which belongs to another processor, or has to wait for its
 * record before it can queue. Returns who runs next.
 */
struct tcb *ipc_send_remote(struct thread *s, const struct thread *r);
/* The same of one that does not run. */
void ipc_wait_remote(struct thread *s, const struct thread *r);

/* --- smp/ipc_settle.c --- */

/*
 * Ends the send phase of t, which is asking, with this error, unless it is over: then with what
 * has become of it.
 */
void ipc_end_asking(struct thread *t, unsigned int error);
/* True if t was asking until now, and has not sent. */
bool ipc_leave_unsent(struct thread *t);

/* --- smp/ipc_accept.c --- */

/*
 * r, which waits, takes the message of s, whose record is here and whose word is `old`. The record
 * goes on. False: s has withdrawn it.
 */
bool ipc_accept(struct thread *s, struct thread *r, enum rendezvous_word old) __must_check;

/* --- smp/ipc_proxy.c --- */

/* Where the record of s goes when its message has reached r, and as what. */
struct cpu *ipc_next_of(struct thread *s, const struct thread *r, enum request_kind *kind);
/*
 * s has sent to r in the name of v, which belongs to another processor: that is asked to see to the
 * wait of v, unless s has sent by its record, which goes there anyway.
 */
void ipc_ask_waiter(struct thread *s, const struct thread *v, const struct thread *r);

/* --- ipc_route.c --- */

/*
 * The thread that a message of s to r goes to: r, or the redirector of s's space, which is told
 * whom it was meant for; NULL if there should be one but is none.
 */
struct thread *ipc_redirect(struct thread *s, struct thread *r);
/* If s may send to r in the name of its virtual sender, it does. (X.2, propagation) */
void ipc_propagate(struct thread *s, const struct thread *r);
/*
 * The thread with the id s has sent in the name of v, which belongs to this processor, to r: if v
 * waits for s, it waits for r from now on.
 */
void ipc_redirect_wait(struct thread *v, word_t s, struct thread *r);

/* The message of s, in the name of another thread, has reached r. */
static inline void ipc_redirect_waiter(struct thread *s, struct thread *r)
{
	struct thread *v = thread_find(s->tcb.acts_for);

	if (IS_ENABLED(CONFIG_SMP) && v != NULL && !is_mine(&v->tcb))
		ipc_ask_waiter(s, v, r);
	else
		ipc_redirect_wait(v, s->tcb.id, r);
}

#endif
