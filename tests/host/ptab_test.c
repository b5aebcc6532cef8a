/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page tables: entries of both sizes at random places, tables come and go with them.
 */
#include "test.h"

#include <arch/space.h>
#include <generic/kmem.h>
#include <generic/lock.h>
#include <generic/ptab.h>
#include <generic/ptab_change.h>
#include <generic/ptab_entry.h>
#include <generic/usercopy.h>

#define PAGES 200

struct page {
	uvaddr_t va;
	unsigned int level;
	paddr_t pa;
	bool is_there;
};

static struct ptab pt;
static struct page page[PAGES];

/* Addresses that share tables of all levels, and some that share none. */
static uvaddr_t random_address(void)
{
	uvaddr_t va = 0;

	for (unsigned int l = 0; l < ARCH_PTAB_LEVELS; l++)
		va |= (uvaddr_t)(1 + test_random(test_random(4) ? 2 : 255)) << level_shift(l);
	return va;
}

static bool overlaps(const struct page *a, const struct page *b)
{
	return a->va < b->va + level_size(b->level) && b->va < a->va + level_size(a->level);
}

static struct page *find(uvaddr_t va)
{
	for (unsigned int i = 0; i < PAGES; i++)
		if (page[i].is_there && va - page[i].va < level_size(page[i].level))
			return &page[i];
	return NULL;
}

/* How many tables these pages need: one for each different prefix of an address. */
static size_t table_bytes(void)
{
	size_t bytes = 0;

	for (unsigned int l = 0; l < ARCH_PTAB_LEVELS - 1; l++) {
		for (unsigned int i = 0; i < PAGES; i++) {
			bool is_new = page[i].is_there && page[i].level <= l;

			for (unsigned int k = 0; k < i && is_new; k++)
				is_new = !page[k].is_there || page[k].level > l ||
					 (page[k].va ^ page[i].va) >> level_shift(l + 1) != 0;
			if (is_new)
				bytes += ARCH_PAGE_SIZE << (l < ARCH_LEAF_LEVELS);
		}
	}
	return bytes;
}

static void check_find(uvaddr_t va)
{
	struct page *p = find(va);
	unsigned int level;
	pte_t *slot = ptab_find(&pt, va, &level);
	pte_t e = pte_read(slot);

	assert_int_equal(pte_is_present(e), p != NULL);
	if (p == NULL)
		return;
	assert_int_equal(level, p->level);
	assert_true(pte_paddr(e, level) == p->pa);
	assert_ptr_equal(ptab_owner(slot), &pt);
	assert_true(ptab_va(slot) == p->va);
	assert_int_equal(ptab_level(slot), level);
}

/* The table walked to last is at hand as long as it is there, and no longer. */
static void check_leaf(uvaddr_t va)
{
	unsigned int level;
	pte_t *slot = ptab_find(&pt, va, &level), *leaf;

	lock_acquire(&mapdb_lock);
	leaf = ptab_leaf_slot(&pt, va);
	if (level > 0) {
		assert_null(leaf);
	} else {
		assert_ptr_equal(leaf, slot);
		assert_ptr_equal(pt.leaf_page, kmem_page(slot));
	}
	lock_release(&mapdb_lock);
}

static bool is_free(const struct page *new)
{
	for (unsigned int i = 0; i < PAGES; i++)
		if (page[i].is_there && overlaps(&page[i], new))
			return false;
	return true;
}

static void insert(struct page *p, bool may_fail)
{
	err_t err;
	pte_t *slot;

	p->level = test_random(3) == 0;
	p->va = ALIGN_DOWN(random_address(), level_size(p->level));
	p->pa = (paddr_t)test_random(16) << level_shift(p->level);
	err = ptab_get(&pt, p->va, p->level, &slot);
	if (!is_free(p)) {
		/* A large page in the way, or smaller ones below the place. */
		if (err == ERR_OK)
			assert_true(pte_is_present(pte_read(slot)));
		else
			assert_int_equal(err, ERR_BUSY);
		return;
	}
	if (may_fail && alloc_has_failed()) {
		assert_int_equal(err, ERR_NOMEM);
		return;
	}
	assert_int_equal(err, ERR_OK);
	/* Who got an entry and does not fill it gives it back. */
	if (test_random(4) == 0) {
		ptab_prune(&pt, slot, p->va);
		return;
	}
	ptab_fill(slot, pte_make_page(p->pa, p->level, RIGHT_RWX, 0, 0));
	p->is_there = true;
}

static void remove_page(struct page *p)
{
	unsigned int level;
	pte_t *slot = ptab_find(&pt, p->va, &level);

	assert_true(pte_paddr(ptab_clear(slot), level) == p->pa);
	p->is_there = false;
}

static void check_no_leaf(void)
{
	lock_acquire(&mapdb_lock);
	assert_true(pt.leaf_va == PTAB_NO_LEAF);
	for (unsigned int i = 0; i < BIT(ARCH_PTAB_BITS); i++) {
		uvaddr_t va = PTAB_NO_LEAF + i * ARCH_PAGE_SIZE;

		assert_false(pte_is_present(pte_read(ptab_leaf_slot(&pt, va))));
	}
	lock_release(&mapdb_lock);
}

/* A table that has gone is somebody else's: no address finds it, whatever users call an address. */
static void leaf_goes(void **state)
{
	uvaddr_t va = random_address();
	pte_t *slot, *table;

	(void)state;
	host_machine_init();
	assert_int_equal(ptab_init(&pt), ERR_OK);
	check_no_leaf();
	lock_acquire(&mapdb_lock);
	assert_int_equal(ptab_get(&pt, va, 0, &slot), ERR_OK);
	ptab_fill(slot, pte_make_page(0, 0, RIGHT_RWX, 0, 0));
	lock_release(&mapdb_lock);
	check_leaf(va);
	table = pt.leaf;
	lock_acquire(&mapdb_lock);
	(void)ptab_clear(slot);
	lock_release(&mapdb_lock);
	assert_ptr_not_equal(pt.leaf, table);
	check_no_leaf();
	ptab_destroy(&pt);
}

static void walk_random(void **state)
{
	size_t at_first, before;

	(void)state;
	host_machine_init();
	at_first = kmem_free_bytes();
	assert_int_equal(ptab_init(&pt), ERR_OK);
	/* No address of random_address() shares a table with the kernel's window but the root. */
	before = kmem_free_bytes();
	for (unsigned int round = 0; round < test_rounds(4000); round++) {
		struct page *p = &page[test_random(PAGES)];

		bool may_fail = test_random(4) == 0;

		alloc_fail_at(may_fail ? 1 + test_random(3) : 0);
		lock_acquire(&mapdb_lock);
		if (p->is_there)
			remove_page(p);
		else
			insert(p, may_fail);
		lock_release(&mapdb_lock);
		alloc_fail_at(0);
		assert_int_equal(before - kmem_free_bytes(), table_bytes());
		for (unsigned int i = 0; i < 5; i++)
			check_find(random_address());
		for (unsigned int i = 0; i < 3; i++)
			check_leaf(random_address());
		check_leaf(p->va);
	}
	lock_acquire(&mapdb_lock);
	for (unsigned int i = 0; i < PAGES; i++)
		if (page[i].is_there)
			remove_page(&page[i]);
	lock_release(&mapdb_lock);
	ptab_destroy(&pt);
	assert_int_equal(kmem_free_bytes(), at_first);
}

static void root_without_memory(void **state)
{
	size_t before;

	(void)state;
	host_machine_init();
	before = kmem_free_bytes();
	for (unsigned int n = 1;; n++) {
		alloc_fail_at(n);
		if (ptab_init(&pt) == ERR_OK)
			break;
		assert_true(alloc_has_failed());
		assert_int_equal(kmem_free_bytes(), before);
	}
	alloc_fail_at(0);
	ptab_destroy(&pt);
	assert_int_equal(kmem_free_bytes(), before);
}

static void holes(void **state)
{
	uvaddr_t next;

	(void)state;
	host_machine_init();
	assert_int_equal(ptab_init(&pt), ERR_OK);
	pt.hole[pt.nholes++] = (struct range){ .start = 0x10000, .end = 0x14000 };
	assert_true(ptab_is_usable(&pt, 0, 0x10000));
	assert_false(ptab_is_usable(&pt, 0, 0x10001));
	assert_true(ptab_usable_at(&pt, 0, &next));
	assert_true(next == 0x10000);
	assert_false(ptab_usable_at(&pt, 0x10000, &next));
	assert_true(next == 0x14000);
	assert_false(ptab_is_usable(&pt, 0x13fff, 0x20000));
	assert_false(ptab_usable_at(&pt, 0x13fff, &next));
	assert_true(next == 0x14000);
	assert_true(ptab_is_usable(&pt, 0x14000, 0x20000));
	assert_true(ptab_usable_at(&pt, 0x14000, &next));
	assert_true(next == WINDOW_BASE);
	assert_false(ptab_is_usable(&pt, 0x11000, 0x12000));
	assert_true(ptab_is_usable(&pt, ARCH_USER_END - 1, ARCH_USER_END));
	assert_true(ptab_usable_at(&pt, ARCH_USER_END - 1, &next));
	assert_true(next == ARCH_USER_END);
	assert_false(ptab_is_usable(&pt, ARCH_USER_END - 1, ARCH_USER_END + 1));
	assert_false(ptab_usable_at(&pt, ARCH_USER_END, &next));
	assert_true(next == ~(uvaddr_t)0);
	/* A range that wraps around. */
	assert_false(ptab_is_usable(&pt, ~(uvaddr_t)0xfff, 0));
	assert_false(ptab_is_usable(&pt, WINDOW_BASE, WINDOW_BASE + 1));
	ptab_destroy(&pt);
}

static void fill(uvaddr_t va, unsigned int level, paddr_t pa)
{
	pte_t *slot;

	lock_acquire(&mapdb_lock);
	assert_int_equal(ptab_get(&pt, va, level, &slot), ERR_OK);
	ptab_fill(slot, pte_make_page(pa, level, RIGHT_R, 0, 0));
	lock_release(&mapdb_lock);
}

/* Where users may map nothing no table is found, whatever is there, and behind the end neither. */
static void no_leaf(void **state)
{
	uvaddr_t va = 0x40000000;

	(void)state;
	host_machine_init();
	assert_int_equal(ptab_init(&pt), ERR_OK);
	fill(va, 0, 0x5000);
	lock_acquire(&mapdb_lock);
	assert_null(ptab_leaf_slot(&pt, 0));
	assert_null(ptab_leaf_slot(&pt, WINDOW_BASE));
	assert_null(ptab_leaf_slot(&pt, ARCH_USER_END));
	assert_null(ptab_leaf_slot(&pt, ~(uvaddr_t)0xfff));
	assert_non_null(ptab_leaf_slot(&pt, va));
	/* One that walks take for va, as they look at some bits only. */
	assert_null(ptab_leaf_slot(&pt, va | BIT(48)));
	assert_null(ptab_leaf_slot(&pt, va | PTAB_NO_LEAF));
	assert_null(ptab_leaf_slot(&pt, 0));
	assert_non_null(ptab_leaf_slot(&pt, va + level_size(1) - ARCH_PAGE_SIZE));
	assert_null(ptab_leaf_slot(&pt, va + level_size(1)));
	assert_null(ptab_leaf_slot(&pt, va - ARCH_PAGE_SIZE));
	lock_release(&mapdb_lock);
	ptab_set_end(&pt, va);
	lock_acquire(&mapdb_lock);
	assert_null(ptab_leaf_slot(&pt, va));
	lock_release(&mapdb_lock);
}

/* User memory read across pages of both sizes, up to the first byte that is not there. */
static void read_copy(void **state)
{
	static u8 buffer[3 * 4096], *ram;
	uvaddr_t va = 0x40000000;

	(void)state;
	host_machine_init();
	assert_int_equal(ptab_init(&pt), ERR_OK);
	ram = paddr_to_kv(0);
	for (unsigned int i = 0; i < 8 << 20; i++)
		ram[i] = (u8)(i ^ i >> 8 ^ i >> 16);
	fill(va, 1, 2ul << 20);
	fill(va + level_size(1), 0, 0x5000);
	fill(va + level_size(1) + ARCH_PAGE_SIZE, 0, 0x3000);
	assert_int_equal(user_read(&pt, buffer, va + level_size(1) - 100, sizeof(buffer)), 8292);
	assert_memory_equal(buffer, ram + (4ul << 20) - 100, 100);
	assert_memory_equal(buffer + 100, ram + 0x5000, 0x1000);
	assert_memory_equal(buffer + 4196, ram + 0x3000, 0x1000);
	assert_int_equal(user_read(&pt, buffer, va - 1, 10), 0);
	assert_int_equal(user_read(&pt, buffer, va + 5, 0), 0);
	assert_int_equal(user_read(&pt, buffer, ARCH_USER_END, 1), 0);
	assert_int_equal(user_read(&pt, buffer, ~(uvaddr_t)0, 8), 0);
	/* A page of a device: users may have it, the kernel does not touch it. */
	fill(va + (1ul << 30), 0, HOST_MEMORY_BYTES);
	assert_int_equal(user_read(&pt, buffer, va + (1ul << 30), 8), 0);
}

static enum user_copy_stop copy_stop(uvaddr_t dst, uvaddr_t src)
{
	struct user_copied c = user_copy(&pt, dst, &pt, src, 8);

	assert_int_equal(c.bytes, c.why == USER_COPY_DONE ? 8 : 0);
	return c.why;
}

/* A copy needs the right that its user would need: pages may be there to be executed alone. */
static void copy_rights(void **state)
{
	uvaddr_t from = 0x40000000, to = from + ARCH_PAGE_SIZE;
	unsigned int level;
	pte_t *src, *dst;

	(void)state;
	host_machine_init();
	assert_int_equal(ptab_init(&pt), ERR_OK);
	fill(from, 0, 0x5000);
	fill(to, 0, 0x3000);
	src = ptab_find(&pt, from, &level);
	dst = ptab_find(&pt, to, &level);
	assert_int_equal(copy_stop(to, from), USER_COPY_TARGET);
	pte_write(dst, pte_with_rights(pte_read(dst), RIGHT_R | RIGHT_W));
	assert_int_equal(copy_stop(to, from), USER_COPY_DONE);
	pte_write(src, pte_read(src) & ~((pte_t)RIGHT_R << PTE_RIGHTS_SHIFT));
	assert_int_equal(copy_stop(to, from), USER_COPY_SOURCE);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(leaf_goes),
	cmocka_unit_test(walk_random),
	cmocka_unit_test(root_without_memory),
	cmocka_unit_test(holes),
	cmocka_unit_test(no_leaf),
	cmocka_unit_test(read_copy),
	cmocka_unit_test(copy_rights),
};
SUITE(ptab);
