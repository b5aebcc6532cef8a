/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How often an operation has to wait for its turn with the lock of page tables: others may have a
 * run in front of each.
 */
#include "flush_parts.h"

#include <generic/ptab_entry.h>

/* Runs that an operation takes for each table on its way, page by page or place by place. */
#define OF_TABLE	(BIT(ARCH_PTAB_BITS) / ARCH_PREEMPT_ROUNDS + 1)
#define OF_CALL		32	/* besides */
#define INDEX		510	/* far from the beginning of each table */
#define PAGES		2

/* No table but the topmost belongs to both. */
static uvaddr_t address(unsigned int i)
{
	uvaddr_t va = (uvaddr_t)(i + 1) * 100 << level_shift(ARCH_PTAB_LEVELS - 1);

	for (unsigned int l = 0; l < ARCH_PTAB_LEVELS - 1; l++)
		va |= (uvaddr_t)INDEX << level_shift(l);
	return va;
}

static unsigned int tables, pages;

/* Tables and pages of a space, from a table of this level on. */
static void count(const pte_t *table, unsigned int level)
{
	tables++;
	for (unsigned int i = 0; i < BIT(ARCH_PTAB_BITS); i++) {
		pte_t e = pte_read(&table[i]);

		if (pte_is_present(e) && !ptab_is_page(e, level))
			count(paddr_to_kv(pte_table(e)), level - 1);
		else
			pages += pte_is_present(e);
	}
}

/* Turns so far. */
static u32 begin_count(void)
{
	tables = pages = 0;
	count(a->space->pt.root, ARCH_PTAB_LEVELS - 1);
	return mapdb_lock.turn;
}

static void check_count(u32 before)
{
	unsigned long turns = mapdb_lock.turn - before;
	unsigned long most = tables * OF_TABLE + pages + OF_CALL;

	printf("%lu turns for %u tables and %u pages, at most %lu\n", turns, tables, pages, most);
	assert_true(turns <= most);
}

static void make_pages(void)
{
	for (unsigned int i = 0; i < PAGES; i++)
		map_at(&a->space->pt, address(i), FRAME + 8 + i, 1, RIGHT_RWX);
}

/* Of a region in which there is hardly anything: the work is what is there, and its tables. */
static void unmap_all(void **state)
{
	unsigned int level;
	u32 before;

	(void)state;
	begin_alone(2);
	make_pages();
	for (unsigned int revoke = 0; revoke <= RIGHT_RWX; revoke += RIGHT_RWX) {
		before = begin_count();
		mr(a)[0] = L4_FPAGE_SIZE_COMPLETE << L4_FPAGE_SIZE_SHIFT | revoke;
		host_leave(sys_unmap(a, L4_UNMAP_FLUSH));
		handle_all();
		assert_true(a->state == THREAD_RUNNING);
		check_count(before);
	}
	assert_int_equal(pte_read(ptab_find(&a->space->pt, address(0), &level)), 0);
}

/* So is that of the end of a space. */
static void destroy(void **state)
{
	u32 before;

	(void)state;
	begin_alone(2);
	make_pages();
	become(root);
	before = begin_count();
	host_leave(sys_thread_control(root, tid(1), L4_TID_NIL, L4_TID_NIL, L4_TID_NIL, UNCHANGED));
	handle_all();
	assert_ptr_equal(host_current(), root);
	assert_int_equal(root->frame.result, 1);
	check_count(before);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(unmap_all),
	cmocka_unit_test(destroy),
};
SUITE(turn);
