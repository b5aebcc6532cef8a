/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernel work that may stop at a preemption point and be continued: what remains to be done
 * stands here, never on a stack. Each call defines its own record.
 */
#ifndef L4_API_WORK_H
#define L4_API_WORK_H

#include <api/exregs.h>
#include <api/memory_control.h>
#include <api/remote_call.h>
#include <api/schedule.h>
#include <api/round_work.h>
#include <api/space_control.h>
#include <api/thread_control.h>
#include <api/thread_delete.h>
#include <api/unmap.h>

struct work {
	union {
		struct exregs_work exregs;
		struct schedule_work schedule;
		struct unmap_work unmap;
		struct memory_work memory;
		struct delete_work del;
		struct modify_work modify;
		struct areas_work areas;
	};
	struct remote_call call;	/* if it is about a thread of another processor */
#ifdef CONFIG_SMP
	struct round round;		/* what the thread's record carries */
#endif
};

#endif
