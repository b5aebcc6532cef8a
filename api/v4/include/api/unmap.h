/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unmap: its progress, and what others do with it. The call itself stands in <api/syscalls.h>.
 */
#ifndef L4_API_UNMAP_H
#define L4_API_UNMAP_H

#include <generic/mapdb.h>

struct tcb;
struct thread;

struct unmap_work {
	struct unmap_op op;
	word_t fpage;		/* current one, read once */
	u8 next, count;		/* its number, how many there are */
	bool flush;
	bool started;
};

/* One stretch of the work of t, until it is done (ERR_OK) or has to stop (ERR_AGAIN). */
err_t work_unmap(struct thread *t) __must_check;
/* The continuation. Returns who runs next. */
struct tcb *continue_unmap(struct thread *t);

/*
 * A deleter of t cannot wait for its Unmap: what that has not begun is dropped, and it ends with
 * the page at which it is. To be called once.
 */
void unmap_curtail(struct thread *t);
/* The same for a mover of t to another space, who takes over the rest of the page; false: none. */
bool unmap_hand_over(struct thread *t, struct unmap_op *op);

#endif
