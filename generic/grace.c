/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory and threads that wait until other processors know nothing any more of what was there.
 * Hides how they are kept: pages by their descriptors, objects by the word in them that is their
 * cache's.
 */
#include <generic/grace.h>

#include <base/assert.h>
#include <generic/cpu.h>
#include <generic/flush.h>
#include <generic/loaded.h>
#include <generic/lock.h>
#include <generic/sched.h>

#include "grace_lists.h"

/* So much goes back, or on, in one go. */
#define END_BATCH	32



static void put_page(void *kv, unsigned int order, u8 state)
{
	struct kpage *p = kmem_page(kv);

	ASSERT(p->order == order);
	p->state = state;
	p->inuse = 0;
	p->owner[0] = kv;
	list_insert_before(&this_cpu()->flush.pages_noted, &p->link);
}

void grace_free_table(void *kv, unsigned int order)
{
	if (ncpus == 1 || !flush_is_noted())
		kmem_free_table(kv, order);
	else
		put_page(kv, order, KPAGE_GONE_TABLE);
}

void grace_free_pages(void *kv, unsigned int order)
{
	if (ncpus == 1 || !flush_is_noted())
		kmem_free_pages(kv, order);
	else
		put_page(kv, order, KPAGE_GONE);
}

static void give_page(struct kpage *p)
{
	bool is_table = p->state == KPAGE_GONE_TABLE;
	void *kv = p->owner[0];

	list_remove(&p->link);
	p->state = KPAGE_USED;
	if (is_table)
		kmem_free_table(kv, p->order);
	else
		kmem_free_pages(kv, p->order);
}

void grace_free(struct kmem_cache *c, void *obj)
{
	struct flush *f = &this_cpu()->flush;

	if (ncpus == 1) {
		kmem_free(c, obj);
		return;
	}
	*kmem_next(c, obj) = f->objects_next;
	f->objects_next = obj;
	f->more |= MASK(ncpus - 1) << 1 | 1;
}

static void give_object(struct flush *f)
{
	void *obj = f->objects;
	struct kmem_cache *c = kmem_page(obj)->slab.cache;

	f->objects = *kmem_next(c, obj);
	kmem_free(c, obj);
}

void grace_unload(const struct ptab *pt)
{
	struct flush *f = &this_cpu()->flush;

	if (ncpus == 1)
		return;
	f->more |= space_loaded_set(pt);
	f->unloads_next = true;
}

void grace_fold(struct flush *f, bool nobody_knows)
{
	if (likely(list_is_empty(&f->pages_noted)))
		return;
	if (!nobody_knows) {
		list_splice(&f->pages_next, &f->pages_noted);
		return;
	}
	while (!list_is_empty(&f->pages_noted))
		give_page(list_entry(f->pages_noted.next, struct kpage, link));
}

bool grace_is_needed(const struct flush *f)
{
	return !list_is_empty(&f->threads_next) || !list_is_empty(&f->pages_next) ||
	       f->objects_next != NULL;
}

void grace_begin(struct flush *f)
{
	ASSERT(list_is_empty(&f->pages) && f->objects == NULL && list_is_empty(&f->threads));
	list_splice(&f->threads, &f->threads_next);
	list_splice(&f->pages, &f->pages_next);
	f->objects = f->objects_next;
	f->objects_next = NULL;
}

bool grace_is_awaited(const struct tcb *t)
{
	return t->grace.next != NULL;
}

bool grace_forget(struct tcb *t)
{
	t->has_grace = false;
	if (!grace_is_awaited(t))
		return false;
	list_remove(&t->grace);
	t->grace.next = NULL;
	return true;
}

static void wake(struct tcb *t)
{
	(void)grace_forget(t);
	t->has_grace = true;
	if (t->state == THREAD_ASKING)
		t->state = THREAD_RUNNING;
	sched_wake(t);
}

/* One piece of what waited for the round; false: there is none. */
static bool end_one(struct flush *f)
{
	if (!list_is_empty(&f->pages))
		give_page(list_entry(f->pages.next, struct kpage, link));
	else if (f->objects != NULL)
		give_object(f);
	else if (!list_is_empty(&f->threads))
		wake(list_entry(f->threads.next, struct tcb, grace));
	else
		return false;
	return true;
}

bool grace_end(struct flush *f)
{
	for (unsigned int i = 0; i < END_BATCH; i++)
		if (!end_one(f))
			return true;
	return false;
}

static void begin_wait(struct tcb *t, struct list *list)
{
	t->has_grace = false;
	if (t->state == THREAD_RUNNING)
		t->state = THREAD_ASKING;
	list_insert_before(list, &t->grace);
}

err_t grace_wait(struct tcb *t, bool *waits)
{
	struct flush *f = &this_cpu()->flush;
	u64 targets;

	assert_none_held();
	if (ncpus == 1)
		return ERR_OK;
	if (*waits && t->has_grace) {
		*waits = t->has_grace = false;
		return ERR_OK;
	}
	/* What others have taken away is gone for t too. */
	(void)flush_own();
	targets = (atomic_read(&flush_owed) | f->more) & ~BIT(this_cpu()->number);
	if (targets != 0 || grace_is_needed(f) || f->unloads_next)
		begin_wait(t, &f->threads_next);
	else if (f->is_out)
		begin_wait(t, &f->threads);
	else
		return ERR_OK;
	*waits = true;
	if (!f->is_out)
		flush_request(f);
	return ERR_AGAIN;
}
