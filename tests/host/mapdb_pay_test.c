/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whoever makes the work of a stopped operation larger takes steps of it in turn, so it ends after
 * as many steps as there were pages in the beginning, times a constant; and who does not run keeps
 * nobody from that.
 */
#include "mapdb_model.h"

#include <generic/cpu.h>
#include <mapdb_tree.h>

#define FANOUT		60	/* pages below one */
#define HANDS		100	/* more than what is climbed at once */
#define GREED		4	/* pages that others map for each step of the operation */
#define CROWD		40	/* more operations than there are places */
#define STOPS_MAX	3000
#define HALF		(GROUP_PAGES / 2)

/* A page of a large one changes, so that it has to be split. */

static void split_by_unmap(unsigned int page)
{
	model_unmap_pages(3, page + 5, 1, RIGHT_RWX, true);
}

static void split_by_map(unsigned int page)
{
	model_map_pages(0, GROUP_PAGES + 9, 3, page + 5, 1);
}

static void split_by_grant(unsigned int page)
{
	struct map_op op = model_map_op(3, page + 5, 2, 2 * GROUP_PAGES, 1, true);

	host_preempt_never();
	arch_this_cpu()->irq_recorded = 0;
	assert_int_equal(mapdb_map(&op), ERR_OK);
}

/* Others map a large page on, which is little work, and split it. */
static void beside_splits(unsigned int revoke, void (*split)(unsigned int page))
{
	struct unmap_op op = model_unmap_op(1, 0, GROUP_PAGES, revoke, false);
	unsigned int page = 0, stops = 0, n = 0;

	model_map_pages(0, 0, 1, 0, GROUP_PAGES);
	for (unsigned int i = 0; i < FANOUT; i++)
		model_map_pages(1, i, 2, i, 1);
	while (model_unmap_step(&op) == ERR_AGAIN) {
		assert_true(++stops <= 2 * FANOUT);
		model_map_pages(1, 0, 3, page, GROUP_PAGES);
		assert_true(model_is_large(3, page));
		split(page);
		assert_false(model_is_large(3, page));
		if (model_rights(3, page + GROUP_PAGES - 1) == 0) {
			/* It was taken away instead. */
			model_unmap_pages(3, page, GROUP_PAGES, RIGHT_RWX, true);
			continue;
		}
		/* It has paid for more than there was. */
		assert_true(n++ < 1);
		page += GROUP_PAGES;
	}
	assert_true(n == 1 || revoke == RIGHT_RWX);
	for (unsigned int i = 0; i < FANOUT; i++)
		assert_int_equal(model_rights(2, i) & revoke, 0);
	model_clear();
}

static void splits(void **state)
{
	void (*const split[])(unsigned int page) = {
		split_by_unmap, split_by_map, split_by_grant,
	};

	(void)state;
	model_open();
	for (unsigned int i = 0; i < ARRAY_SIZE(split); i++) {
		beside_splits(0, split[i]);
		beside_splits(RIGHT_W, split[i]);
		beside_splits(RIGHT_RWX, split[i]);
	}
	model_close();
}

/*
 * The same by an operation of others that has stopped in the middle of a split, and of which other
 * operations of theirs take the steps.
 */
static void splits_of_helpers(void **state)
{
	struct unmap_op op, part;
	unsigned int rounds = 0;

	(void)state;
	model_open();
	model_map_pages(0, 0, 1, 0, GROUP_PAGES);
	for (unsigned int i = 0; i < FANOUT; i++)
		model_map_pages(1, i, 2, i, 1);
	op = model_unmap_op(1, 0, GROUP_PAGES, 0, false);
	assert_int_equal(model_unmap_step(&op), ERR_AGAIN);
	model_map_pages(1, 0, 3, 0, GROUP_PAGES);
	model_map_pages(3, 0, 3, GROUP_PAGES, GROUP_PAGES);
	part = model_unmap_op(3, 0, 1, RIGHT_RWX, true);
	while (model_unmap_step(&part) == ERR_AGAIN) {
		assert_true(++rounds < STOPS_MAX);
		model_map_pages(3, GROUP_PAGES + rounds % 8, 2, GROUP_PAGES + rounds % 64, 1);
	}
	assert_false(model_is_large(3, 0));
	/* Two large pages have paid, and what was mapped on has too. */
	assert_int_equal(model_unmap_step(&op), ERR_OK);
	model_clear();
	model_close();
}

/* Operations that split, one below the other: each ends, though it is more work for the others. */
static void splitters_end(void **state)
{
	static struct unmap_op op[4];
	bool over[ARRAY_SIZE(op)] = { false };
	unsigned int left = ARRAY_SIZE(op), rounds = 0;

	(void)state;
	model_open();
	model_map_pages(0, 0, 1, 0, GROUP_PAGES);
	model_map_pages(1, 0, 2, 0, GROUP_PAGES);
	model_map_pages(2, 0, 3, 0, GROUP_PAGES);
	model_map_pages(3, 0, 3, GROUP_PAGES, GROUP_PAGES);
	op[0] = model_unmap_op(3, 0, 1, RIGHT_W, true);
	op[1] = model_unmap_op(2, 1, 1, RIGHT_RWX, true);
	op[2] = model_unmap_op(1, 0, GROUP_PAGES, 0, false);
	op[3] = model_unmap_op(1, 3, 3, RIGHT_X, false);
	while (left > 0) {
		assert_true(++rounds < 4 * STOPS_MAX);
		for (unsigned int i = 0; i < ARRAY_SIZE(op); i++) {
			if (over[i] || model_unmap_step(&op[i]) == ERR_AGAIN)
				continue;
			over[i] = true;
			left--;
		}
	}
	assert_int_equal(model_rights(3, 0), RIGHT_R | RIGHT_X);
	assert_int_equal(model_rights(3, GROUP_PAGES + 1), 0);
	assert_int_equal(model_rights(3, GROUP_PAGES + 4), RIGHT_R | RIGHT_W);
	assert_int_equal(model_rights(3, GROUP_PAGES + 6), RIGHT_RWX);
	model_close();
}

/* The oldest one owes nothing, whoever comes after it. */
static void oldest_pays_nobody(void **state)
{
	struct unmap_op part, query = { 0 };
	unsigned int stops = 0;

	(void)state;
	model_open();
	model_map_pages(0, 0, 1, 0, GROUP_PAGES);
	model_map_pages(1, 0, 2, 0, GROUP_PAGES);
	for (unsigned int i = 0; i < FANOUT; i++)
		model_map_pages(1, i, 3, i, 1);
	part = model_unmap_op(2, 0, 1, RIGHT_RWX, true);
	while (model_unmap_step(&part) == ERR_AGAIN) {
		/* To prepare, and to split. */
		assert_true(++stops <= 2);
		if (query.stop.place == 0) {
			query = model_unmap_op(1, 0, GROUP_PAGES, 0, false);
			assert_int_equal(model_unmap_step(&query), ERR_AGAIN);
		}
	}
	assert_int_equal(model_rights(2, 0), 0);
	mapdb_unmap_abandon(&query);
	model_close();
}

/* Half of a large page is revoked. What is mapped from it after it was made ready came later. */
static void part_is_ready_once(void **state)
{
	struct unmap_op op;
	unsigned int stops = 0, n = 0;

	(void)state;
	model_open();
	model_map_pages(0, 0, 1, 0, GROUP_PAGES);
	model_map_pages(1, 0, 2, 0, GROUP_PAGES);
	op = model_unmap_op(1, 0, HALF, RIGHT_RWX, false);
	while (model_unmap_step(&op) == ERR_AGAIN) {
		assert_true(++stops < STOPS_MAX);
		if (!model_is_large(2, 0) && n < MODEL_GROUPS)
			model_map_pages(1, 0, 3, GROUP_PAGES * n++, GROUP_PAGES);
	}
	assert_int_equal(n, MODEL_GROUPS);
	for (unsigned int i = 0; i < GROUP_PAGES; i++)
		assert_int_equal(model_rights(2, i), i < HALF ? 0 : RIGHT_RWX);
	for (unsigned int g = 0; g < MODEL_GROUPS; g++)
		assert_true(model_is_large(3, g * GROUP_PAGES));
	model_close();
}

/* There is no memory to split a page, so all of it loses the right, with all that is below it. */
static void part_without_memory(void **state)
{
	struct unmap_op op;

	(void)state;
	model_open();
	model_map_pages(0, 0, 1, 0, GROUP_PAGES);
	model_map_pages(1, 0, 2, 0, GROUP_PAGES);
	for (unsigned int i = 0; i < FANOUT; i++)
		model_map_pages(2, HALF + i, 3, i, 1);
	op = model_unmap_op(1, 0, HALF, RIGHT_W, false);
	alloc_fail_at(1);
	assert_int_equal(model_unmap_step(&op), ERR_AGAIN);
	assert_true(alloc_has_failed());
	while (model_unmap_step(&op) == ERR_AGAIN)
		continue;
	assert_true(model_is_large(2, 0));
	assert_int_equal(model_rights(2, 0), RIGHT_R | RIGHT_X);
	for (unsigned int i = 0; i < FANOUT; i++)
		assert_int_equal(model_rights(3, i), RIGHT_R | RIGHT_X);
	model_close();
}

/* A page comes back to where it once came from, too far to see, and more is mapped from there. */
static void grant_from_far(void **state)
{
	struct map_op op;
	unsigned int stops = 0, n = 0;

	(void)state;
	model_open();
	model_fan_out(1);
	for (unsigned int i = 1; i < HANDS; i++)
		model_map_pages(2, i - 1, 2, i, 1);
	for (unsigned int i = 0; i < FANOUT; i++)
		model_map_pages(1, 0, 3, n++, 1);
	op = model_map_op(2, HANDS - 1, 1, 0, 1, true);
	while (model_map_step(&op) == ERR_AGAIN) {
		assert_true(++stops < STOPS_MAX);
		for (unsigned int i = 0; i < GREED; i++, n++)
			model_map_pages(1, 0, 3, n % SPACE_PAGES, 1);
	}
	assert_int_equal(model_rights(1, 0), RIGHT_RWX);
	assert_int_equal(model_rights(2, HANDS - 1), 0);
	model_close();
}

/* Pages are mapped on too far below to see, and another operation is the oldest. */
static void far_below(void **state)
{
	(void)state;
	model_open();
	for (unsigned int revoke = 0; revoke < 4; revoke += 2) {
		struct unmap_op old = model_unmap_op(1, 1, 1, 0, false);
		struct unmap_op op = model_unmap_op(1, 0, 1, revoke, false);
		unsigned int last = HANDS - 1, mapped = 0;

		model_fan_out(1);
		for (unsigned int i = 1; i < HANDS; i++)
			model_map_pages(2, i - 1, 2, i, 1);
		model_map_pages(0, 1, 1, 1, 1);
		for (unsigned int i = 0; i < FANOUT; i++)
			model_map_pages(1, 1, 3, i, 1);
		assert_int_equal(model_unmap_step(&old), ERR_AGAIN);
		while (model_unmap_step(&op) == ERR_AGAIN) {
			for (unsigned int i = 0; i < GREED; i++) {
				assert_true(++mapped < SPACE_PAGES - HANDS);
				model_map_pages(2, last, 2, last + 1, 1);
				last++;
			}
		}
		/* Each has paid for twice what it adds, to one of both. */
		assert_true(mapped <= HANDS + FANOUT);
		mapdb_unmap_abandon(&old);
		model_clear();
	}
	model_close();
}

/* Many operations of threads that get out of the way keep nobody from a place. */
static void out_of_the_way(struct tcb *low, prio_t prio, bool is_queued)
{
	static struct unmap_op op[CROWD];
	static struct tcb me = { .prio = 10, .is_queued = true };
	struct unmap_op mine = model_unmap_op(1, 0, 1, 0, false);
	unsigned int stops = 0;

	model_fan_out(FANOUT);
	this_cpu()->current = low;
	for (unsigned int i = 0; i < CROWD; i++) {
		op[i] = model_unmap_op(1, 0, 1, 0, false);
		assert_int_equal(model_unmap_step(&op[i]), ERR_AGAIN);
	}
	low->prio = prio;
	low->is_queued = is_queued;
	this_cpu()->current = &me;
	while (model_unmap_step(&mine) == ERR_AGAIN)
		assert_true(++stops <= 2 * FANOUT);
	for (unsigned int i = 0; i < CROWD; i++)
		mapdb_unmap_abandon(&op[i]);
	this_cpu()->current = NULL;
	model_clear();
}

/* Their priority was lowered. */
static void lowered(void **state)
{
	static struct tcb low = { .prio = 100, .is_queued = true };

	(void)state;
	model_open();
	out_of_the_way(&low, 5, true);
	model_close();
}

/* They cannot run, for want of a quantum perhaps. */
static void idle(void **state)
{
	static struct tcb low = { .prio = 10, .is_queued = true };

	(void)state;
	model_open();
	out_of_the_way(&low, 10, false);
	model_close();
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(splits),
	cmocka_unit_test(splits_of_helpers),
	cmocka_unit_test(splitters_end),
	cmocka_unit_test(oldest_pays_nobody),
	cmocka_unit_test(part_is_ready_once),
	cmocka_unit_test(part_without_memory),
	cmocka_unit_test(grant_from_far),
	cmocka_unit_test(far_below),
	cmocka_unit_test(lowered),
	cmocka_unit_test(idle),
};
SUITE(mapdb_pay);
