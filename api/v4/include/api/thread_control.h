/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ThreadControl on a thread that exists: its progress. The call itself stands in <api/syscalls.h>.
 */
#ifndef L4_API_THREAD_CONTROL_H
#define L4_API_THREAD_CONTROL_H

#include <base/err.h>
#include <generic/mapdb.h>

struct space;
struct tcb;
struct thread;

/* Parameters of ThreadControl after conversion: ids are global or nil. */
struct thread_change {
	word_t dest, space, scheduler, pager;
	uvaddr_t utcb;
};

struct modify_work {
	struct thread_change q;
	word_t error;		/* of the call, when the rest of the work is done */
	bool done;		/* only others have to be told */
	struct space *empty;	/* the thread was its last one; or NULL */
	struct unmap_op op;	/* of that space, and before of this one: */
	struct space *held;	/* the thread has left a page to finish; or NULL */
	bool tearing;
#ifdef CONFIG_SMP
	word_t old_id;		/* that the thread had, and all have to be told */
	bool has_moved;		/* into another space: what it has left is to be known nowhere */
	bool waits;		/* ... for which the call waits */
#endif
};

/*
 * Tells the senders queued to the thread `id`, of this processor, that meant the one that had its
 * number before. Errors: ERR_AGAIN.
 */
err_t modify_tell_senders(word_t id) __must_check;
/* One stretch of what t has yet to do when the thread is changed. Errors: ERR_AGAIN. */
err_t work_modify_rest(struct thread *t) __must_check;
/* Something of a call has happened that is to be finished. */
static inline bool modify_has_rest(const struct modify_work *m)
{
	return m->done || (IS_ENABLED(CONFIG_SMP) && m->empty != NULL);
}

/*
 * A thread that moves into another space leaves its UTCB's place there, which the next one gets
 * with another page: no processor knows the old one any more when the call returns.
 */
#ifdef CONFIG_SMP
static inline void modify_moved_not(struct modify_work *m)
{
	m->has_moved = m->waits = false;
}

static inline void modify_moved(struct modify_work *m)
{
	m->has_moved = true;
}

/* Behind all others of the call of t, the running thread. Errors: ERR_AGAIN. */
err_t modify_wait(struct thread *t) __must_check;
#else
static inline void modify_moved_not(struct modify_work *m __unused)
{
}

static inline void modify_moved(struct modify_work *m __unused)
{
}

static inline __must_check err_t modify_wait(struct thread *t __unused)
{
	return ERR_OK;
}
#endif

/* The continuation. Returns who runs next. */
struct tcb *continue_modify(struct thread *t);

#endif
