/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The part of a thread that mechanisms need: identity, rendezvous, scheduling, registers. The
 * API embeds it as the first member of its own thread object.
 */
#ifndef L4_GENERIC_TCB_H
#define L4_GENERIC_TCB_H

#include <arch/frame.h>
#include <base/list.h>
#include <base/order.h>
#include <generic/request.h>
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
 * RUNNING: ready or on the processor. SENDING: the same, as it copies for both partners. HALTED:
 * stopped outside of IPC. INACTIVE: no UTCB yet. ASKING: waits for what another processor does for
 * it, or for its record to come home (<generic/request.h>).
 * While user code runs, its thread may be WAITING instead: see <generic/ipc_fastpath.h>.
 * WAITING is the greatest and RUNNING the next: see GATE().
 */
enum thread_state {
	THREAD_INACTIVE, THREAD_POLLING, THREAD_SENDING, THREAD_RECEIVING, THREAD_HALTED,
	THREAD_ASKING, THREAD_RUNNING, THREAD_WAITING,
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
#define ATTENTION_PRINT		0x20	/* output waits for it */
#define ATTENTION_TEXT		0x40	/* a text of its own is not printed to the end */
#define ATTENTION_LEAVE		0x80	/* it is to run on another processor */
#define ATTENTION_ALL		0xff

/*
 * In `cpu`: the thread has left processor `left` for `leaves_to` and has not arrived there: it is
 * nobody's, and the one that it has left knows where it goes. No processor has this number.
 */
#define CPU_LEFT	((cpu_t)0xff)

/* What is as usual with a thread. Without one of these it takes the complete path. */
#define USUAL_WORDS	0x01	/* its UTCB has the processor's words; the lowest: see GATE() */
#define USUAL_IPC	0x02	/* its IPC, if it is in one, is its program's own: see the API */
#define USUAL_FPU	0x04	/* it has no floating-point state */
#define USUAL_QUANTUM	0x08	/* its total quantum is infinite */
#define USUAL_DELAY	0x10	/* its preemption may not be delayed */
#define USUAL_ROUTE	0x20	/* its space has no redirector */
#define USUAL_QUEUE	0x40	/* nobody is queued to send to it */
#define USUAL_LIMIT	0x80	/* its wait, if it waits, has no limit */
#define USUAL_REGISTERS	0x100	/* a short IPC of the port can load all of its registers */
#define USUAL_LIPC	0x200	/* it does not switch in user mode: <api/lipc.h> */
#define USUAL_ID	0x400	/* nobody has yet to be told that it had another id before */
#define USUAL_ALL	0xffff

/*
 * The gate of a thread as one number: one comparison with the processor's `open` tells that the
 * thread waits, that nothing about it is unusual or pending, that it belongs to this processor, and
 * that its priority is high enough. Its upper half alone tells the same of a running thread. The
 * last two bytes decide nothing: they are what else changes with the state. A gate without
 * GATE_USUAL(USUAL_WORDS) is that of a thread with other words than the processor's.
 */
#define GATE(state, prio)	((u64)(state) << 56 | 0xffffffull << 32 | (u64)(prio) << 16)
/* What belongs to another processor has another gate: with one processor there is none. */
#define GATE_CPU(number)	(IS_ENABLED(CONFIG_SMP) ? (u64)(number) << 24 : 0)
#define GATE_USUAL(what)	((u64)(what) << 32)
#define GATE_HIGH(gate)		((u32)((gate) >> 32))
/* The lowest upper half of a thread that can run user code at once, of either word size. */
#define GATE_HIGH_RUNNING	GATE_HIGH(GATE(THREAD_RUNNING, 0) - GATE_USUAL(USUAL_WORDS))

/* Whether a thread is in a ready queue, or kept at hand instead; true or false for most. */
enum queued {
	QUEUED_NOT, QUEUED,
	QUEUED_SWITCHED,	/* by its own ThreadSwitch: ports may know what is to load then */
};

/* How much greater the gate of such a thread, RUNNING, is than it was while its user code ran. */
#define GATE_SWITCHED \
	(((u64)QUEUED_SWITCHED << 8) - ((u64)(THREAD_WAITING - THREAD_RUNNING) << 56))

struct tcb {
#ifdef CONFIG_SMP
	/* Valid when it is in use: of a new thread only request.is_out and grace.next are set. */
	struct request request;		/* its record */
	struct list grace;		/* in a list of <generic/grace.h>; next NULL: in none */
	word_t waits_for;		/* id under which it waits for `awaits` */
	struct tcb *waits_child[2];	/* the first of its ring: below it in the tree */
	struct request *first_follower;	/* of the records that go behind it, if there is one */
#endif
	void *fpu;			/* saved floating-point state; NULL: never used */
	word_t acts_for;		/* thread in whose name this one sends; 0: its own */

	/* What traps store; a port may have them begin at its end, before the next member. */
	struct save_frame frame;

	/* One cache line: all that a short IPC reads or writes beside the end of the frame. */
	word_t id;			/* global id; 0: not in the thread table */
	union {
		u64 gate;
		struct {
			FROM_TOP2(u32 gate_high, u32 gate_low);
		};
		struct {
			FROM_TOP7(u8 state,		/* enum thread_state */
				  u8 no_attention,	/* complement of ATTENTION_* */
				  u16 usual,		/* USUAL_* */
				  cpu_t cpu,		/* its processor, or CPU_LEFT */
				  prio_t prio,
				  u8 is_queued,		/* in a ready queue: enum queued */
				  u8 continuation);	/* meaning belongs to the API */
		};
	};
	word_t expect;			/* WAITING: partner of the receive, an id or EXPECT_* */
	word_t awaits_id;		/* id of `awaits`; EXPECT_ANY: none */
	word_t *awaits_line;		/* its hot line; that of tcb_nobody: none */
	word_t local_id;		/* user address of message register 0 */
	word_t space_word;		/* what the processor loads for the space */
	word_t __user *utcb;		/* kernel's alias of message register 0 */

	/* scheduling */
	struct list ready;		/* in a ready queue */
	struct space *space;
	usec_t slice;			/* time slice; 0: infinite */
	usec_t slice_left;
	usec_t quantum;			/* total, as given; USEC_NEVER: infinite */
	usec_t quantum_left;
	prio_t sensitive_prio;		/* up to this priority, preemption may be delayed */
	usec_t max_delay;		/* by this time, until the next yield; 0: not at all */
	usec_t delay_left;
	usec_t limit;			/* of the present wait; valid without USUAL_LIMIT */
	struct timer timer;		/* of this wait or an earlier one, see sched_timer_set() */

	/* rendezvous */
	struct tcb *send_queue;		/* first of those that want to send to this thread */
	struct list send_link;		/* in the partner's send queue */
	struct tcb *partner;		/* POLLING: whose queue; in a transfer: the other one */
	u64 space_serial;		/* of `space`: no other one ever has the same */
	u64 acts_from;			/* serial of the space of the thread `acts_for` */
	u32 proxies;			/* queued senders that act for others */
	bool searches;			/* through the queue of its senders, and has stopped ... */
	struct tcb *search_next;	/* ... before this one; NULL: at the end */
	word_t meant;			/* POLLING: the id that the partner had then */
	struct tcb *awaits;		/* thread that this one is a waiter of */
	struct list waits_link;
#ifdef CONFIG_SMP
	struct tcb **waits_at;		/* the first of its ring: where it stands; others: NULL */
#else
	struct list waiters;		/* threads that named this one in a closed receive */
#endif

#ifdef CONFIG_SMP
	struct tcb *at;			/* in whose queue it stands; that thread's owner's ... */
	bool at_for_others;		/* ... and so this: it is counted in `proxies` there, ... */
	bool at_by_record;		/* ... and this: its record is there */
	u32 word;			/* decides each race about its message: see the API */
	bool has_grace;			/* what it has waited for there is over */
	bool grace_is_last;		/* then nothing is left to be done for it */
	bool leaves;			/* for the processor ... */
	cpu_t leaves_to;		/* ... with this number */
	cpu_t left;			/* the last processor that it has left */
	struct request *followers;	/* last of the records that go behind it; NULL: none */
#endif
} __aligned(64);

/*
 * No thread: no id is its own, global or local, and nothing passes its gate. For the short path a
 * thread that awaits nobody awaits this one.
 */
extern struct tcb tcb_nobody;

/*
 * The short path names threads by the address of their hot line: it is what ports have at hand,
 * and all offsets are small.
 */
#define tcb_of_line(line)	container_of(line, struct tcb, id)
/* Where a member of a thread is, seen from its hot line. */
#define FROM_LINE(member)	((int)offsetof(struct tcb, member) - (int)offsetof(struct tcb, id))

#ifdef CONFIG_SMP
/* True if the record of t is not at home. The owner asks. */
static inline bool tcb_record_is_out(const struct tcb *t)
{
	return unlikely(t->request.is_out);
}

/* True if t, queued to a thread of this processor, has its record there: it has asked for that. */
static inline bool tcb_queued_by_record(const struct tcb *t)
{
	return unlikely(t->at_by_record);
}
#else
static inline bool tcb_record_is_out(const struct tcb *t __unused)
{
	return false;
}

static inline bool tcb_queued_by_record(const struct tcb *t __unused)
{
	return false;
}
#endif

/* Why t may not simply return to user mode, as ATTENTION_*. */
static inline u8 attention(const struct tcb *t)
{
	return (u8)~t->no_attention;
}

static inline void attention_raise(struct tcb *t, u8 what)
{
	t->no_attention &= (u8)(ATTENTION_ALL ^ what);
}

static inline void attention_clear(struct tcb *t, u8 what)
{
	t->no_attention |= what;
}

static inline void usual_set(struct tcb *t, u16 what, bool on)
{
	t->usual = on ? t->usual | what : t->usual & (u16)~what;
}

/* True if t, which can run, could run user code at once: nothing is unusual or pending about it. */
static inline bool tcb_runs_as_usual(const struct tcb *t)
{
	return t->gate_high >= GATE_HIGH_RUNNING;
}

/* The same, were `what`, USUAL_*, no matter. */
static inline bool tcb_runs_as_usual_but_for(const struct tcb *t, u16 what)
{
	return (t->gate_high | what) >= GATE_HIGH(GATE(THREAD_RUNNING, 0) -
						  GATE_USUAL(USUAL_WORDS));
}

/* The words of the UTCB, for whoever minds that users may change them at any time. */
static inline word_t *tcb_utcb(const struct tcb *t)
{
	return (word_t __force *)t->utcb;
}

#endif
