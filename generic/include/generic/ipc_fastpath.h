/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The short path of IPC: one thread sends and waits again, the partner already waits. The
 * algorithm, for the ports to instantiate; message words and user registers are their business.
 *
 * The port has seen to it that the message has neither typed words nor flags and that the receive
 * phase has no time limit. The gate holds all else that the complete path would look at: a change
 * of such a property of a waiting thread closes its gate. (X.2, Ipc)
 */
#ifndef L4_GENERIC_IPC_FASTPATH_H
#define L4_GENERIC_IPC_FASTPATH_H

#include <base/atomic.h>
#include <generic/cpu.h>

enum fastpath_result {
	FASTPATH_UNKNOWN,	/* no thread with this id; nothing is changed */
	FASTPATH_SHUT,		/* f->r has been found, its gate is f->gate; nothing is changed */
	FASTPATH_REFUSED,	/* f->r has this id, its gate is open; nothing is changed */
	FASTPATH_ALLOWED,	/* all of f is valid; nothing is changed yet */
};

/* How the port finds threads, as the addresses of their hot lines; constant: the calls vanish. */
struct fastpath_port {
	/* The thread in the table at this id's number: perhaps another one or nobody; not NULL. */
	word_t *(*line)(word_t id);
	/* The running thread. */
	word_t *(*current)(void);
	/* Bits of the gate that receivers of this kind have the other way round. */
	u64 differs;
	/* The value of `from` that means anybody. */
	word_t any;
	/* Receivers of this kind, waiting for anybody, can be told this id of a sender. */
	bool (*can_tell)(word_t id);
	/* Its senders mostly wait for anybody then: that is asked first. */
	bool replies;
};

struct fastpath {
	word_t *me, *r;		/* hot lines of sender and receiver: see tcb_of_line() */
	u64 gate;		/* the receiver's, as it has been looked at */
	word_t id;		/* the sender's */
	word_t from;		/* whom it will wait for: an id or EXPECT_ANY */
};

/*
 * While user code of a thread runs its state is WAITING, so that the path need not change states:
 * the way into the kernel says RUNNING, the way out WAITING. Nobody meets the running thread but
 * itself; a wait for anybody then remains in `expect`, one for itself does not.
 */

/* Compare a word in memory once more: a register less than keeping it. */
#define fastpath_reload(word)	__asm__("" : "+m"(word))
/* A word that may be another processor's. Any way of reading it at once will do. */
#ifdef __SANITIZE_THREAD__
#define fastpath_glance(word)	atomic_glance(word)
#else
#define fastpath_glance(word)	(*(word))
#endif
/* The value stays where it is, though the same one may be elsewhere too. */
#define fastpath_keep(value)	__asm__("" : "+r"(value))

/* Does f->r, which waits, accept the running thread, and may that wait for `from`? */
static __always_inline enum fastpath_result
ipc_fastpath_partners(struct fastpath *f, word_t from, struct fastpath_port port)
{
	f->me = port.current();
	f->id = tcb_of_line(f->me)->id;
	if (tcb_of_line(f->r)->expect != f->id) {
		fastpath_reload(tcb_of_line(f->r)->expect);
		if (unlikely(tcb_of_line(f->r)->expect != EXPECT_ANY || f->r == f->me ||
			     !port.can_tell(f->id)))
			return FASTPATH_REFUSED;
	}
	if (port.any == EXPECT_ANY) {
		if (port.replies) {
			if (from != EXPECT_ANY &&
			    unlikely(from != tcb_of_line(f->me)->awaits_id))
				return FASTPATH_REFUSED;
			fastpath_keep(from);
		} else if (from != tcb_of_line(f->me)->awaits_id && unlikely(from != EXPECT_ANY)) {
			return FASTPATH_REFUSED;
		}
		f->from = from;
	} else if (from == tcb_of_line(f->me)->awaits_id) {
		fastpath_keep(from);
		f->from = from;
	} else {
		if (unlikely(from != port.any))
			return FASTPATH_REFUSED;
		f->from = EXPECT_ANY;
	}
	return FASTPATH_ALLOWED;
}

static __always_inline void ipc_fastpath_look(struct fastpath *f)
{
	f->gate = fastpath_glance(&tcb_of_line(f->r)->gate);
}

/* The same as ipc_fastpath_found() behind ipc_fastpath_look(). */
static __always_inline enum fastpath_result
ipc_fastpath_seen(struct fastpath *f, word_t from, struct fastpath_port port)
{
	if (unlikely(!gate_is_passed(f->gate ^ port.differs, arch_near_cpu(), 0)))
		return FASTPATH_SHUT;
	return ipc_fastpath_partners(f, from, port);
}

/*
 * May the running thread send to f->r and wait for `from`, with a switch to the receiver? `from`
 * may be the thread that it waited for the last time, or anybody.
 */
static __always_inline enum fastpath_result
ipc_fastpath_found(struct fastpath *f, word_t from, struct fastpath_port port)
{
	ipc_fastpath_look(f);
	return ipc_fastpath_seen(f, from, port);
}

/*
 * May the running thread f->me send to the one that it waited for the last time, known under `id`,
 * and wait for it again? It is at hand: neither is it looked up in a table, nor its id compared,
 * for until all waiters of a thread are told that it has another id or none its gate is shut. So
 * behind FASTPATH_SHUT the id is to be looked at.
 */
static __always_inline enum fastpath_result
ipc_fastpath_awaited(struct fastpath *f, word_t id, struct fastpath_port port)
{
	f->r = tcb_of_line(f->me)->awaits_line;
	ipc_fastpath_look(f);
	if (unlikely(!gate_is_passed(f->gate ^ port.differs, arch_near_cpu(), 0)))
		return FASTPATH_SHUT;
	f->id = tcb_of_line(f->me)->id;
	if (tcb_of_line(f->r)->expect != f->id) {
		fastpath_reload(tcb_of_line(f->r)->expect);
		if (unlikely(tcb_of_line(f->r)->expect != EXPECT_ANY || !port.can_tell(f->id)))
			return FASTPATH_REFUSED;
	}
	f->from = id;
	return FASTPATH_ALLOWED;
}

/*
 * f->r was SHUT. If it was for nothing but the limit to its wait, which the message keeps, the
 * limit ends here, as sched_timer_cancel() does it: then true, and f->r will be allowed.
 */
static __always_inline bool ipc_fastpath_in_time(struct fastpath *f, word_t from,
						 struct fastpath_port port)
{
	if ((f->gate & GATE_USUAL(USUAL_LIMIT)) ||
	    !gate_is_passed((f->gate | GATE_USUAL(USUAL_LIMIT)) ^ port.differs,
			    arch_near_cpu(), 0) ||
	    ipc_fastpath_partners(f, from, port) != FASTPATH_ALLOWED)
		return false;
	tcb_of_line(f->r)->usual |= USUAL_LIMIT;
	return true;
}

/* The same as ipc_fastpath_found() for the thread with the global id `to`. */
static __always_inline enum fastpath_result
ipc_fastpath(struct fastpath *f, word_t to, word_t from, struct fastpath_port port)
{
	f->r = port.line(to);
	if (unlikely(fastpath_glance(&tcb_of_line(f->r)->id) != to))
		return FASTPATH_UNKNOWN;
	return ipc_fastpath_found(f, from, port);
}

/* The sender waits: what remains is to make the receiver the processor's thread. */
static __always_inline void ipc_fastpath_switch(const struct fastpath *f)
{
	tcb_of_line(f->me)->expect = f->from;
}

#endif
