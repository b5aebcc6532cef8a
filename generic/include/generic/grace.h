/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The grace period: memory goes back, and threads go on, when no other processor knows any more
 * what was there. With one processor there is nobody to wait for.
 *
 * A thread that waits does not run, is in no queue and continues as it has said before. What it
 * waits for has no limit but is short: each other processor comes by a preemption point.
 */
#ifndef L4_GENERIC_GRACE_H
#define L4_GENERIC_GRACE_H

#include <base/err.h>
#include <generic/cpu.h>
#include <generic/kmem.h>

struct ptab;

#ifdef CONFIG_SMP
/* Of those below the ones without _others, with several processors. */
err_t grace_wait_for_others(struct tcb *t, bool *waits) __must_check;
err_t grace_wait_last_for_others(struct tcb *t) __must_check;
void grace_request_others(void);
void grace_free_others(struct kmem_cache *c, void *obj);

/* Nobody owes a flush, and nothing of this processor waits for one: no need to wait. */
static inline bool grace_is_over(void)
{
	struct cpu_set owed = cpu_set_read(&flush_owed);

	return likely(!this_cpu()->flush.is_out && !this_cpu()->flush.has_next &&
		      cpu_set_is_empty(&owed));
}

/*
 * ERR_OK: what was taken away before the first call is remembered nowhere, nor is the memory used
 * that was given to the functions below. ERR_AGAIN: t, the running thread, waits: another one has
 * to be chosen, and t calls again when it continues. *waits is false before the first call, and
 * again in the end. Context: no lock is held.
 */
static inline __must_check err_t grace_wait(struct tcb *t, bool *waits)
{
	return ncpus == 1 || (!*waits && grace_is_over()) ? ERR_OK :
							    grace_wait_for_others(t, waits);
}

/*
 * The same as the last thing that is done for t: if it waits it does not call again, but goes on in
 * user mode. If something else ends its wait it continues as it has said, and has to call again.
 */
static inline __must_check err_t grace_wait_last(struct tcb *t)
{
	return ncpus == 1 || grace_is_over() ? ERR_OK : grace_wait_last_for_others(t);
}

/* As grace_wait(); the space of pt, which is not entered any more, is loaded nowhere then. */
err_t grace_wait_unloaded(struct tcb *t, const struct ptab *pt, bool *waits) __must_check;
/* True if t waits. */
static inline bool grace_is_awaited(const struct tcb *t)
{
	return t->grace.next != NULL;
}

bool grace_end_wait(struct tcb *t);
/* t does not wait any more, and does not run either; false: it did not. */
static inline bool grace_forget(struct tcb *t)
{
	t->has_grace = false;
	return unlikely(grace_is_awaited(t)) && grace_end_wait(t);
}

/* Memory that was reached through the tables of spaces that are noted in this run. */
void grace_free_table(void *kv, unsigned int order);
void grace_free_pages(void *kv, unsigned int order);
/* Pages that any processor, whatever it has loaded, may use until its next preemption point. */
void grace_free_used(void *kv, unsigned int order);
/* An object at which any processor may be looking, until its next preemption point. */
static inline void grace_free(struct kmem_cache *c, void *obj)
{
	if (ncpus == 1)
		kmem_free(c, obj);
	else
		grace_free_others(c, obj);
}
/*
 * What was given to these functions goes back behind the wait of a thread of this processor; or of
 * none, if that does not come to it: by a round of its own.
 */
static inline void grace_request(void)
{
	if (ncpus > 1)
		grace_request_others();
}
/* What waits from now on waits until each other processor has come by a preemption point. */
void grace_ask_all(void);
#else
static inline void grace_ask_all(void)
{
}

static inline __must_check err_t grace_wait(struct tcb *t, bool *waits)
{
	(void)t;
	(void)waits;
	return ERR_OK;
}

static inline __must_check err_t grace_wait_last(struct tcb *t)
{
	(void)t;
	return ERR_OK;
}

static inline bool grace_is_awaited(const struct tcb *t)
{
	(void)t;
	return false;
}

static inline bool grace_forget(struct tcb *t)
{
	(void)t;
	return false;
}

static inline void grace_free_table(void *kv, unsigned int order)
{
	kmem_free_table(kv, order);
}

static inline void grace_free_pages(void *kv, unsigned int order)
{
	kmem_free_pages(kv, order);
}

static inline void grace_free_used(void *kv, unsigned int order)
{
	kmem_free_pages(kv, order);
}

static inline void grace_free(struct kmem_cache *c, void *obj)
{
	kmem_free(c, obj);
}

static inline __must_check err_t grace_wait_unloaded(struct tcb *t, const struct ptab *pt,
						     bool *waits)
{
	(void)pt;
	return grace_wait(t, waits);
}

static inline void grace_request(void)
{
}
#endif

#endif
