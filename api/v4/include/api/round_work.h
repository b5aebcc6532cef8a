/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rounds: what the thread's record carries. See <api/round.h>.
 */
#ifndef L4_API_ROUND_WORK_H
#define L4_API_ROUND_WORK_H

#include <base/err.h>
#include <base/types.h>

struct areas_work;
struct request;
struct thread;

struct round_ops {
	/* One stretch of what this processor has to do for s. Errors: ERR_AGAIN. */
	err_t (*visit)(struct thread *s);
	/* All have done it; s's record, in hand, has to go on. */
	void (*over)(struct thread *s);
};

struct round {
	const struct round_ops *ops;
	cpu_t first;		/* the processor that it began with */
	struct request *waiters;	/* of a number, when it is over: a ring, the last one */
	word_t number;			/* what round_wait() waits for */
	struct areas_work *areas;	/* of a SpaceControl that is told */
};

#endif
