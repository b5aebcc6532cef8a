/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernel memory: a buddy allocator for blocks of pages. Hides that page descriptors lie at the
 * start of each region.
 */
#include "kmem_block.h"

#include <base/assert.h>
#include <base/atomic.h>
#include <generic/string.h>

struct kmem_region kmem_regions[KMEM_MAX_REGIONS];

size_t kmem_block_bytes;

static unsigned int region_count;
static struct list free_blocks[KMEM_MAX_ORDER + 1];

static kvaddr_t end_of(const struct kmem_region *r)
{
	return r->start + r->bytes;
}

static struct kmem_region *region_of(kvaddr_t kv)
{
	for (unsigned int i = 0; i < region_count; i++)
		if (kv - kmem_regions[i].start < kmem_regions[i].bytes)
			return &kmem_regions[i];
	return NULL;
}

static struct kpage *page_in(const struct kmem_region *r, kvaddr_t kv)
{
	return &r->pages[(kv - r->start) >> ARCH_PAGE_SHIFT];
}

static inline struct kmem_region *region_with(const struct kpage *p)
{
	struct kmem_region *r = kmem_regions;

	while (p < r->pages || p >= page_in(r, end_of(r)))
		r++;
	return r;
}

struct kpage *kmem_page_elsewhere(const void *kv)
{
	struct kmem_region *r = region_of((kvaddr_t)kv);

	BUG_ON(r == NULL);
	return page_in(r, (kvaddr_t)kv);
}

#ifdef CONFIG_SMP
void *kmem_address(const struct kpage *p)
{
	const struct kmem_region *r = region_with(p);

	return (void *)(r->start + ((kvaddr_t)(p - r->pages) << ARCH_PAGE_SHIFT));
}
#endif

bool kmem_contains(paddr_t start, paddr_t end)
{
	for (unsigned int i = 0; i < region_count; i++)
		if (start < kv_to_paddr((void *)end_of(&kmem_regions[i])) &&
		    end > kv_to_paddr(kmem_regions[i].pages))
			return true;
	return false;
}

static void block_insert(struct kpage *p, unsigned int order)
{
	p->state = KPAGE_FREE;
	p->order = order;
	list_insert_after(&free_blocks[order], &p->link);
}

/*
 * Free a block and merge it with its buddies. A buddy is found by address, so blocks are aligned
 * to their size in the address space, not in the region.
 */
static void block_free(struct kmem_region *r, kvaddr_t kv, unsigned int order)
	__must_hold(&kmem_lock)
{
	kmem_block_bytes += ARCH_PAGE_SIZE << order;
	while (order < KMEM_MAX_ORDER) {
		kvaddr_t buddy = kv ^ (ARCH_PAGE_SIZE << order);
		struct kpage *b;

		if (buddy < r->start || buddy + (ARCH_PAGE_SIZE << order) > end_of(r))
			break;
		b = page_in(r, buddy);
		/* One that is not free may just be given another meaning. */
		if (atomic_glance(&b->state) != KPAGE_FREE || b->order != order)
			break;
		list_remove(&b->link);
		b->state = KPAGE_TAIL;
		page_in(r, kv)->state = KPAGE_TAIL;
		kv = MIN(kv, buddy);
		order++;
	}
	block_insert(page_in(r, kv), order);
}

void kmem_block_free(void *kv, unsigned int order)
{
	block_free(region_of((kvaddr_t)kv), (kvaddr_t)kv, order);
}

void kmem_add(paddr_t start, paddr_t end)
{
	struct kmem_region *r = &kmem_regions[region_count];
	size_t pages, map_bytes;

	if (region_count == 0)
		for (unsigned int i = 0; i <= KMEM_MAX_ORDER; i++)
			list_init(&free_blocks[i]);

	start = ALIGN_UP(start, ARCH_PAGE_SIZE);
	end = ALIGN_DOWN(MIN(end, KMEM_LIMIT), ARCH_PAGE_SIZE);
	if (region_count == KMEM_MAX_REGIONS || end < start + 4 * ARCH_PAGE_SIZE)
		return;
	pages = (end - start) >> ARCH_PAGE_SHIFT;
	map_bytes = ALIGN_UP(pages * sizeof(struct kpage), ARCH_PAGE_SIZE);
	if (map_bytes >= end - start)
		return;

	r->pages = paddr_to_kv(start);
	r->start = (kvaddr_t)paddr_to_kv(start + map_bytes);
	r->bytes = end - start - map_bytes;
	/* What else stands in a descriptor counts only with another state. */
#pragma GCC unroll 16
	for (size_t i = 0; i < pages; i++)
		r->pages[i].state = KPAGE_TAIL;
	region_count++;

	lock_acquire(&kmem_lock);
	for (kvaddr_t kv = r->start; kv < end_of(r);) {
		unsigned int order = bit_lowest(kv >> ARCH_PAGE_SHIFT);

		order = MIN(order, (unsigned int)KMEM_MAX_ORDER);
		while (kv + (ARCH_PAGE_SIZE << order) > end_of(r))
			order--;
		block_free(r, kv, order);
		kv += ARCH_PAGE_SIZE << order;
	}
	lock_release(&kmem_lock);
}

void *kmem_block_alloc(unsigned int order)
{
	unsigned int o = order;
	struct kpage *p;
	struct kmem_region *r;
	kvaddr_t kv;

	while (o <= KMEM_MAX_ORDER && list_is_empty(&free_blocks[o]))
		o++;
	if (o > KMEM_MAX_ORDER)
		return NULL;
	p = list_entry(free_blocks[o].next, struct kpage, link);
	list_remove(&p->link);

	r = region_with(p);
	kv = r->start + ((kvaddr_t)(p - r->pages) << ARCH_PAGE_SHIFT);
	while (o > order) {
		o--;
		block_insert(page_in(r, kv + (ARCH_PAGE_SIZE << o)), o);
	}
	p->state = KPAGE_USED;
	p->order = order;
	p->inuse = 0;
	kmem_block_bytes -= ARCH_PAGE_SIZE << order;
	return (void *)kv;
}

const struct kpage *kmem_region(unsigned int i, kvaddr_t *start, kvaddr_t *end)
{
	if (i >= region_count)
		return NULL;
	*start = kmem_regions[i].start;
	*end = end_of(&kmem_regions[i]);
	return kmem_regions[i].pages;
}
