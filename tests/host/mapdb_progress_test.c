/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Operations of the mapping database come to an end, whatever others do between two of their steps:
 * split pages, map pages on, replace them, stop in the middle of operations of their own.
 */
#include "mapdb_model.h"

#include <generic/cpu.h>
#include <mapdb_tree.h>

#define FANOUT		60	/* pages below one */
#define GREED		4	/* pages that others map for each step of the operation */
#define STOPS_MAX	3000

static void touch(unsigned int space, unsigned int page)
{
	unsigned int level;

	pte_t *slot = ptab_find(&model_space[space], model_va(space, page), &level);
	pte_t e = pte_read(slot);

	assert_true(pte_touch(slot, &e, true));
}

/* With a look at the whole tree first. */
static void clear(void)
{
	static struct model seen;

	model_from_kernel(&seen);
	model_clear();
}

static void end(void)
{
	clear();
	model_close();
}

/* Somebody splits a large page of his own after each step. */
static void beside_splits(void **state)
{
	(void)state;
	model_open();
	for (unsigned int revoke = 0; revoke < 4; revoke += 2) {
		struct unmap_op op = model_unmap_op(1, 0, 1, revoke, false);
		unsigned int stops = 0;

		model_fan_out(FANOUT);
		while (model_unmap_step(&op) == ERR_AGAIN) {
			assert_true(++stops < STOPS_MAX);
			model_map_pages(0, GROUP_PAGES, 3, GROUP_PAGES, GROUP_PAGES);
			assert_true(model_is_large(3, GROUP_PAGES));
			model_unmap_pages(3, GROUP_PAGES + 5, 1, RIGHT_RWX, true);
			assert_false(model_is_large(3, GROUP_PAGES));
			model_unmap_pages(3, GROUP_PAGES, GROUP_PAGES, RIGHT_RWX, true);
		}
		for (unsigned int i = 0; i < FANOUT; i++)
			assert_int_equal(model_rights(2, i), RIGHT_RWX & ~revoke);
		clear();
	}
	end();
}

/*
 * The page on whose small ones the walk is, is split; whatever lies behind is still met. Large page
 * 1 has large children in 2 and 3; that of 2 has small ones below it.
 */
static void split_below(void **state)
{
	(void)state;
	model_open();
	for (unsigned int stop = 1;; stop++) {
		struct unmap_op op = model_unmap_op(1, 0, GROUP_PAGES, RIGHT_W, false);
		bool over = false;

		model_map_pages(0, 0, 1, 0, GROUP_PAGES);
		model_map_pages(1, 0, 3, 0, GROUP_PAGES);
		model_map_pages(1, 0, 2, 0, GROUP_PAGES);
		for (unsigned int i = 0; i < FANOUT; i++)
			model_map_pages(2, 3 + i % 2, 3, GROUP_PAGES + i, 1);
		model_map_pages(1, 1, 3, 2 * GROUP_PAGES, 1);
		model_map_pages(1, 500, 3, 2 * GROUP_PAGES + 1, 1);
		for (unsigned int i = 0; i < stop && !over; i++)
			over = model_unmap_step(&op) == ERR_OK;
		if (!over) {
			model_unmap_pages(2, 7, 1, RIGHT_RWX, true);
			/* It is done in a bounded number of steps. */
			for (unsigned int i = 0; model_unmap_step(&op) == ERR_AGAIN; i++)
				assert_true(i < STOPS_MAX);
		}
		for (unsigned int i = 0; i < 3 * GROUP_PAGES; i++)
			assert_int_equal(model_rights(3, i) & RIGHT_W, 0);
		for (unsigned int i = 0; i < GROUP_PAGES; i++)
			assert_int_equal(model_rights(2, i) & RIGHT_W, 0);
		clear();
		if (over)
			break;
	}
	end();
}

/* Pages are mapped on at the far end of a chain, faster than a walk moves. */
static void beside_growth(unsigned int revoke)
{
	struct unmap_op op = model_unmap_op(1, 0, 1, revoke, false);
	unsigned int last = FANOUT - 1, mapped = 0;

	model_map_pages(0, 0, 1, 0, 1);
	model_map_pages(1, 0, 2, 0, 1);
	for (unsigned int i = 1; i < FANOUT; i++)
		model_map_pages(2, i - 1, 2, i, 1);
	while (model_unmap_step(&op) == ERR_AGAIN) {
		for (unsigned int i = 0; i < GREED && model_rights(2, last) != 0; i++) {
			assert_true(++mapped < SPACE_PAGES - FANOUT);
			model_map_pages(2, last, 2, last + 1, 1);
			last++;
		}
	}
	/* Each page that is mapped pays for more than itself. */
	assert_true(mapped <= 2 * FANOUT);
	for (unsigned int i = 0; i < SPACE_PAGES; i++)
		assert_int_equal(model_rights(2, i) & revoke, 0);
	clear();
}

static void growth(void **state)
{
	(void)state;
	model_open();
	beside_growth(0);
	beside_growth(RIGHT_W);
	beside_growth(RIGHT_RWX);
	end();
}

/* The page itself is mapped on while what was mapped from it is revoked. */
static void mapped_again(void **state)
{
	(void)state;
	model_open();
	for (unsigned int revoke = 1; revoke <= RIGHT_RWX; revoke += 6) {
		struct unmap_op op = model_unmap_op(1, 0, 1, revoke, false);
		unsigned int stops = 0, n = 0;

		model_fan_out(FANOUT);
		while (model_unmap_step(&op) == ERR_AGAIN) {
			assert_true(++stops < STOPS_MAX);
			for (unsigned int i = 0; i < GREED; i++, n++)
				model_map_pages(1, 0, 3, n % SPACE_PAGES, 1);
		}
		for (unsigned int i = 0; i < FANOUT; i++)
			assert_int_equal(model_rights(2, i) & revoke, 0);
		clear();
	}
	end();
}

/* A page with pages below it is to be replaced, or split to be granted, while there come more. */
static void maps_end(void **state)
{
	struct map_op op;
	unsigned int stops = 0, n = 0;

	(void)state;
	model_open();
	model_fan_out(FANOUT);
	op = model_map_op(0, 9, 1, 0, 1, false);
	while (model_map_step(&op) == ERR_AGAIN) {
		assert_true(++stops < STOPS_MAX);
		for (unsigned int i = 0; i < GREED; i++, n++)
			model_map_pages(1, 0, 3, n % SPACE_PAGES, 1);
	}
	clear();

	model_map_pages(0, 0, 1, 0, GROUP_PAGES);
	model_map_pages(1, 0, 2, 0, GROUP_PAGES);
	op = model_map_op(1, 5, 3, 0, 1, true);
	for (stops = 0; model_map_step(&op) == ERR_AGAIN; stops++) {
		assert_true(stops < STOPS_MAX);
		if (!model_is_large(1, 0))
			continue;
		for (n = 0; n < 2; n++) {
			/* From the child, which is to be split first. */
			model_unmap_pages(2, (1 + n) * GROUP_PAGES, GROUP_PAGES, RIGHT_RWX, true);
			model_map_pages(1, 0, 2, (1 + n) * GROUP_PAGES, GROUP_PAGES);
		}
	}
	assert_int_equal(model_rights(3, 0), RIGHT_RWX);
	clear();
	end();
}

/*
 * The same while others have always stopped where its source comes from: the steps that it takes
 * for them do not let those off who map below the page that is to go.
 */
static void helpers_end(void **state)
{
	struct map_op op;
	struct unmap_op query;
	unsigned int stops = 0, n = 0;

	(void)state;
	model_open();
	model_fan_out(FANOUT);
	for (unsigned int i = 0; i < 8; i++)
		model_map_pages(0, 9, 2, GROUP_PAGES + i, 1);
	op = model_map_op(0, 9, 1, 0, 1, false);
	query = model_unmap_op(0, 9, 1, 0, false);
	while (model_map_step(&op) == ERR_AGAIN) {
		assert_true(++stops < STOPS_MAX);
		for (unsigned int i = 0; i < GREED; i++, n++)
			model_map_pages(1, 0, 3, n % SPACE_PAGES, 1);
		if (query.stop.place == 0) {
			mapdb_unmap_abandon(&query);
			query = model_unmap_op(0, 9, 1, 0, false);
			assert_int_equal(model_unmap_step(&query), ERR_AGAIN);
		}
	}
	assert_true(n < SPACE_PAGES / 2);
	mapdb_unmap_abandon(&query);
	clear();
	end();
}

/* The page itself is replaced after each step: what was below it has gone with it. */
static void replaced(void **state)
{
	(void)state;
	model_open();
	for (unsigned int revoke = 0; revoke < 4; revoke += 2) {
		struct unmap_op op = model_unmap_op(1, 0, 1, revoke, false);
		unsigned int stops = 0;

		model_fan_out(FANOUT);
		while (model_unmap_step(&op) == ERR_AGAIN) {
			assert_true(++stops < 10);
			model_unmap_pages(1, 0, 1, RIGHT_RWX, true);
			model_fan_out(FANOUT);
		}
		clear();
	}
	end();
}

#define CROWD	40	/* more operations than there are places */

/* Many operations by turns, one step each. */
static void crowd(void **state)
{
	static struct unmap_op op[CROWD];
	bool over[CROWD] = { false };
	unsigned int left = CROWD, rounds = 0;

	(void)state;
	model_open();
	model_fan_out(FANOUT);
	for (unsigned int i = 0; i < CROWD; i++)
		op[i] = model_unmap_op(1, 0, 1, i % 2 ? RIGHT_W : 0, false);
	while (left > 0) {
		assert_true(++rounds < STOPS_MAX);
		for (unsigned int i = 0; i < CROWD; i++) {
			if (over[i] || model_unmap_step(&op[i]) == ERR_AGAIN)
				continue;
			over[i] = true;
			left--;
		}
	}
	clear();
	end();
}

/* Whoever is more urgent keeps his position, however many others have stopped. */
static void urgent(void **state)
{
	static struct unmap_op op[CROWD];
	static struct tcb low = { .prio = 10, .is_queued = true },
			  high = { .prio = 200, .is_queued = true };
	struct unmap_op mine = model_unmap_op(1, 0, 1, 0, false);
	unsigned int stops = 0;

	(void)state;
	model_open();
	model_fan_out(FANOUT);
	this_cpu()->current = &low;
	for (unsigned int i = 0; i < CROWD; i++) {
		op[i] = model_unmap_op(1, 0, 1, 0, false);
		assert_int_equal(model_unmap_step(&op[i]), ERR_AGAIN);
	}
	this_cpu()->current = &high;
	while (model_unmap_step(&mine) == ERR_AGAIN) {
		/* One step for each page below, and one back: not a step of anybody else. */
		assert_true(++stops <= 2 * FANOUT);
		this_cpu()->current = &low;
		for (unsigned int i = 0; i < CROWD; i++)
			(void)model_unmap_step(&op[i]);
		this_cpu()->current = &high;
	}
	for (unsigned int i = 0; i < CROWD; i++)
		mapdb_unmap_abandon(&op[i]);
	this_cpu()->current = NULL;
	clear();
	end();
}

/* The same for somebody who became urgent on the way. */
static void raised(void **state)
{
	static struct unmap_op op[CROWD];
	static struct tcb low = { .prio = 10, .is_queued = true },
			  me = { .prio = 5, .is_queued = true };
	struct unmap_op mine = model_unmap_op(1, 0, 1, 0, false);
	unsigned int stops = 0;

	(void)state;
	model_open();
	model_fan_out(FANOUT);
	this_cpu()->current = &me;
	assert_int_equal(model_unmap_step(&mine), ERR_AGAIN);
	this_cpu()->current = &low;
	for (unsigned int i = 0; i < CROWD; i++) {
		op[i] = model_unmap_op(1, 0, 1, 0, false);
		assert_int_equal(model_unmap_step(&op[i]), ERR_AGAIN);
	}
	me.prio = 200;
	this_cpu()->current = &me;
	while (model_unmap_step(&mine) == ERR_AGAIN)
		assert_true(++stops <= 2 * FANOUT);
	for (unsigned int i = 0; i < CROWD; i++)
		mapdb_unmap_abandon(&op[i]);
	this_cpu()->current = NULL;
	clear();
	end();
}

/* A cut revocation ends with its page, and a cut status query at once. */
static void curtailed(void **state)
{
	(void)state;
	model_open();
	for (unsigned int revoke = 0; revoke <= RIGHT_RWX; revoke += revoke == 2 ? 5 : 2) {
		struct unmap_op op = model_unmap_op(1, 0, 3, revoke, false);

		model_map_pages(0, 0, 1, 0, 3);
		for (unsigned int i = 0; i < FANOUT; i++)
			model_map_pages(1, 0, 2, 3 * i, 3);
		for (unsigned int i = 0; i < 10; i++)
			assert_int_equal(model_unmap_step(&op), ERR_AGAIN);
		mapdb_unmap_curtail(&op);
		host_preempt_never();
		arch_this_cpu()->irq_recorded = 0;
		assert_int_equal(mapdb_unmap(&op), ERR_OK);
		for (unsigned int i = 0; i < FANOUT; i++) {
			assert_int_equal(model_rights(2, 3 * i), RIGHT_RWX & ~revoke);
			assert_int_equal(model_rights(2, 3 * i + 1), RIGHT_RWX);
		}
		assert_int_equal(mapdb_stopped, 0);
		clear();
	}
	end();
}

/* What a query has collected when it is dropped is there for the next one. */
static void status_is_kept(void **state)
{
	(void)state;
	model_open();
	for (unsigned int stop = 1; stop < 2 * FANOUT; stop++) {
		struct unmap_op op = model_unmap_op(1, 0, 1, 0, false);
		struct unmap_op again = model_unmap_op(1, 0, 1, 0, false);
		bool over = false;

		model_fan_out(FANOUT);
		for (unsigned int i = 0; i < FANOUT; i += 7)
			touch(2, i);
		for (unsigned int i = 0; i < stop && !over; i++)
			over = model_unmap_step(&op) == ERR_OK;
		if (!over) {
			mapdb_unmap_curtail(&op);
			assert_int_equal(mapdb_unmap(&op), ERR_OK);
			host_preempt_never();
			arch_this_cpu()->irq_recorded = 0;
			assert_int_equal(mapdb_unmap(&again), ERR_OK);
			assert_true(again.status & RIGHT_W);
		}
		clear();
	}
	end();
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(beside_splits),
	cmocka_unit_test(split_below),
	cmocka_unit_test(growth),
	cmocka_unit_test(mapped_again),
	cmocka_unit_test(maps_end),
	cmocka_unit_test(helpers_end),
	cmocka_unit_test(replaced),
	cmocka_unit_test(crowd),
	cmocka_unit_test(urgent),
	cmocka_unit_test(raised),
	cmocka_unit_test(curtailed),
	cmocka_unit_test(status_is_kept),
};
SUITE(mapdb_progress);
