/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a thread gets to know when it loses the processor, and its scheduler when its total quantum
 * is used up. (X.2, preemption)
 */
#ifndef L4_API_PREEMPTION_H
#define L4_API_PREEMPTION_H

struct sched_ops;
struct tcb;

/* What the scheduler asks and tells about preemption. */
extern const struct sched_ops preemption_ops;

/* Sends the message that the total quantum of me is used up to its scheduler; who runs next. */
struct tcb *preemption_quantum_used(struct tcb *me);
/* Sends the message that me was preempted to its exception handler; returns who runs next. */
struct tcb *preemption_signal(struct tcb *me);

#endif
