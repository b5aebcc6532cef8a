/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory and threads that wait until other processors know nothing any more of what was there.
 * Hides how they are kept: pages by their descriptors, objects by the word in them that is their
 * cache's. The owners in a descriptor stay as they are: others may still look there.
 */
#include <generic/grace.h>

#include <base/assert.h>
#include <generic/cpu.h>
#include <generic/flush.h>
#include <generic/loaded.h>
#include <generic/lock.h>

#include "grace_lists.h"

static void put_page(void *kv, unsigned int order, u8 state, struct list *list)
{
	struct kpage *p = kmem_page(kv);

	ASSERT(p->order == order);
	p->state = state;
	p->inuse = 0;
	list_insert_before(list, &p->link);
}

void grace_free_table(void *kv, unsigned int order)
{
	if (ncpus == 1 || !flush_is_noted())
		kmem_free_table(kv, order);
	else
		put_page(kv, order, KPAGE_GONE_TABLE, &this_cpu()->flush.pages_noted);
}

void grace_free_pages(void *kv, unsigned int order)
{
	if (ncpus == 1 || !flush_is_noted())
		kmem_free_pages(kv, order);
	else
		put_page(kv, order, KPAGE_GONE, &this_cpu()->flush.pages_noted);
}

void grace_ask_all(void)
{
	struct flush *f = &this_cpu()->flush;

	f->has_next = true;
	cpu_set_join(&f->more, cpu_set_below(ncpus));
}

void grace_free_used(void *kv, unsigned int order)
{
	if (ncpus == 1) {
		kmem_free_pages(kv, order);
		return;
	}
	put_page(kv, order, KPAGE_GONE, &this_cpu()->flush.pages_next);
	grace_ask_all();
}

void grace_free_others(struct kmem_cache *c, void *obj)
{
	struct flush *f = &this_cpu()->flush;

	*kmem_next(c, obj) = f->objects_next;
	f->objects_next = obj;
	grace_ask_all();
}

void grace_request_others(void)
{
	struct flush *f = &this_cpu()->flush;

	if (!f->is_out && grace_is_needed(f))
		flush_request(f, flush_targets(f));
}

static struct list *wait_for_next(struct flush *f)
{
	f->has_next = true;
	return &f->threads_next;
}

/* ERR_AGAIN: t waits; `is_last`: it goes on in user mode. ERR_OK: there is nothing to wait for. */
static err_t begin_wait(struct tcb *t, bool is_last)
{
	struct request_limit *limit = &this_cpu()->limit;
	struct flush *f = &this_cpu()->flush;
	struct list *list = &f->threads;
	struct cpu_set targets = flush_targets(f);
	bool begins = !f->is_out;

	/* What others have taken away is gone for t too. */
	if (unlikely(cpu_set_has(&flush_owed, this_cpu()->number)))
		(void)flush_own();
	if (!cpu_set_is_empty(&targets) || grace_is_needed(f) || f->unloads_next) {
		if (f->is_out)
			list = wait_for_next(f);
	} else if (!f->is_out) {
		f->has_next = false;
		return ERR_OK;
	}
	request_limit_awaits(limit, t->prio);
	if (begins && request_limit_puts_off(targets)) {
		list = wait_for_next(f);
		begins = false;
	}
	t->has_grace = false;
	t->grace_is_last = is_last;
	if (t->state == THREAD_RUNNING)
		t->state = THREAD_ASKING;
	list_insert_before(list, &t->grace);
	if (begins)
		flush_request(f, targets);
	return ERR_AGAIN;
}

err_t grace_wait_for_others(struct tcb *t, bool *waits)
{
	err_t err;

	assert_none_held();
	if (*waits && t->has_grace) {
		*waits = t->has_grace = false;
		return ERR_OK;
	}
	err = begin_wait(t, false);
	if (err)
		*waits = true;
	return err;
}

err_t grace_wait_last_for_others(struct tcb *t)
{
	assert_none_held();
	return begin_wait(t, true);
}

err_t grace_wait_unloaded(struct tcb *t, const struct ptab *pt, bool *waits)
{
	struct flush *f = &this_cpu()->flush;

	/* What has waited before may have been another thread, or on another processor. */
	if (ncpus > 1 && !(*waits && t->has_grace)) {
		cpu_set_join(&f->more, space_loaded_set(pt));
		f->unloads_next = f->has_next = true;
	}
	return grace_wait(t, waits);
}
