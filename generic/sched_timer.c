/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scheduling: the queue of wait limits, of the processor that runs this.
 */
#include <generic/sched.h>

#include <base/assert.h>

void sched_timer_queue(struct tcb *t)
{
	struct cpu ARCH_NEAR *c = arch_near_cpu();

	ASSERT(is_mine(t));
	timerq_remove(&this_cpu()->timers, &t->timer);
	timerq_insert(&this_cpu()->timers, &t->timer, t->limit);
	if (t->limit < c->programmed)
		c->timer_stale = true;
}

void sched_timer_unqueue(struct tcb *t)
{
	timerq_remove(&this_cpu()->timers, &t->timer);
}
