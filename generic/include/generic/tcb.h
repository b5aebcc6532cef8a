/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The part of a thread that mechanisms need: identity, rendezvous, scheduling, registers. The
 * API embeds it as the first member of its own thread object.
 */
#ifndef L4_GENERIC_TCB_H
#define L4_GENERIC_TCB_H

#include <arch/frame.h>
#include <base/list.h>
#include <generic/timerq.h>

struct space;

/*
 *            send                     partner ready
 *  RUNNING ---------> POLLING ----------------------+
 *     ^  \                                          v
 *     |   \ receive            a sender comes    SENDING / RECEIVING (a transfer is going on)
 *     |    +--------> WAITING -------------------->  |
 *     +----------------------------------------------+
 *
 * RUNNING: ready or on the processor. HALTED: stopped outside of IPC. INACTIVE: no UTCB yet.
 */
enum thread_state {
	THREAD_INACTIVE, THREAD_RUNNING, THREAD_POLLING, THREAD_SENDING, THREAD_WAITING,
	THREAD_RECEIVING, THREAD_HALTED,
};

/* Values of `expect` that name no thread: no thread id ends in these. */
#define EXPECT_NOBODY	((word_t)0)
#define EXPECT_ANY	(~(word_t)0)
#define EXPECT_LOCAL	(~(word_t)0 << 6)

/* Why a thread may not simply return to user mode. */
#define ATTENTION_CONTINUE	0x01	/* a continuation is pending */
#define ATTENTION_HALT		0x02	/* halt before the next user instruction */
#define ATTENTION_CHECK		0x04	/* the port has to look at the frame first */
#define ATTENTION_QUANTUM	0x08	/* the total quantum is used up */
#define ATTENTION_SIGNAL	0x10	/* preempted, and wants to know */

struct tcb {
	/* First cache line: all that a short IPC reads or writes beside the frame. */
	word_t id;			/* global id; 0: not in the thread table */
	word_t gate;			/* who may take the short path to this thread */
	word_t expect;			/* partner of a receive: an id or EXPECT_* */
	struct tcb *send_queue;		/* first of those that want to send to this thread */
	word_t __user *utcb;		/* kernel's alias of message register 0 */
	word_t local_id;		/* user address of message register 0 */
	word_t space_word;		/* what the processor loads for the space */
	struct space *space;

	struct save_frame frame;

	/* scheduling */
	struct list ready;		/* in a ready queue */
	prio_t prio;
	u8 state;			/* enum thread_state */
	u8 attention;			/* ATTENTION_* */
	bool is_queued;			/* in a ready queue */
	u8 continuation;		/* meaning belongs to the API */
	cpu_t cpu;
	usec_t slice;			/* time slice; 0: infinite */
	usec_t slice_left;
	usec_t quantum;			/* total, as given; USEC_NEVER: infinite */
	usec_t quantum_left;
	prio_t sensitive_prio;		/* up to this priority, preemption may be delayed */
	usec_t max_delay;		/* by this time, until the next yield; 0: not at all */
	usec_t delay_left;
	struct timer timer;		/* of the present wait */

	/* rendezvous */
	struct list send_link;		/* in the partner's send queue */
	struct tcb *partner;		/* POLLING: whose queue; in a transfer: the other one */
	word_t acts_for;		/* thread in whose name this one sends; 0: its own */
	const struct space *acts_from;	/* space of that thread */
	u32 proxies;			/* queued senders that act for others */
	struct tcb *awaits;		/* thread whose list of waiters this one is in */
	struct list waits_link;
	struct list waiters;		/* threads that named this one in a closed receive */

	void *fpu;			/* saved floating-point state; NULL: never used */
};

/* The words of the UTCB, for whoever minds that users may change them at any time. */
static inline word_t *tcb_utcb(const struct tcb *t)
{
	return (word_t __force *)t->utcb;
}

#endif
