/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Schedule about a thread of another processor, or one that goes to another: what the call asks for
 * and gets back. The call itself stands in <api/syscalls.h>.
 */
#ifndef L4_API_SCHEDULE_H
#define L4_API_SCHEDULE_H

#include <base/types.h>

/* What the call tells of a thread in this state, an interrupt apart: L4_SCHED_*. */
extern const u8 schedule_seen[];

struct schedule_work {
	word_t time, processor, prio, preemption;
	word_t state, old_time;
};

#endif
