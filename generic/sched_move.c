/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a thread takes with it to another processor: its place among those that can run, the limit
 * of its wait, what is left of its times.
 */
#include <generic/sched.h>

void sched_depart(struct tcb *t)
{
	struct cpu *c = this_cpu();

	if (t == c->current)
		(void)sched_pick();
	else
		sched_dequeue(t);
	timerq_remove(&c->timers, &t->timer);
}

void sched_arrive(struct tcb *t)
{
	if (!(t->usual & USUAL_LIMIT))
		sched_timer_queue(t);
	if (t->state == THREAD_RUNNING)
		sched_wake(t);
}
