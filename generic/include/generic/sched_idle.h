/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * To the idle thread and back, where nobody competes: between a message to another processor and
 * its answer, mostly. What dispatch() would find is known, and the gate holds for both sides of it.
 * Several processors only.
 */
#ifndef L4_GENERIC_SCHED_IDLE_H
#define L4_GENERIC_SCHED_IDLE_H

#include <arch/time.h>
#include <base/assert.h>
#include <generic/sched.h>

#ifdef CONFIG_SMP

/*
 * The running thread, as usual until now, waits. True: nothing else is to be done, and the idle
 * thread is the running one. The gate stays as it is.
 */
static inline bool sched_enter_idle(void)
{
	struct cpu ARCH_NEAR *c = arch_near_cpu();
	usec_t now;

	if (c->todo != 0 || c->top >= 0 || c->limit.held != 0)
		return false;
	ASSERT(c->urgent == NULL && c->delay_end == USEC_NEVER);
	if (c->slice_end != USEC_NEVER) {
		now = arch_time_now();
		c->current->slice_left = c->slice_end > now ? c->slice_end - now : 0;
		c->slice_end = USEC_NEVER;
	}
	c->current = c->idle;
	return true;
}

/* The idle thread runs and goes on, as nobody has woken up; nothing else is to be done. */
static inline bool sched_stays_idle(void)
{
	struct cpu *c = this_cpu();

	ASSERT(c->current == c->idle);
	if (c->urgent != NULL || c->top >= 0 || c->timer_stale || c->interrupts ||
	    attention(c->idle) != 0 || request_limit_is_due(&c->limit, -1))
		return false;
	/* The choice has been made: what comes next is counted, and stops, by itself. */
	c->resched = false;
	return true;
}

/*
 * The idle thread runs. The thread that has woken up, now the running one, if it is the only one
 * and as usual: nothing is left to do for it; else NULL, and nothing has happened.
 */
static inline struct tcb *sched_leave_idle(void)
{
	struct cpu ARCH_NEAR *c = arch_near_cpu();
	struct tcb *t = c->urgent;

	if (t == NULL || c->top >= 0 || c->timer_stale || c->interrupts || !tcb_runs_as_usual(t) ||
	    c->limit.held != 0)
		return NULL;
	ASSERT(c->current == c->idle && c->slice_end == USEC_NEVER);
	c->urgent = NULL;
	t->is_queued = QUEUED_NOT;
	c->resched = false;
	if (t->slice != 0) {
		if (t->slice_left == 0)
			t->slice_left = t->slice;
		c->slice_end = arch_time_now() + t->slice_left;
	}
	c->current = t;
	if (c->gate_stale)
		sched_open_gate(t);
	return t;
}

/* As sched_pick(), for a running thread that waits and mostly finds nobody else to run. */
static inline struct tcb *sched_pick_after(const struct tcb *me)
{
	struct cpu *c = this_cpu();

	if (me->usual != USUAL_ALL || !sched_enter_idle())
		return sched_pick();
	/* The idle thread has no space that the short way out could load. */
	c->resched = true;
	return c->idle;
}
#else
static inline struct tcb *sched_pick_after(const struct tcb *me)
{
	(void)me;
	return sched_pick();
}
#endif

#endif
