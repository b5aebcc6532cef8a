/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ready queues, the choice of the next thread, time slices and the one-shot timer.
 * The running thread is in no queue. Functions that return a thread have made it the running one.
 * Context of all: interrupts off.
 */
#ifndef L4_GENERIC_SCHED_H
#define L4_GENERIC_SCHED_H

#include <arch/preempt.h>
#include <generic/cpu.h>

/* What the API knows about a running thread that is to be preempted. */
struct sched_ops {
	/* It asks for delay. */
	bool (*wants_delay)(const struct tcb *t);
	/* Its preemption has been delayed. */
	void (*delayed)(struct tcb *t);
	/* It has lost the processor against its will. */
	void (*preempted)(struct tcb *t);
};

void sched_init(struct cpu *c, struct tcb *idle, const struct sched_ops *ops);

/* Put t, which can run, at the tail or head of its queue. */
void sched_enqueue_tail(struct tcb *t);
void sched_enqueue_head(struct tcb *t);
/* Take t out of its queue; harmless if it is in none. */
void sched_dequeue(struct tcb *t);

/*
 * t became ready: queue it, ask for a new choice if it is urgent; nothing if t is the running
 * thread itself.
 */
void sched_wake(struct tcb *t);

/* The same, but t may be the running thread behind this. */
void sched_wake_now(struct tcb *t);

/* The running thread cannot go on: the next one, taken out of its queue, on a slice of its own. */
struct tcb *sched_pick(void);
struct tcb *sched_hand_over_weighed(struct tcb *t);
/*
 * The running thread hands over to t, which is in no queue, on what is left of the slice; but a
 * ready thread above t goes first. If the gate is open to t there is nothing to weigh.
 */
static inline struct tcb *sched_hand_over(struct tcb *t)
{
	struct cpu ARCH_NEAR *c = arch_near_cpu();
	u64 gate = t->gate;

	/* Words of either size will do. */
	if (IS_ENABLED(CONFIG_COMPAT32))
		gate |= GATE_USUAL(USUAL_WORDS);
	if (unlikely(c->todo != 0 ||
		     !gate_is_passed(gate, c, GATE(THREAD_WAITING, 0) - GATE(THREAD_RUNNING, 0))))
		return sched_hand_over_weighed(t);
	c->current = t;
	return t;
}
/* `me` can go on running: the one that should, with `me` queued if it is another one. */
struct tcb *sched_settle(struct tcb *me);
/* `me` gives up the rest of its slice to equals. */
struct tcb *sched_yield(struct tcb *me);
/* `me` can go on, but t, in no queue, goes first; `me` follows at the head of its queue. */
struct tcb *sched_prefer(struct tcb *me, struct tcb *t);

/*
 * `me` lets t run on the rest of its slice, whatever the priorities. If t is not queued here, or
 * belongs to another processor, `me` yields.
 */
struct tcb *sched_donate(struct tcb *me, struct tcb *t);

/*
 * Wait limits. One that is cancelled stays in the queue, and is told from the present one when it
 * fires: most waits end by a message, and the next one is limited in the same way.
 */
void sched_timer_queue(struct tcb *t);
static inline void sched_timer_set(struct tcb *t, usec_t deadline)
{
	t->limit = deadline;
	usual_set(t, USUAL_LIMIT, false);
	/* The timer of an earlier wait that comes first is put off then. */
	if (!timer_is_queued(&t->timer) || deadline < t->timer.deadline)
		sched_timer_queue(t);
}

static inline void sched_timer_cancel(struct tcb *t)
{
	t->usual |= USUAL_LIMIT;
}
/* t goes away: nothing of it stays in the queue. */
void sched_timer_unqueue(struct tcb *t);
static inline void sched_timer_remove(struct tcb *t)
{
	sched_timer_cancel(t);
	if (unlikely(timer_is_queued(&t->timer)))
		sched_timer_unqueue(t);
}

/*
 * The timer fired (or the time slice may have ended): reports expired waits to `expired`, which
 * returns true if t can run from now on and has yet to be woken, and renews or ends slices. Returns
 * who runs next.
 */
struct tcb *sched_tick(struct tcb *me, bool (*expired)(struct tcb *t));

/* Program the timer for the next event if it comes earlier than what is programmed. */
void sched_program_timer(struct tcb *running);

/*
 * A preemption point of work that wakes threads: true if an interrupt waits, if one of them is more
 * urgent than the running thread, or if an equal needs the end of the slice.
 */
static inline bool sched_preempt_pending(void)
{
	return arch_preempt_pending() || arch_near_cpu()->resched ||
	       arch_near_cpu()->timer_stale;
}

/* User code of `running` follows: tell short IPCs whom they may switch to. */
void sched_open_gate(const struct tcb *running);

/* The slice length of t changed. */
void sched_slice_changed(struct tcb *t);
/* The total quantum of t is `quantum` from now on. */
void sched_quantum_set(struct tcb *t, usec_t quantum);
/* What is left of the total quantum of t. */
usec_t sched_quantum_left(const struct tcb *t);

/*
 * t leaves this processor: neither its queues nor its timers know it any more. If it can run, it
 * will on the other one. Several processors only, as the next one.
 */
void sched_depart(struct tcb *t);
/* t has come to this processor, its state as it was on the other one. */
void sched_arrive(struct tcb *t);

#endif
