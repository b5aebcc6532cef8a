/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernel memory: caches of equal objects. A cache is guarded by kmem_lock, or by mapdb_lock if all
 * who use it hold that anyway (is_held); its pages come and go under kmem_lock.
 */
#include "kmem_block.h"

#include <base/assert.h>
#include <base/atomic.h>
#include <generic/cpu.h>
#include <generic/string.h>

/* So many pages without an object in use stay with a cache as long as memory is not short. */
#define EMPTY_MAX	8u

static struct kmem_cache *caches;	/* all that have had a page: grows under kmem_lock */
/* Objects are being collected for their pages: none of these stays. Guarded by kmem_lock. */
static bool is_short;

static unsigned int cache_per_page(const struct kmem_cache *c)
{
	return ARCH_PAGE_SIZE / c->size;
}

static bool give_up_empty(void) __must_hold(&kmem_lock);

/* From its first page on c is known to whoever counts or collects objects. */
static void *page_alloc(struct kmem_cache *c)
	__must_hold(&kmem_lock)
{
	if (unlikely(!c->is_known)) {
		kmem_emptier = give_up_empty;
		c->is_known = true;
		c->next = caches;
		atomic_publish(&caches, c);
	}
	return kmem_pages_alloc(0);
}

/* The pages of a cache that mapdb_lock guards are kmem_lock's all the same. */
static __noinline void *page_alloc_inside(struct kmem_cache *c)
{
	void *kv;

	lock_acquire(&kmem_lock);
	kv = page_alloc(c);
	lock_release(&kmem_lock);
	return kv;
}

static void *page_get(struct kmem_cache *c)
{
	return c->is_held ? page_alloc_inside(c) : page_alloc(c);
}

static __noinline void page_free_inside(void *kv)
{
	lock_acquire(&kmem_lock);
	kmem_pages_free(kv, 0);
	lock_release(&kmem_lock);
}

static void page_put(const struct kmem_cache *c, void *kv)
{
	if (c->is_held)
		page_free_inside(kv);
	else
		kmem_pages_free(kv, 0);
}

/* A fresh page for objects, none of which is in the chain of free ones; or NULL. */
static struct kpage *cache_page(struct kmem_cache *c, char **kv)
{
	struct kpage *p;

	*kv = page_get(c);
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
	c->spare += ARCH_PAGE_SIZE;
	c->empty++;
	list_insert_after(&c->partial, &p->link);
	return p;
}

/* So many of its free objects, all or the first one, leave page p of a cache that is held. */
static __always_inline void *held_take(struct kmem_cache *c, struct kpage *p, unsigned int n,
				       void *rest)
{
	void *obj = p->slab.free;

	p->slab.free = rest;
	p->inuse += n;
	c->used += n;
	c->spare -= n * c->size;
	if (unlikely(rest == NULL))
		list_remove(&p->link);
	return obj;
}

/* The same of any other cache. */
static void *cache_take(struct kmem_cache *c, struct kpage *p, unsigned int n, void *rest)
{
	c->empty -= p->inuse == 0;
	return held_take(c, p, n, rest);
}

/* Page p, in which obj lies and no object is in use, goes. */
static void cache_shrink(struct kmem_cache *c, struct kpage *p, void *obj)
{
	list_remove(&p->link);
	c->spare -= ARCH_PAGE_SIZE;
	c->given_back++;
	p->state = KPAGE_USED;
	page_put(c, (void *)ALIGN_DOWN((kvaddr_t)obj, ARCH_PAGE_SIZE));
}

/*
 * No object of page p, in which obj lies, is in use any more. It stays, behind those that are in
 * use, if there are not many such pages: the next object is at hand then. Pages of a cache that is
 * held go, as whoever looks for memory does not have its lock.
 */
static __noinline void cache_emptied(struct kmem_cache *c, struct kpage *p, void *obj)
{
	if (c->is_held) {
		cache_shrink(c, p, obj);
	} else if ((c->empty < EMPTY_MAX && !is_short) || c->type_stable) {
		c->empty++;
		list_remove(&p->link);
		list_insert_before(&c->partial, &p->link);
	} else {
		cache_shrink(c, p, obj);
	}
}

static bool give_up_empty(void)
	__must_hold(&kmem_lock)
{
	bool found = false;

	for (struct kmem_cache *c = caches; c != NULL; c = c->next) {
		while (!c->is_held && !c->type_stable && c->empty > 0) {
			struct kpage *p = list_entry(c->partial.prev, struct kpage, link);

			BUG_ON(p->inuse > 0);
			c->empty--;
			cache_shrink(c, p, p->slab.free);
			found = true;
		}
	}
	return found;
}

/* Page p gets a chain of n free objects; bottom NULL: it is not known which is the last one. */
static inline void cache_give(struct kmem_cache *c, struct kpage *p, unsigned int n, void *top,
			      void *bottom)
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
	c->spare += n * c->size;
	if (unlikely(p->inuse == 0))
		cache_emptied(c, p, top);
}

/* The object that is kept at hand goes back to its page. */
static void give_up_near(struct kmem_cache *c)
{
	void *obj = kmem_take_near(c);

	if (obj != NULL)
		cache_give(c, kmem_page(obj), 1, obj, obj);
}

/* A page with free objects; or NULL. */
static inline struct kpage *cache_partial(struct kmem_cache *c)
{
	struct kpage *p;

	if (unlikely(list_is_empty(&c->partial))) {
		p = cache_grow(c);
		if (unlikely(p == NULL))
			give_up_near(c);
		/* Looking for memory may have found objects. */
		if (p != NULL || list_is_empty(&c->partial))
			return p;
	} else if (kmem_is_to_fail()) {
		return NULL;
	}
	return list_entry(c->partial.next, struct kpage, link);
}

static void check_page(const struct kmem_cache *c, const struct kpage *p)
{
	BUG_ON(p->state != KPAGE_SLAB || p->slab.cache != c);
}

#ifdef CONFIG_SMP

#define MAGAZINE_MAX	16u
#define DRAIN_MAX	64u	/* objects of others that go back in one run, and a magazine */

static struct kmem_magazine *magazine_of(struct kmem_cache *c)
{
	return &c->magazine[arch_near_cpu()->number];
}

/*
 * All that is in a magazine. Its processor takes it out for a moment too, to change it; for others
 * it is empty then.
 */
static void *magazine_open(struct kmem_magazine *m)
{
	return atomic_peek(&m->top) != NULL ? atomic_swap(&m->top, NULL) : NULL;
}

static void magazine_close(struct kmem_magazine *m, void *top, u32 count)
{
	m->count = count;
	atomic_publish(&m->top, top);
}

/* The last of the first objects of this chain, at most max, that lie in one page; *n: how many. */
static void *last_in_page(struct kmem_cache *c, void *first, u32 max, u32 *n)
{
	kvaddr_t page = ALIGN_DOWN((kvaddr_t)first, ARCH_PAGE_SIZE);
	void *last = first, *next;

	for (*n = 1; *n < max; (*n)++) {
		next = *kmem_next(c, last);
		if (next == NULL || ALIGN_DOWN((kvaddr_t)next, ARCH_PAGE_SIZE) != page)
			break;
		last = next;
	}
	return last;
}

/* So many objects of this chain, and no more than there are, go back; returns how many. */
static u32 give_chain(struct kmem_cache *c, void **top, u32 max)
	__must_hold(&kmem_lock)
{
	u32 n, k;

	for (n = 0; *top != NULL && n < max; n += k) {
		void *first = *top, *last = last_in_page(c, first, max - n, &k);

		*top = *kmem_next(c, last);
		cache_give(c, kmem_page(first), k, first, last);
	}
	return n;
}

/*
 * What many processors have does not all come back at once. Goes on where it has stopped the last
 * time, through the caches of one processor after the other, until a page is free, or all have been
 * seen.
 */
static bool take_back(void)
{
	static struct kmem_cache *next;
	static unsigned int number;
	size_t before = kmem_block_bytes;
	u32 n = 0;

	is_short = true;
	for (unsigned int i = 0; i <= NR_CPUS && n < DRAIN_MAX; i += next == NULL) {
		void *top;

		if (next == NULL) {
			number = (number + 1) % NR_CPUS;
			next = caches;
			continue;
		}
		top = magazine_open(&next->magazine[number]);
		n += give_chain(next, &top, ~(u32)0);
		next = next->next;
		if (kmem_block_bytes != before)
			break;
	}
	is_short = false;
	return n > 0;
}

static size_t in_magazines(const struct kmem_cache *c)
{
	size_t n = 0;

	for (unsigned int i = 0; i < NR_CPUS; i++)
		if (atomic_peek(&c->magazine[i].top) != NULL)
			n += atomic_glance(&c->magazine[i].count);
	return n;
}

static size_t bytes_in_magazines(void)
{
	size_t bytes = 0;

	for (const struct kmem_cache *c = atomic_read(&caches); c != NULL; c = c->next)
		bytes += in_magazines(c) * c->size;
	return bytes;
}

static void *magazine_take(struct kmem_cache *c)
{
	struct kmem_magazine *m = magazine_of(c);
	void *obj = magazine_open(m);

	if (obj == NULL)
		return NULL;
	magazine_close(m, *kmem_next(c, obj), m->count - 1);
	return obj;
}

/* The magazine, which is empty, gets some of the objects that are at hand in p. */
static void magazine_fill(struct kmem_cache *c, struct kpage *p)
	__must_hold(&kmem_lock)
{
	void *top = p->slab.free, *last;
	u32 n;

	/* From now on there is something to take back. */
	kmem_taker = take_back;
	if (top == NULL)
		return;
	last = last_in_page(c, top, MAGAZINE_MAX / 2, &n);
	(void)cache_take(c, p, n, *kmem_next(c, last));
	*kmem_next(c, last) = NULL;
	magazine_close(magazine_of(c), top, n);
}

/* All of a full magazine has been taken out: half of it goes back to its pages. */
static __noinline void magazine_give_full(struct kmem_cache *c, void *obj, void *top)
{
	u32 n;

	lock_acquire(&kmem_lock);
	n = MAGAZINE_MAX - give_chain(c, &top, MAGAZINE_MAX / 2);
	lock_release(&kmem_lock);
	*kmem_next(c, obj) = top;
	magazine_close(magazine_of(c), obj, n + 1);
}

static __always_inline bool magazine_give(struct kmem_cache *c, void *obj)
{
	struct kmem_magazine *m = magazine_of(c);
	void *top = magazine_open(m);
	u32 n = top != NULL ? m->count : 0;

	if (unlikely(n >= MAGAZINE_MAX)) {
		magazine_give_full(c, obj, top);
		return true;
	}
	*kmem_next(c, obj) = top;
	magazine_close(m, obj, n + 1);
	return true;
}
#else
static size_t in_magazines(const struct kmem_cache *c)
{
	(void)c;
	return 0;
}

static size_t bytes_in_magazines(void)
{
	return 0;
}

static void magazine_fill(struct kmem_cache *c, struct kpage *p)
{
	(void)c;
	(void)p;
}

static bool magazine_give(struct kmem_cache *c, void *obj)
{
	(void)c;
	(void)obj;
	return false;
}
#endif

size_t kmem_used(const struct kmem_cache *c)
{
	return c->used - in_magazines(c) - (atomic_glance(&c->near) != NULL);
}

size_t kmem_free_bytes(void)
{
	size_t bytes = atomic_glance(&kmem_block_bytes) + bytes_in_magazines();

	for (const struct kmem_cache *c = atomic_read(&caches); c != NULL; c = c->next)
		bytes += atomic_glance(&c->spare) +
			 (atomic_glance(&c->near) != NULL ? c->size : 0);
	return bytes;
}

/* The magazine has none. */
static __always_inline void *alloc_from_page(struct kmem_cache *c)
{
	void *obj = NULL;
	struct kpage *p;

	lock_acquire(&kmem_lock);
	p = cache_partial(c);
	if (p != NULL) {
		obj = cache_take(c, p, 1, *kmem_next(c, p->slab.free));
		magazine_fill(c, p);
	}
	lock_release(&kmem_lock);
	return obj;
}

#ifdef CONFIG_SMP
static __noinline void *alloc_and_fill(struct kmem_cache *c)
{
	return alloc_from_page(c);
}

/* An allocation that a test wants to fail. */
static __noinline void *alloc_not(struct kmem_cache *c, void *obj)
{
	kmem_free(c, obj);
	return NULL;
}

void *kmem_alloc(struct kmem_cache *c)
{
	void *obj = magazine_take(c);

	if (unlikely(obj == NULL))
		return alloc_and_fill(c);
	return likely(!kmem_is_to_fail()) ? obj : alloc_not(c, obj);
}
#else
void *kmem_alloc(struct kmem_cache *c)
{
	return alloc_from_page(c);
}
#endif

static __always_inline void free_at(struct kmem_cache *c, void *obj, struct kpage *p)
{
	check_page(c, p);
	if (magazine_give(c, obj))
		return;
	lock_acquire(&kmem_lock);
	cache_give(c, p, 1, obj, obj);
	lock_release(&kmem_lock);
}

static __noinline void free_elsewhere(struct kmem_cache *c, void *obj)
{
	free_at(c, obj, kmem_page_elsewhere(obj));
}

void kmem_free(struct kmem_cache *c, void *obj)
{
	if (likely(kmem_is_at_hand(obj)))
		free_at(c, obj, kmem_page(obj));
	else
		free_elsewhere(c, obj);
}

/* There is no page at hand, or one whose last free object it will be. */
static __noinline void *alloc_held_turn(struct kmem_cache *c)
{
	struct kpage *p = cache_partial(c);

	return p != NULL ? held_take(c, p, 1, *kmem_next(c, p->slab.free)) : NULL;
}

void *kmem_alloc_held(struct kmem_cache *c)
{
	struct kpage *p = list_entry(c->partial.next, struct kpage, link);
	void *rest;

	assert_held(&mapdb_lock);
	if (unlikely(IS_ENABLED(CONFIG_DEBUG_KMEM) || list_is_empty(&c->partial)))
		return alloc_held_turn(c);
	rest = *kmem_next(c, p->slab.free);
	return likely(rest != NULL) ? held_take(c, p, 1, rest) : alloc_held_turn(c);
}

void kmem_free_held(struct kmem_cache *c, void *obj)
{
	struct kpage *p = kmem_page(obj);

	check_page(c, p);
	if (unlikely(p->slab.free == NULL || p->inuse <= 1)) {
		cache_give(c, p, 1, obj, obj);
		return;
	}
	*kmem_next(c, obj) = p->slab.free;
	p->slab.free = obj;
	p->inuse--;
	c->used--;
	c->spare += c->size;
}

bool kmem_pile_fill(struct kmem_cache *c, struct kmem_pile *pile)
{
	struct kpage *p = cache_partial(c);
	unsigned int n;

	if (p == NULL)
		return false;
	/* Each single allocation is to fail some time. */
	n = IS_ENABLED(CONFIG_DEBUG_KMEM) ? 1 : cache_per_page(c) - p->inuse;
	pile->top = held_take(c, p, n, n == 1 ? *kmem_next(c, p->slab.free) : NULL);
	pile->bottom = NULL;
	pile->page = p;
	pile->at = ALIGN_DOWN((kvaddr_t)pile->top, ARCH_PAGE_SIZE);
	pile->count = n;
	return true;
}

void kmem_pile_close(struct kmem_cache *c, struct kmem_pile *pile)
{
	if (pile->count > 0)
		cache_give(c, pile->page, pile->count, pile->top, pile->bottom);
	*pile = (struct kmem_pile){ 0 };
}

bool kmem_pile_turn(struct kmem_cache *c, struct kmem_pile *pile, void *obj)
{
	bool had_some = pile->count > 0;

	kmem_pile_close(c, pile);
	pile->page = kmem_page(obj);
	check_page(c, pile->page);
	pile->at = ALIGN_DOWN((kvaddr_t)obj, ARCH_PAGE_SIZE);
	pile->top = NULL;
	pile->bottom = obj;
	return had_some;
}

void *kmem_alloc_whole(struct kmem_cache *c)
{
	char *kv;
	struct kpage *p = cache_page(c, &kv);

	if (p == NULL)
		return NULL;
	p->inuse = (u16)cache_per_page(c);
	c->used += p->inuse;
	c->spare += ARCH_PAGE_SIZE - p->inuse * c->size;
	return kv;
}

void kmem_free_whole(struct kmem_cache *c, void *kv)
{
	struct kpage *p = kmem_page(kv);

	BUG_ON(p->state != KPAGE_SLAB || p->slab.cache != c || p->slab.free != NULL);
	c->used -= p->inuse;
	c->spare -= ARCH_PAGE_SIZE - p->inuse * c->size;
	p->state = KPAGE_USED;
	page_put(c, kv);
}
