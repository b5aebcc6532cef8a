/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Deletion of threads, and of spaces with their last thread: its progress.
 */
#ifndef L4_API_THREAD_DELETE_H
#define L4_API_THREAD_DELETE_H

#include <base/list.h>
#include <generic/mapdb.h>

struct areas_work;
struct tcb;
struct thread;

struct delete_work {
	struct list threads;	/* dying (tcb.ready) */
	struct list spaces;	/* dying (members) */
	struct unmap_op op;	/* of the first space */
	bool tearing;		/* it has begun */
	bool waits;		/* all is gone: for other processors that may not know it */
#ifdef CONFIG_SMP
	word_t number;		/* whom it deletes */
	word_t id;		/* the same, as soon as that is detached */
	prio_t prio;		/* the deleter's, when it began */
	bool is_told;		/* all know of it */
#endif
};

/* Deletes v, with one processor: work of self, the running thread. Returns who runs next. */
struct tcb *delete_begin(struct thread *self, struct thread *v);
/* The continuation. Returns who runs next. */
struct tcb *continue_delete(struct thread *t);

/* One stretch of what is in the lists of t. Errors: ERR_AGAIN. */
err_t work_delete(struct thread *t) __must_check;
/* The SpaceControl of the first dying thread of t, if all processors have to be told; or NULL. */
struct areas_work *delete_wants_round(struct thread *t);

/* --- several processors: smp/delete.c --- */

/*
 * Deletes the thread with this number: work of self, the running thread, which goes on when all
 * processors have been told. Returns who runs next.
 */
struct tcb *delete_everywhere(struct thread *self, word_t number);
/* The continuation; also that of a dead thread. Returns who runs next. */
struct tcb *continue_tell(struct thread *t);
/* Requests: the record of s is in hand. */
void delete_request(struct thread *s);
void delete_over(struct thread *s);
/* The record of t, a dead thread of this processor, is at home. */
void delete_home(struct thread *t);

/*
 * Whatever t has begun and must not be left half done; not deletions. Errors: ERR_AGAIN.
 */
err_t work_finish(struct thread *t) __must_check;

#endif
