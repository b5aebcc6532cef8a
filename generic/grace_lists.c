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
	void *kv = kmem_address(p);

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
	if (!nobody_knows) {
		f->has_next = true;
		list_splice(&f->pages_next, &f->pages_noted);
		return;
	}
	while (!list_is_empty(&f->pages_noted))
		give_page(list_entry(f->pages_noted.next, struct kpage, link));
}

void grace_begin(struct flush *f)
{
	ASSERT(list_is_empty(&f->pages) && f->objects == NULL);
	list_splice(&f->threads, &f->threads_next);
	list_splice(&f->pages, &f->pages_next);
	f->objects = f->objects_next;
	f->objects_next = NULL;
}

bool grace_end_wait(struct tcb *t)
{
	list_remove(&t->grace);
	t->grace.next = NULL;
	return true;
}

/* The round that t has waited for is over. */
static void wake(struct tcb *t)
{
	list_remove(&t->grace);
	t->grace.next = NULL;
	if (t->grace_is_last) {
		t->continuation = 0;
		attention_clear(t, ATTENTION_CONTINUE);
	} else {
		t->has_grace = true;
	}
	if (t->state == THREAD_ASKING)
		t->state = THREAD_RUNNING;
	sched_wake(t);
}

bool grace_end(struct flush *f)
{
	unsigned int n = 0;

	while (!list_is_empty(&f->pages) && n++ < END_BATCH)
		give_page(list_entry(f->pages.next, struct kpage, link));
	while (f->objects != NULL && n++ < END_BATCH)
		give_object(f);
	while (!list_is_empty(&f->threads) && n++ < END_BATCH)
		wake(list_entry(f->threads.next, struct tcb, grace));
	return n <= END_BATCH;
}
