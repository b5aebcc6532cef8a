/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernel memory: a buddy allocator for blocks of pages and caches of equal objects. Hides that
 * page descriptors lie at the start of each region.
 */
#include <generic/kmem.h>

#include <base/assert.h>
#include <generic/lock.h>
#include <generic/string.h>

struct kmem_region kmem_regions[KMEM_MAX_REGIONS];
struct lock kmem_lock = { .order = LOCK_KMEM };

static unsigned int region_count;
static struct list free_blocks[KMEM_MAX_ORDER + 1];
static size_t free_page_bytes;

#define TABLE_BYTES	(sizeof(void *) << ARCH_PTAB_BITS)
#define TABLE_ORDERS	2

/* Page tables that are free and clean: some are kept as they are for whoever wants one. */
struct kept {
	unsigned int order, n;
	void *block[8];
};

static struct kept kept[TABLE_ORDERS] = { { .order = 0 }, { .order = 1 } };

static size_t spare_object_bytes;

static bool is_to_fail(void)
{
	return IS_ENABLED(CONFIG_DEBUG_KMEM) && kmem_fails();
}

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

struct kpage *kmem_page_elsewhere(const void *kv)
{
	struct kmem_region *r = region_of((kvaddr_t)kv);

	BUG_ON(r == NULL);
	return page_in(r, (kvaddr_t)kv);
}

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
	free_page_bytes += ARCH_PAGE_SIZE << order;
	while (order < KMEM_MAX_ORDER) {
		kvaddr_t buddy = kv ^ (ARCH_PAGE_SIZE << order);
		struct kpage *b;

		if (buddy < r->start || buddy + (ARCH_PAGE_SIZE << order) > end_of(r))
			break;
		b = page_in(r, buddy);
		if (b->state != KPAGE_FREE || b->order != order)
			break;
		list_remove(&b->link);
		b->state = KPAGE_TAIL;
		page_in(r, kv)->state = KPAGE_TAIL;
		kv = MIN(kv, buddy);
		order++;
	}
	block_insert(page_in(r, kv), order);
}

void kmem_add(paddr_t start, paddr_t end)
{
	struct kmem_region *r = &kmem_regions[region_count];
	size_t pages, map_bytes;

	if (region_count == 0)
		for (unsigned int i = 0; i <= KMEM_MAX_ORDER; i++)
			list_init(&free_blocks[i]);

	start = ALIGN_UP(start, ARCH_PAGE_SIZE);
	end = ALIGN_DOWN(end, ARCH_PAGE_SIZE);
	if (region_count == KMEM_MAX_REGIONS || end < start + 4 * ARCH_PAGE_SIZE)
		return;
	pages = (end - start) >> ARCH_PAGE_SHIFT;
	map_bytes = ALIGN_UP(pages * sizeof(struct kpage), ARCH_PAGE_SIZE);
	if (map_bytes >= end - start)
		return;

	r->pages = paddr_to_kv(start);
	r->start = (kvaddr_t)paddr_to_kv(start + map_bytes);
	r->bytes = end - start - map_bytes;
	kmemset(r->pages, 0, map_bytes);
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
	free_page_bytes -= ARCH_PAGE_SIZE << k->order;
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
	free_page_bytes += ARCH_PAGE_SIZE << k->order;
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
			block_free(region_of((kvaddr_t)kv), (kvaddr_t)kv, k->order);
			found = true;
		}
	}
	return found;
}

static void *block_alloc(unsigned int order)
	__must_hold(&kmem_lock)
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

	for (r = kmem_regions; p < r->pages || p >= page_in(r, end_of(r)); r++)
		;
	kv = r->start + ((kvaddr_t)(p - r->pages) << ARCH_PAGE_SHIFT);
	while (o > order) {
		o--;
		block_insert(page_in(r, kv + (ARCH_PAGE_SIZE << o)), o);
	}
	p->state = KPAGE_USED;
	p->order = order;
	p->inuse = 0;
	free_page_bytes -= ARCH_PAGE_SIZE << order;
	return (void *)kv;
}

static void *pages_alloc(unsigned int order)
	__must_hold(&kmem_lock)
{
	void *kv;

	assert_held(&kmem_lock);
	if (is_to_fail())
		return NULL;
	kv = block_alloc(order);
	return kv == NULL && kept_give_up() ? block_alloc(order) : kv;
}

static void pages_free(void *kv, unsigned int order)
	__must_hold(&kmem_lock)
{
	struct kpage *p = kmem_page(kv);

	assert_held(&kmem_lock);
	BUG_ON(p->state == KPAGE_FREE || p->state == KPAGE_KEPT);
	ASSERT(p->order == order);
	block_free(region_of((kvaddr_t)kv), (kvaddr_t)kv, order);
}

void *kmem_alloc_pages(unsigned int order)
{
	void *kv;

	lock_acquire(&kmem_lock);
	kv = pages_alloc(order);
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
	pages_free(kv, order);
	lock_release(&kmem_lock);
}

void *kmem_alloc_table(unsigned int order)
{
	bool is_kept;
	void *kv;

	ASSERT(order < TABLE_ORDERS);
	lock_acquire(&kmem_lock);
	is_kept = kept[order].n > 0;
	if (!is_kept)
		kv = pages_alloc(order);
	else
		kv = is_to_fail() ? NULL : kept_take(&kept[order]);
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
		pages_free(kv, order);
	lock_release(&kmem_lock);
}

const struct kpage *kmem_region(unsigned int i, kvaddr_t *start, kvaddr_t *end)
{
	if (i >= region_count)
		return NULL;
	*start = kmem_regions[i].start;
	*end = end_of(&kmem_regions[i]);
	return kmem_regions[i].pages;
}

size_t kmem_free_bytes(void)
{
	return free_page_bytes + spare_object_bytes;
}

static unsigned int cache_per_page(const struct kmem_cache *c)
{
	return ARCH_PAGE_SIZE / c->size;
}

/* A fresh page for objects, none of which is in the chain of free ones; or NULL. */
static struct kpage *cache_page(struct kmem_cache *c, char **kv)
	__must_hold(&kmem_lock)
{
	struct kpage *p;

	*kv = pages_alloc(0);
	if (*kv == NULL)
		return NULL;
	if (c->type_stable)
		kmemset(*kv, 0, ARCH_PAGE_SIZE);
	p = kmem_page(*kv);
	p->state = KPAGE_SLAB;
	p->slab.cache = c;
	p->slab.free = NULL;
	return p;
}

/* A fresh page of free objects, or NULL. */
static struct kpage *cache_grow(struct kmem_cache *c)
	__must_hold(&kmem_lock)
{
	char *kv, *chain = NULL;
	struct kpage *p = cache_page(c, &kv);
	size_t size = c->size;

	if (p == NULL)
		return NULL;
	for (char *obj = kv + cache_per_page(c) * size; obj > kv;) {
		*((void **)obj - 1) = chain;
		obj -= size;
		chain = obj;
	}
	p->slab.free = chain;
	spare_object_bytes += cache_per_page(c) * c->size;
	list_insert_after(&c->partial, &p->link);
	return p;
}

/* So many of its free objects, all or the first one, leave page p. */
static void *cache_take(struct kmem_cache *c, struct kpage *p, unsigned int n, void *rest)
	__must_hold(&kmem_lock)
{
	void *obj = p->slab.free;

	p->slab.free = rest;
	p->inuse += n;
	c->used += n;
	spare_object_bytes -= n * c->size;
	if (unlikely(rest == NULL))
		list_remove(&p->link);
	return obj;
}

/* No object of page p, in which obj lies, is in use any more. */
static void cache_shrink(struct kmem_cache *c, struct kpage *p, void *obj)
	__must_hold(&kmem_lock)
{
	list_remove(&p->link);
	spare_object_bytes -= cache_per_page(c) * c->size;
	c->given_back++;
	p->state = KPAGE_USED;
	pages_free((void *)ALIGN_DOWN((kvaddr_t)obj, ARCH_PAGE_SIZE), 0);
}

/* Page p gets a chain of n free objects; bottom NULL: it is not known which is the last one. */
static inline void cache_give(struct kmem_cache *c, struct kpage *p, unsigned int n, void *top,
			      void *bottom) __must_hold(&kmem_lock)
{
	BUG_ON(p->inuse < n);
	if (unlikely(p->slab.free == NULL))
		list_insert_after(&c->partial, &p->link);
	else
		for (void *obj = top; bottom == NULL; obj = *kmem_next(c, obj))
			bottom = *kmem_next(c, obj) == NULL ? obj : NULL;
	if (bottom != NULL)
		*kmem_next(c, bottom) = p->slab.free;
	p->slab.free = top;
	p->inuse -= n;
	c->used -= n;
	spare_object_bytes += n * c->size;
	if (unlikely(p->inuse == 0) && !c->type_stable)
		cache_shrink(c, p, top);
}

/* A page with free objects; or NULL. */
static struct kpage *cache_partial(struct kmem_cache *c)
	__must_hold(&kmem_lock)
{
	if (unlikely(list_is_empty(&c->partial)))
		return cache_grow(c);
	return is_to_fail() ? NULL : list_entry(c->partial.next, struct kpage, link);
}

static void check_page(const struct kmem_cache *c, const struct kpage *p)
{
	BUG_ON(p->state != KPAGE_SLAB || p->slab.cache != c);
}

void *kmem_alloc(struct kmem_cache *c)
{
	struct kpage *p;
	void *obj = NULL;

	lock_acquire(&kmem_lock);
	p = cache_partial(c);
	if (p != NULL)
		obj = cache_take(c, p, 1, *kmem_next(c, p->slab.free));
	lock_release(&kmem_lock);
	return obj;
}

void kmem_free(struct kmem_cache *c, void *obj)
{
	struct kpage *p = kmem_page(obj);

	check_page(c, p);
	lock_acquire(&kmem_lock);
	cache_give(c, p, 1, obj, obj);
	lock_release(&kmem_lock);
}

static bool pile_fill(struct kmem_cache *c, struct kmem_pile *pile)
	__must_hold(&kmem_lock)
{
	struct kpage *p = cache_partial(c);
	unsigned int n;

	if (p == NULL)
		return false;
	/* Each single allocation is to fail some time. */
	n = IS_ENABLED(CONFIG_DEBUG_KMEM) ? 1 : cache_per_page(c) - p->inuse;
	pile->top = cache_take(c, p, n, n == 1 ? *kmem_next(c, p->slab.free) : NULL);
	pile->bottom = NULL;
	pile->page = p;
	pile->at = ALIGN_DOWN((kvaddr_t)pile->top, ARCH_PAGE_SIZE);
	pile->count = n;
	return true;
}

bool kmem_pile_fill(struct kmem_cache *c, struct kmem_pile *pile)
{
	bool filled;

	lock_acquire(&kmem_lock);
	filled = pile_fill(c, pile);
	lock_release(&kmem_lock);
	return filled;
}

void kmem_pile_close(struct kmem_cache *c, struct kmem_pile *pile)
{
	lock_acquire(&kmem_lock);
	if (pile->count > 0)
		cache_give(c, pile->page, pile->count, pile->top, pile->bottom);
	lock_release(&kmem_lock);
	*pile = (struct kmem_pile){ 0 };
}

void kmem_pile_turn(struct kmem_cache *c, struct kmem_pile *pile, void *obj)
{
	kmem_pile_close(c, pile);
	pile->page = kmem_page(obj);
	check_page(c, pile->page);
	pile->at = ALIGN_DOWN((kvaddr_t)obj, ARCH_PAGE_SIZE);
	pile->top = NULL;
	pile->bottom = obj;
}

void *kmem_alloc_whole(struct kmem_cache *c)
{
	char *kv;
	struct kpage *p;

	lock_acquire(&kmem_lock);
	p = cache_page(c, &kv);
	if (p != NULL) {
		p->inuse = (u16)cache_per_page(c);
		c->used += p->inuse;
	}
	lock_release(&kmem_lock);
	return p != NULL ? kv : NULL;
}

void kmem_free_whole(struct kmem_cache *c, void *kv)
{
	struct kpage *p = kmem_page(kv);

	BUG_ON(p->state != KPAGE_SLAB || p->slab.cache != c || p->slab.free != NULL);
	lock_acquire(&kmem_lock);
	c->used -= p->inuse;
	p->state = KPAGE_USED;
	pages_free(kv, 0);
	lock_release(&kmem_lock);
}
