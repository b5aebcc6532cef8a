/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Deletion of threads, and of spaces with their last thread: its progress.
 */
#ifndef L4_API_THREAD_DELETE_H
#define L4_API_THREAD_DELETE_H

#include <base/list.h>
#include <generic/mapdb.h>

struct tcb;
struct thread;

struct delete_work {
	struct list threads;	/* dying (tcb.ready) */
	struct list spaces;	/* dying (members) */
	struct unmap_op op;	/* of the first space */
	bool tearing;		/* it has begun */
};

/* Deletes v: work of self, the running thread. Returns who runs next. */
struct tcb *delete_begin(struct thread *self, struct thread *v);
/* The continuation. Returns who runs next. */
struct tcb *continue_delete(struct thread *t);

/*
 * Whatever t has begun and must not be left half done; not deletions. Errors: ERR_AGAIN.
 */
err_t work_finish(struct thread *t) __must_check;

#endif
