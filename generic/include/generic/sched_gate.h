/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whom a short IPC may switch to, by priority.
 */
#ifndef L4_GENERIC_SCHED_GATE_H
#define L4_GENERIC_SCHED_GATE_H

#include <generic/sched.h>

/* The lowest priority of threads that may follow without a choice. */
static inline unsigned int sched_lowest_open(const struct cpu ARCH_NEAR *c)
{
	/* An equal of the next thread may wait for the slice to end, once that is programmed. */
	bool equal_may_wait = c->top >= 0 && c->programmed <= c->slice_end;

	return (unsigned int)(c->top + !equal_may_wait);
}

/*
 * For a port that lets threads talk that are alike in being unusual: the same were `what`, USUAL_*,
 * no matter, while user code of `running` follows; NR_PRIOS: none. Right as long as the gate is
 * that sched_open_gate() has set last.
 */
static inline unsigned int sched_lowest_but_for(const struct tcb *running, u16 what)
{
	const struct cpu ARCH_NEAR *c = arch_near_cpu();

	if (!tcb_runs_as_usual_but_for(running, what) || c->delay_end != USEC_NEVER)
		return NR_PRIOS;
	return sched_lowest_open(c);
}

#endif
