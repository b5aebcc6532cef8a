/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MemoryControl: its progress, and what others do with it. The call itself stands in
 * <api/syscalls.h>.
 */
#ifndef L4_API_MEMORY_CONTROL_H
#define L4_API_MEMORY_CONTROL_H

#include <generic/mapdb.h>

#define MEMORY_ATTRIBUTES	4	/* of a call; the low bits of an fpage choose its own */

struct tcb;
struct thread;

struct memory_work {
	struct unmap_op op;
	u8 next, count;			/* number of the current fpage, how many there are */
	u8 type[MEMORY_ATTRIBUTES];	/* the attributes as memory types */
	bool started;
	bool waits;			/* for other processors */
};

/* One stretch of the work of t, until it is done (ERR_OK) or has to stop (ERR_AGAIN). */
err_t work_memory(struct thread *t) __must_check;
/* The continuation. Returns who runs next. */
struct tcb *continue_memory(struct thread *t);

/* Like unmap_curtail() and unmap_hand_over(). */
void memory_curtail(struct thread *t);
bool memory_hand_over(struct thread *t, struct unmap_op *op);

#endif
