/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernel memory: blocks do not overlap, everything comes back and merges, and exhaustion is
 * reported and survived.
 */
#include "test.h"

#include <generic/kmem.h>
#include <generic/lock.h>

#define START	(16ul << 20)
#define END	(20ul << 20)	/* the second region begins here */
#define END2	((22ul << 20) + 5 * ARCH_PAGE_SIZE)
#define BLOCKS	2048

struct block {
	u8 *kv;
	unsigned int order;
};

static struct block block[BLOCKS];
static unsigned int nblocks;

static void begin(void)
{
	arch_memory_init();
	kmem_add(START, END);
	/* Not aligned to anything. */
	kmem_add(END + 3 * ARCH_PAGE_SIZE + 100, END2 + 17);
}

static bool take(unsigned int order)
{
	struct block *b = &block[nblocks];

	assert_true(nblocks < BLOCKS);
	b->kv = kmem_alloc_pages(order);
	b->order = order;
	if (b->kv == NULL)
		return false;
	assert_true(IS_ALIGNED((kvaddr_t)b->kv, ARCH_PAGE_SIZE << order));
	memset(b->kv, (int)nblocks, ARCH_PAGE_SIZE << order);
	b->kv[0] = (u8)(nblocks >> 8);
	nblocks++;
	return true;
}

/* The block still holds what was written to it. */
static void give(unsigned int i)
{
	struct block *b = &block[i];

	for (size_t k = 1; k < ARCH_PAGE_SIZE << b->order; k++)
		assert_int_equal(b->kv[k], b->kv[1]);
	kmem_free_pages(b->kv, b->order);
	*b = block[--nblocks];
}

static void pages_random(void **state)
{
	size_t before, used = 0;

	(void)state;
	begin();
	before = kmem_free_bytes();
	for (unsigned int i = 0; i < test_rounds(2000); i++) {
		if (nblocks == 0 || (nblocks < BLOCKS && test_random(100) < 55)) {
			unsigned int order = test_random(8) ? test_random(4) : test_random(9);

			if (take(order))
				used += ARCH_PAGE_SIZE << order;
		} else {
			unsigned int victim = test_random(nblocks);

			used -= ARCH_PAGE_SIZE << block[victim].order;
			give(victim);
		}
		assert_int_equal(kmem_free_bytes(), before - used);
	}
	while (nblocks > 0)
		give(nblocks - 1);
	assert_int_equal(kmem_free_bytes(), before);
}

/* All single pages, then large blocks again: free buddies have merged. */
static void merge(void **state)
{
	unsigned int large = 0;
	size_t before;

	(void)state;
	begin();
	before = kmem_free_bytes();
	while (take(KMEM_MAX_ORDER - 1))
		large++;
	assert_true(large >= 1);
	while (nblocks > 0)
		give(nblocks - 1);
	while (take(0))
		;
	assert_int_equal(kmem_free_bytes(), 0);
	assert_int_equal(nblocks, before >> ARCH_PAGE_SHIFT);
	while (nblocks > 0)
		give(test_random(nblocks));
	assert_int_equal(kmem_free_bytes(), before);
	for (unsigned int i = 0; i < large; i++)
		assert_true(take(KMEM_MAX_ORDER - 1));
	while (nblocks > 0)
		give(nblocks - 1);
}

static void regions(void **state)
{
	(void)state;
	begin();
	assert_true(kmem_contains(START, START + 1));
	assert_true(kmem_contains(START - 1, START + 1));
	assert_false(kmem_contains(START - ARCH_PAGE_SIZE, START));
	assert_true(kmem_contains(END - 1, END));
	assert_true(kmem_contains(0, 32ul << 20));
	assert_true(kmem_contains(END2 - 1, END2));
	assert_false(kmem_contains(END2, END2 + 1));
	/* Too small for anything: ignored. */
	kmem_add(END2 + ARCH_PAGE_SIZE, END2 + 3 * ARCH_PAGE_SIZE);
	kmem_add(END2 + ARCH_PAGE_SIZE, END2);
	assert_false(kmem_contains(END2 + ARCH_PAGE_SIZE, END2 + 3 * ARCH_PAGE_SIZE));
	/* So far away nodes would have no name. */
	kmem_add(KMEM_LIMIT, KMEM_LIMIT + 16 * ARCH_PAGE_SIZE);
	assert_false(kmem_contains(KMEM_LIMIT, KMEM_LIMIT + 16 * ARCH_PAGE_SIZE));
}

#define OBJECTS 5000
static KMEM_CACHE(small_cache, 48, false);
static KMEM_CACHE(stable_cache, 192, true);
static KMEM_CACHE_HELD(held_cache, 48);
static u64 *object[OBJECTS];

static void cache_random(struct kmem_cache *c, bool is_stable)
{
	size_t before = kmem_free_bytes(), words = c->size / sizeof(u64);
	unsigned int n = 0;

	for (unsigned int i = 0; i < test_rounds(20000); i++) {
		if (n < OBJECTS && test_random(i % 4000 < 2500 ? 3 : 2) > 0) {
			u64 *o = kmem_alloc(c);

			assert_non_null(o);
			if (c->size % 64 == 0)
				assert_true(IS_ALIGNED((kvaddr_t)o, 64));
			for (size_t k = 0; k < words; k++)
				o[k] = (u64)(kvaddr_t)o + k;
			object[n++] = o;
		} else if (n > 0) {
			unsigned int victim = test_random(n);
			u64 *o = object[victim];

			for (size_t k = 0; k < words; k++)
				assert_true(o[k] == (u64)(kvaddr_t)o + k);
			kmem_free(c, o);
			/* Type-stable memory keeps all but the last word. */
			if (is_stable)
				assert_true(o[words - 2] == (u64)(kvaddr_t)o + words - 2);
			object[victim] = object[--n];
		}
		assert_int_equal(kmem_used(c), n);
		assert_int_equal(kmem_free_bytes(), before - n * c->size);
	}
	while (n > 0)
		kmem_free(c, object[--n]);
	assert_int_equal(kmem_used(c), 0);
	/* What stays with a type-stable cache counts as free, with the ends of its pages. */
	assert_int_equal(kmem_free_bytes(), before);
}

static void caches(void **state)
{
	(void)state;
	begin();
	cache_random(&small_cache, false);
	cache_random(&stable_cache, true);
}

/* Rows of objects taken and given in any order, single ones in between. */
static void piles(void **state)
{
	struct kmem_cache *c = &held_cache;
	size_t before;
	unsigned int n = 0;

	(void)state;
	begin();
	before = kmem_free_bytes();
	for (unsigned int i = 0; i < test_rounds(2000); i++) {
		struct kmem_pile pile = { 0 };
		unsigned int row = test_random(i % 400 < 250 ? 200 : 100);
		bool takes = test_random(i % 400 < 250 ? 3 : 2) > 0;

		if (takes && n + row >= OBJECTS)
			continue;
		lock_acquire(&mapdb_lock);
		for (; row > 0 && (takes || n > 0); row--) {
			unsigned int victim = n > 0 ? test_random(n) : 0;

			if (takes) {
				object[n] = test_random(9) ? NULL : kmem_take_near(c);
				if (object[n] == NULL)
					object[n] = test_random(5) ? kmem_pile_take(c, &pile)
								   : kmem_alloc_held(c);
				assert_non_null(object[n]);
				memset(object[n], (int)n & 0xff, c->size);
				object[n][0] = (u64)(kvaddr_t)object[n];
				n++;
				continue;
			}
			/* Nobody else has had it. */
			assert_true(object[victim][0] == (u64)(kvaddr_t)object[victim]);
			assert_true(object[victim][1] == object[victim][2]);
			if (!test_random(9) && kmem_give_near(c, object[victim])) {
				assert_false(kmem_give_near(c, object[0]));
			} else if (test_random(5)) {
				(void)kmem_pile_prepare(c, &pile, object[victim]);
				kmem_pile_give(c, &pile, object[victim]);
			} else {
				kmem_free_held(c, object[victim]);
			}
			object[victim] = object[--n];
		}
		kmem_pile_close(c, &pile);
		lock_release(&mapdb_lock);
		assert_int_equal(kmem_used(c), n);
	}
	lock_acquire(&mapdb_lock);
	while (n > 0)
		kmem_free_held(c, object[--n]);
	lock_release(&mapdb_lock);
	assert_int_equal(kmem_used(c), 0);
	assert_int_equal(kmem_free_bytes(), before);
}

/* The object that is kept at hand is the last one when there is no memory. */
static void near_is_not_lost(void **state)
{
	struct kmem_cache *c = &held_cache;
	unsigned int n = 0;
	size_t before;
	void *near;

	(void)state;
	begin();
	before = kmem_free_bytes();
	lock_acquire(&mapdb_lock);
	near = kmem_alloc_held(c);
	assert_true(kmem_give_near(c, near));
	assert_int_equal(kmem_used(c), 0);
	assert_int_equal(kmem_free_bytes(), before);
	lock_release(&mapdb_lock);
	while (take(0))
		;
	lock_acquire(&mapdb_lock);
	while ((object[n] = kmem_alloc_held(c)) != NULL)
		n++;
	assert_int_equal(n, ARCH_PAGE_SIZE / c->size);
	assert_ptr_equal(object[n - 1], near);
	assert_null(kmem_take_near(c));
	while (n > 0)
		kmem_free_held(c, object[--n]);
	lock_release(&mapdb_lock);
	while (nblocks > 0)
		give(nblocks - 1);
	assert_int_equal(kmem_free_bytes(), before);
}

static void exhaustion(void **state)
{
	unsigned int n = 0, pages = 0;
	size_t before;

	(void)state;
	begin();
	before = kmem_free_bytes();
	/* Leave so many pages, then use them up as objects. */
	for (unsigned int left = 0; left < 5; left++) {
		while (take(0))
			;
		for (pages = 0; pages < left; pages++)
			give(nblocks - 1);
		while ((object[n] = kmem_alloc(&small_cache)) != NULL)
			n++;
		assert_int_equal(n, left * (ARCH_PAGE_SIZE / 48));
		assert_null(kmem_alloc_pages(0));
		assert_null(kmem_zalloc_pages(3));
		while (n > 0)
			kmem_free(&small_cache, object[--n]);
		while (nblocks > 0)
			give(nblocks - 1);
		assert_int_equal(kmem_free_bytes(), before);
	}
}

static KMEM_CACHE(emptied_cache, 1024, false);

#define PER_PAGE	(ARCH_PAGE_SIZE / 1024)
#define EMPTY_MAX	8	/* pages that stay with a cache */
#define PAGES		(EMPTY_MAX + 5)

static void fill_pages(unsigned int pages)
{
	for (unsigned int i = 0; i < pages * PER_PAGE; i++) {
		object[i] = kmem_alloc(&emptied_cache);
		assert_non_null(object[i]);
	}
}

static void empty_pages(unsigned int pages)
{
	for (unsigned int i = 0; i < pages * PER_PAGE; i++)
		kmem_free(&emptied_cache, object[i]);
}

/* Some pages without objects stay with their cache: as free memory, and until somebody needs it. */
static void empty_pages_stay(void **state)
{
	size_t before, bytes = PAGES * ARCH_PAGE_SIZE;
	unsigned int large = 0;

	(void)state;
	begin();
	before = kmem_free_bytes();
	while (take(KMEM_MAX_ORDER - 1))
		large++;
	while (nblocks > 0)
		give(nblocks - 1);
	fill_pages(PAGES);
	assert_int_equal(kmem_free_bytes(), before - bytes);
	empty_pages(PAGES);
	assert_int_equal(kmem_free_bytes(), before);
	assert_int_equal(emptied_cache.empty, EMPTY_MAX);
	assert_int_equal(emptied_cache.given_back, PAGES - EMPTY_MAX);
	/* The next objects come from them. */
	for (unsigned int i = 0; i < 10; i++) {
		fill_pages(EMPTY_MAX);
		assert_int_equal(emptied_cache.empty, 0);
		assert_int_equal(kmem_free_bytes(), before - EMPTY_MAX * ARCH_PAGE_SIZE);
		empty_pages(EMPTY_MAX);
		assert_int_equal(emptied_cache.empty, EMPTY_MAX);
	}
	assert_int_equal(emptied_cache.given_back, PAGES - EMPTY_MAX);
	/* A page with objects is used up before one of them. */
	object[0] = kmem_alloc(&emptied_cache);
	object[1] = kmem_alloc(&emptied_cache);
	assert_int_equal(emptied_cache.empty, EMPTY_MAX - 1);
	kmem_free(&emptied_cache, object[0]);
	kmem_free(&emptied_cache, object[1]);
	/* Whoever needs a large block gets it, and single pages to the last one. */
	for (unsigned int i = 0; i < large; i++)
		assert_true(take(KMEM_MAX_ORDER - 1));
	while (nblocks > 0)
		give(nblocks - 1);
	fill_pages(EMPTY_MAX);
	empty_pages(EMPTY_MAX);
	while (take(0))
		;
	assert_int_equal(emptied_cache.empty, 0);
	assert_int_equal(nblocks, before >> ARCH_PAGE_SHIFT);
	assert_int_equal(kmem_free_bytes(), 0);
	while (nblocks > 0)
		give(nblocks - 1);
	assert_int_equal(kmem_free_bytes(), before);
}

#define TABLES	40	/* more than are kept */

/* New tables are empty, whatever the memory was; those that are kept serve others in need. */
static void tables(void **state)
{
	word_t *table[TABLES], used;
	size_t before;

	(void)state;
	begin();
	before = kmem_free_bytes();
	for (unsigned int round = 0; round < test_rounds(20); round++) {
		unsigned int order = round % 2;

		while (take(0))
			;
		while (nblocks > 0)
			give(nblocks - 1);
		for (unsigned int i = 0; i < TABLES; i++) {
			table[i] = kmem_alloc_table(order);
			assert_non_null(table[i]);
			used = 0;
			for (unsigned int k = 0; k < BIT(ARCH_PTAB_BITS); k++)
				used |= table[i][k];
			assert_true(used == 0);
			memset(table[i], (int)i, ARCH_PAGE_SIZE);
		}
		assert_int_equal(kmem_free_bytes(), before - TABLES * (ARCH_PAGE_SIZE << order));
		for (unsigned int i = 0; i < TABLES; i++) {
			assert_int_equal(((u8 *)table[i])[0], i);
			memset(table[i], 0, sizeof(word_t) << ARCH_PTAB_BITS);
			kmem_free_table(table[i], order);
		}
		assert_int_equal(kmem_free_bytes(), before);
	}
	/* Nothing is lost to them, and large blocks come together again. */
	while (take(0))
		;
	assert_int_equal(kmem_free_bytes(), 0);
	assert_int_equal(nblocks, before >> ARCH_PAGE_SHIFT);
	while (nblocks > 0)
		give(nblocks - 1);
	kmem_free_table(kmem_alloc_table(0), 0);
	kmem_free_table(kmem_alloc_table(1), 1);
	while (take(KMEM_MAX_ORDER - 1))
		;
	assert_true(nblocks >= 1);
	while (nblocks > 0)
		give(nblocks - 1);
	assert_int_equal(kmem_free_bytes(), before);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(pages_random),
	cmocka_unit_test(merge),
	cmocka_unit_test(regions),
	cmocka_unit_test(caches),
	cmocka_unit_test(piles),
	cmocka_unit_test(near_is_not_lost),
	cmocka_unit_test(exhaustion),
	cmocka_unit_test(tables),
	cmocka_unit_test(empty_pages_stay),
};
SUITE(kmem);
