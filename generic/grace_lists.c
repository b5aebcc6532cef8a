/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What waits for the rounds of a processor: it begins to wait for one, and ends.
 */
#include "grace_lists.h"

#include <base/assert.h>
#include <generic/grace.h>
#include <generic/sched.h>

/* So much goes back, or on, in one go. */
#define END_BATCH	32

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

static void give_object(struct flush *f)
{
	void *obj = f->objects;
	struct kmem_cache *c = kmem_page(obj)->slab.cache;

	f->objects = *kmem_next(c, obj);
	kmem_free(c, obj);
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
