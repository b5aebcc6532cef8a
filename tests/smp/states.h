/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads in every state that others can find them in, on any processor.
 */
#ifndef TESTS_SMP_STATES_H
#define TESTS_SMP_STATES_H

#include "several.h"

enum target {
	TARGET_READY, TARGET_WAITS, TARGET_WAITS_NAMED, TARGET_WAITS_LIMITED, TARGET_POLLS,
	TARGET_HALTED, TARGET_WILL_HALT, TARGET_UNSTARTED, TARGET_SENDS, TARGET_RECEIVES,
	TARGETS
};

/* Numbers that one target takes, from the one of the thread itself on. */
#define TARGET_NUMBERS	3

/*
 * Thread n, of a space of its own, on processor `cpu` in this state; the root task is its pager or
 * in the space of it. Its partner, if it has one, is n + 1, on the same processor. The test plays
 * processor 0, where the root task runs.
 */
struct tcb *make_target(unsigned int n, enum target state, unsigned int cpu);

/* The root task, on processor 0, makes no call and lets all go on until nothing is left to do. */
void root_looks_on(void);

/* t goes on in the kernel, as far as it may; the test plays its processor. */
void let_run(struct tcb *t);

#endif
