/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernel memory: pages, and page tables, of which some are kept clean.
 */
#include "kmem_block.h"

#include <base/assert.h>
#include <generic/string.h>

#define TABLE_BYTES	(sizeof(void *) << ARCH_PTAB_BITS)
#define TABLE_ORDERS	2

bool (*kmem_emptier)(void);
#ifdef CONFIG_SMP
bool (*kmem_taker)(void);
#endif

/* Page tables that are free and clean: some are kept as they are for whoever wants one. */
struct kept {
	unsigned int order, n;
	void *block[8];
};

static struct kept kept[TABLE_ORDERS] = { { .order = 0 }, { .order = 1 } };

/* A kept block is in use again; NULL: there is none. */
static void *kept_take(struct kept *k)
	__must_hold(&kmem_lock)
{
	struct kpage *p;
	void *kv;

	if (k->n == 0)
		return NULL;
	kv = k->block[--k->n];
	p = kmem_page(kv);
	p->state = KPAGE_USED;
	p->inuse = 0;
	kmem_block_bytes -= ARCH_PAGE_SIZE << k->order;
	return kv;
}

/* A block whose descriptor is p is free, and kept; false: there are enough. */
static bool kept_give(struct kept *k, struct kpage *p, void *kv)
	__must_hold(&kmem_lock)
{
	BUG_ON(p->state == KPAGE_FREE || p->state == KPAGE_KEPT);
	ASSERT(p->order == k->order);
	if (k->n == ARRAY_SIZE(k->block))
		return false;
	k->block[k->n++] = kv;
	p->state = KPAGE_KEPT;
	kmem_block_bytes += ARCH_PAGE_SIZE << k->order;
	return true;
}

/* Turns the kept tables into ordinary blocks; false: there are none. */
static bool kept_give_up(void)
	__must_hold(&kmem_lock)
{
	bool found = false;

	for (struct kept *k = kept; k < kept + ARRAY_SIZE(kept); k++) {
		void *kv;

		while ((kv = kept_take(k)) != NULL) {
			kmem_block_free(kv, k->order);
			found = true;
		}
	}
	return found;
}

void *kmem_pages_alloc(unsigned int order)
{
	void *kv;

	assert_held(&kmem_lock);
	if (kmem_is_to_fail())
		return NULL;
	kv = kmem_block_alloc(order);
	if (kv == NULL && kept_give_up())
		kv = kmem_block_alloc(order);
	if (kv == NULL && kmem_give_up_empty())
		kv = kmem_block_alloc(order);
	return kv == NULL && kmem_take_back() ? kmem_block_alloc(order) : kv;
}

void kmem_pages_free(void *kv, unsigned int order)
{
	struct kpage *p = kmem_page(kv);

	assert_held(&kmem_lock);
	BUG_ON(p->state == KPAGE_FREE || p->state == KPAGE_KEPT);
	ASSERT(p->order == order);
	kmem_block_free(kv, order);
}

void *kmem_alloc_pages(unsigned int order)
{
	void *kv;

	lock_acquire(&kmem_lock);
	kv = kmem_pages_alloc(order);
	lock_release(&kmem_lock);
	return kv;
}

void *kmem_zalloc_pages(unsigned int order)
{
	void *kv = kmem_alloc_pages(order);

	if (kv != NULL)
		kmemset(kv, 0, ARCH_PAGE_SIZE << order);
	return kv;
}

void kmem_free_pages(void *kv, unsigned int order)
{
	lock_acquire(&kmem_lock);
	kmem_pages_free(kv, order);
	lock_release(&kmem_lock);
}

void *kmem_alloc_table(unsigned int order)
{
	bool is_kept;
	void *kv;

	ASSERT(order < TABLE_ORDERS);
	lock_acquire(&kmem_lock);
	is_kept = kept[order].n > 0;
	if (unlikely(!is_kept))
		kv = kmem_pages_alloc(order);
	else
		kv = kmem_is_to_fail() ? NULL : kept_take(&kept[order]);
	lock_release(&kmem_lock);
	return kv != NULL && !is_kept ? kmemset(kv, 0, TABLE_BYTES) : kv;
}

static bool is_clean(const word_t *table)
{
	word_t any = 0;

#pragma GCC unroll 16
	for (unsigned int i = 0; i < BIT(ARCH_PTAB_BITS); i++)
		any |= table[i];
	return any == 0;
}

void kmem_free_table(void *kv, unsigned int order)
{
	ASSERT(is_clean(kv));
	lock_acquire(&kmem_lock);
	if (!kept_give(&kept[order], kmem_page(kv), kv))
		kmem_pages_free(kv, order);
	lock_release(&kmem_lock);
}
