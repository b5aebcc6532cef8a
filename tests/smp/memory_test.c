/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernel memory with several processors: what one keeps for itself serves the others when there is
 * nothing else, and counts as free; locks between threads of the process, each of which plays a
 * processor.
 */
#include "several.h"

#include <arch/hosted.h>
#include <generic/kmem.h>
#include <generic/lock.h>

static KMEM_CACHE(cache, 512, false);

/* Objects that processor 1 has given back serve processor 0 before there is no memory. */
static void others_serve(void **state)
{
	void *some[8], *page, **chain = NULL;
	size_t before, n = 0;

	(void)state;
	several_begin(2);
	before = kmem_free_bytes();
	on(1);
	for (unsigned int i = 0; i < ARRAY_SIZE(some); i++) {
		some[i] = kmem_alloc(&cache);
		assert_non_null(some[i]);
	}
	assert_int_equal(kmem_used(&cache), ARRAY_SIZE(some));
	/* One of each page stays in use, so that no page goes back as such. */
	for (unsigned int i = 1; i < ARRAY_SIZE(some); i++)
		kmem_free(&cache, some[i]);
	assert_int_equal(kmem_used(&cache), 1);
	on(0);
	while ((page = kmem_alloc_pages(0)) != NULL) {
		*(void **)page = chain;
		chain = page;
	}
	assert_true(kmem_free_bytes() > 0);
	while ((some[1] = kmem_alloc(&cache)) != NULL && n < 100) {
		*(void **)some[1] = n == 0 ? NULL : some[2];
		some[2] = some[1];
		n++;
	}
	assert_int_equal(n, ARCH_PAGE_SIZE / 512 - 1);
	assert_int_equal(kmem_used(&cache), n + 1);
	while (n-- > 0) {
		some[1] = *(void **)some[2];
		kmem_free(&cache, some[2]);
		some[2] = some[1];
	}
	kmem_free(&cache, some[0]);
	while (chain != NULL) {
		page = chain;
		chain = *chain;
		kmem_free_pages(page, 0);
	}
	assert_int_equal(kmem_used(&cache), 0);
	assert_int_equal(kmem_free_bytes(), before);
}

/* Without a lock by its own processor: allocations there and elsewhere do not take any. */
static void keeps_some(void **state)
{
	u32 turns;
	void *obj;

	(void)state;
	several_begin(2);
	on(1);
	obj = kmem_alloc(&cache);
	kmem_free(&cache, obj);
	turns = kmem_lock.turn;
	for (unsigned int i = 0; i < 100; i++) {
		obj = kmem_alloc(&cache);
		assert_non_null(obj);
		kmem_free(&cache, obj);
	}
	assert_int_equal(kmem_lock.turn, turns);
	assert_int_equal(kmem_used(&cache), 0);
}

static KMEM_CACHE(uneven_cache, 352, false);	/* does not fill its pages */

#define UNEVEN	40u

/* Free memory is counted to the byte where it lies: nothing moves for it, no lock is taken. */
static void counted_where_it_lies(void **state)
{
	void *some[UNEVEN];
	size_t before, used;
	u32 turns;

	(void)state;
	several_begin(3);
	before = kmem_free_bytes();
	for (unsigned int i = 0; i < UNEVEN; i++) {
		on(i % 3);
		some[i] = kmem_alloc(&uneven_cache);
		assert_non_null(some[i]);
		assert_int_equal(kmem_free_bytes(), before - (i + 1) * 352);
	}
	for (unsigned int i = UNEVEN; i-- > 0;) {
		on(i * 7 % 3);
		kmem_free(&uneven_cache, some[i]);
		used = uneven_cache.used;
		turns = kmem_lock.turn;
		assert_int_equal(kmem_free_bytes(), before - i * 352);
		assert_int_equal(kmem_lock.turn, turns);
		assert_int_equal(uneven_cache.used, used);
	}
	/* Some of it is in magazines. */
	assert_int_equal(kmem_used(&uneven_cache), 0);
	assert_true(uneven_cache.used > 0);
}

static KMEM_CACHE_HELD(held_cache, 512);

/* What mapdb_lock guards needs no other lock but for its pages, and none of it stays behind. */
static void under_another_lock(void **state)
{
	void *first, *obj;
	size_t before;
	u32 turns;

	(void)state;
	several_begin(2);
	before = kmem_free_bytes();
	for (unsigned int n = 0; n < 2; n++) {
		on(n);
		lock_acquire(&mapdb_lock);
		turns = kmem_lock.turn;
		first = kmem_alloc_held(&held_cache);
		assert_int_equal(kmem_lock.turn, turns + 1);
		for (unsigned int i = 0; i < 100; i++) {
			obj = kmem_alloc_held(&held_cache);
			assert_non_null(obj);
			kmem_free_held(&held_cache, obj);
		}
		assert_int_equal(kmem_lock.turn, turns + 1);
		assert_int_equal(kmem_used(&held_cache), 1);
		assert_int_equal(kmem_free_bytes(), before - 512);
		kmem_free_held(&held_cache, first);
		assert_int_equal(kmem_lock.turn, turns + 2);
		lock_release(&mapdb_lock);
		assert_int_equal(kmem_free_bytes(), before);
	}
}

/* --- much in the magazines of others --- */

#define CACHES		6u
#define OBJECTS		24u
#define IN_ONE_RUN	(64 + 17)	/* and a magazine more */

static KMEM_CACHE(cache0, 512, false);
static KMEM_CACHE(cache1, 512, false);
static KMEM_CACHE(cache2, 512, false);
static KMEM_CACHE(cache3, 512, false);
static KMEM_CACHE(cache4, 512, false);
static KMEM_CACHE(cache5, 512, false);
static struct kmem_cache *const many[CACHES] = {
	&cache0, &cache1, &cache2, &cache3, &cache4, &cache5
};

/* Objects outside of their pages. */
static size_t outside(void)
{
	size_t n = 0;

	for (unsigned int i = 0; i < CACHES; i++)
		n += many[i]->used;
	return n;
}

/* What this processor has of a cache: one object of each page stays in use. */
static void fill_magazine(struct kmem_cache *c)
{
	void *some[OBJECTS];

	for (unsigned int i = 0; i < OBJECTS; i++) {
		some[i] = kmem_alloc(c);
		assert_non_null(some[i]);
	}
	for (unsigned int i = 0; i < OBJECTS; i++)
		if (i % (ARCH_PAGE_SIZE / 512) != 0)
			kmem_free(c, some[i]);
}

/* However many processors there are, a run without memory takes so many objects back, not all. */
static void taken_in_parts(void **state)
{
	size_t before, given = 0;
	void *page, **chain = NULL;

	(void)state;
	several_begin(4);
	for (unsigned int n = 1; n < 4; n++) {
		on(n);
		for (unsigned int i = 0; i < CACHES; i++)
			fill_magazine(many[i]);
	}
	on(0);
	do {
		before = outside();
		page = kmem_alloc_pages(0);
		if (page != NULL) {
			*(void **)page = chain;
			chain = page;
		}
		assert_true(before - outside() <= IN_ONE_RUN);
		given += before - outside();
	} while (page != NULL || before != outside());
	assert_true(given > 2 * IN_ONE_RUN - 17);
	for (unsigned int i = 0; i < CACHES; i++)
		assert_int_equal(many[i]->used, kmem_used(many[i]));
	while (chain != NULL) {
		page = chain;
		chain = *chain;
		kmem_free_pages(page, 0);
	}
}

/* --- threads of the process --- */

#define TURNS	3000

static struct lock lock = { .order = LOCK_MAPDB };
static unsigned long counter, last_order[4];
static bool holds, is_told;

static void *count(void *arg)
{
	host_cpu = cpus[(uintptr_t)arg];
	for (unsigned int i = 0; i < TURNS; i++) {
		lock_acquire(&lock);
		assert_false(holds);
		holds = true;
		counter++;
		holds = false;
		lock_release(&lock);
	}
	return NULL;
}

/* One at a time has it, and everybody gets it. */
static void exclusive(void **state)
{
	void *thread[4];

	(void)state;
	several_begin(4);
	for (uintptr_t n = 0; n < 4; n++)
		thread[n] = hosted_begin(count, (void *)n);
	for (unsigned int n = 0; n < 4; n++)
		hosted_end(thread[n]);
	assert_int_equal(counter, 4ul * TURNS);
	assert_int_equal(lock.next, lock.turn);
}

static void *ask(void *arg)
{
	unsigned int n = (unsigned int)(uintptr_t)arg;

	host_cpu = cpus[n];
	is_told = !lock_acquire_at_point(&lock);
	last_order[counter++] = n;
	lock_release(&lock);
	return NULL;
}

/*
 * The lock goes round in the order of asking, also past its holder, who asks again; the holder
 * knows that it is wanted, and who gets it knows of an interrupt that has come meanwhile.
 */
static void in_order(void **state)
{
	void *thread[4];

	(void)state;
	several_begin(4);
	lock_acquire(&lock);
	assert_false(lock_is_wanted(&lock));
	for (uintptr_t n = 1; n < 4; n++) {
		u32 next = lock.next;

		thread[n] = hosted_begin(ask, (void *)n);
		while (atomic_read(&lock.next) == next)
			arch_spin();
		assert_true(lock_is_wanted(&lock));
	}
	(void)atomic_or(&cpus[3]->arch.irq_recorded, 1ull << HOST_IRQ_NOISE);
	lock_release(&lock);
	lock_acquire(&lock);
	last_order[counter++] = 0;
	lock_release(&lock);
	for (unsigned int n = 1; n < 4; n++)
		hosted_end(thread[n]);
	for (unsigned int n = 0; n < 4; n++)
		assert_int_equal(last_order[n], (n + 1) % 4);
	assert_true(is_told);
}

static u32 round_of;
static bool is_given_back[3];

static void *ask_again(void *arg)
{
	host_cpu = cpus[(uintptr_t)arg];
	for (u32 i = 0; i < ARRAY_SIZE(is_given_back); i++) {
		while (atomic_read(&round_of) != i + 1)
			arch_spin();
		is_given_back[i] = !lock_acquire_at_point(&lock);
		lock_release(&lock);
	}
	return NULL;
}

/* Interrupts come with every turn that is waited for: every second one is used all the same. */
static void every_second(void **state)
{
	void *thread;

	(void)state;
	several_begin(2);
	(void)atomic_or(&cpus[1]->arch.irq_recorded, 1ull << HOST_IRQ_NOISE);
	thread = hosted_begin(ask_again, (void *)1);
	for (u32 i = 0; i < ARRAY_SIZE(is_given_back); i++) {
		u32 next;

		lock_acquire(&lock);
		next = lock.next;
		atomic_publish(&round_of, i + 1);
		while (atomic_read(&lock.next) == next)
			arch_spin();
		lock_release(&lock);
	}
	hosted_end(thread);
	assert_true(is_given_back[0]);
	assert_false(is_given_back[1]);
	assert_true(is_given_back[2]);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(others_serve),
	cmocka_unit_test(keeps_some),
	cmocka_unit_test(counted_where_it_lies),
	cmocka_unit_test(under_another_lock),
	cmocka_unit_test(taken_in_parts),
	cmocka_unit_test(exclusive),
	cmocka_unit_test(in_order),
	cmocka_unit_test(every_second),
};
SUITE(memory);
