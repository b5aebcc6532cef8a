/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The way out of the kernel: everything that has to happen before a thread may return to user
 * mode.
 */
#ifndef L4_API_DISPATCH_H
#define L4_API_DISPATCH_H

#include <generic/cpu.h>

/* t is the running thread; returns the thread to return to, with nothing left to do for it. */
struct tcb *dispatch(struct tcb *t);

/*
 * False: t may return to user mode as it is, and the thread that was there before was a usual one
 * too. For ports that record interrupts in the processor's `interrupts`.
 */
static inline bool dispatch_is_needed(const struct tcb *t)
{
	return arch_near_cpu()->todo != 0 || !tcb_runs_as_usual(t);
}

#endif
