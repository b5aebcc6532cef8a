/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cases of the mapping database that random operations hardly meet: what others do while a walk
 * over many pages has stopped, and each allocation of a scenario failing in turn.
 */
#include "mapdb_model.h"

#include <generic/kmem.h>
#include <generic/lock.h>
#include <generic/ptab_entry.h>
#include <mapdb_tree.h>

#define FANOUT	40	/* pages below one: more than a walk does in one go */

static err_t try_map(unsigned int src, unsigned int src_page, unsigned int dst,
		     unsigned int dst_page, unsigned int pages, bool grant)
{
	struct map_op op = {
		.src = &model_space[src], .dst = &model_space[dst],
		.src_va = model_va(src, src_page), .dst_va = model_va(dst, dst_page),
		.left = pages * ARCH_PAGE_SIZE, .rights = RIGHT_RWX, .grant = grant,
	};
	err_t err;

	while ((err = mapdb_map(&op)) == ERR_AGAIN)
		arch_this_cpu()->irq_recorded = 0;
	return err;
}

static void map(unsigned int src, unsigned int src_page, unsigned int dst, unsigned int dst_page,
		unsigned int pages)
{
	assert_int_equal(try_map(src, src_page, dst, dst_page, pages, false), ERR_OK);
}

/* Until it stops for the n-th time; false: it is done. */
static bool run_until_stop(struct unmap_op *op, unsigned int n)
{
	host_preempt_every(1);
	while (n-- > 0) {
		arch_this_cpu()->irq_recorded = 0;
		if (mapdb_unmap(op) == ERR_OK)
			return false;
	}
	arch_this_cpu()->irq_recorded = 0;
	host_preempt_never();
	return true;
}

static void finish(struct unmap_op *op)
{
	host_preempt_never();
	while (mapdb_unmap(op) == ERR_AGAIN)
		arch_this_cpu()->irq_recorded = 0;
}

static void flush_all(unsigned int space)
{
	struct unmap_op op = model_unmap_op(space, 0, SPACE_PAGES, RIGHT_RWX, true);

	host_preempt_never();
	arch_this_cpu()->irq_recorded = 0;
	assert_int_equal(mapdb_unmap(&op), ERR_OK);
}

/* A right that Unmap takes from a page does not live on in a copy made meanwhile. */
static void late_copy(void **state)
{
	(void)state;
	model_open();
	for (unsigned int stop = 1;; stop++) {
		struct unmap_op op = model_unmap_op(1, 0, 1, RIGHT_W, true);
		bool stopped;

		map(0, 0, 1, 0, 1);
		for (unsigned int i = 0; i < FANOUT; i++)
			map(1, 0, 2, i, 1);
		stopped = run_until_stop(&op, stop);
		map(1, 0, 3, 0, 1);
		if (stopped)
			finish(&op);
		assert_int_equal(model_rights(1, 0) & RIGHT_W, 0);
		for (unsigned int i = 0; i < FANOUT; i++)
			assert_int_equal(model_rights(2, i) & RIGHT_W, 0);
		assert_int_equal(model_rights(3, 0) & RIGHT_W, 0);
		model_clear();
		if (!stopped)
			break;
		assert_true(stop < 100);
	}
}

/* What is done at once stops at nothing and helps nobody: so not while others have stopped. */
static void at_once_alone(void **state)
{
	struct unmap_op op = model_unmap_op(1, 0, 1, RIGHT_W, true);
	struct ptab *one = &model_space[1], *three = &model_space[3];

	(void)state;
	model_open();
	model_fan_out(FANOUT);
	map(0, 1, 3, 0, 1);
	map(0, 2, 1, 1, 1);
	assert_true(run_until_stop(&op, 1));
	assert_false(mapdb_map_page(one, three, model_va(1, 0), model_va(3, 1), RIGHT_RWX));
	assert_true(mapdb_unmap_page(one, model_va(1, 1), RIGHT_RWX, false) < 0);
	assert_int_equal(model_rights(3, 1), 0);
	finish(&op);
	assert_true(mapdb_map_page(one, three, model_va(1, 0), model_va(3, 1), RIGHT_RWX));
	assert_int_equal(model_rights(3, 1) & RIGHT_W, 0);
	assert_true(mapdb_unmap_page(one, model_va(1, 1), RIGHT_RWX, false) >= 0);
	model_close();
}

#define ROW	200u	/* pages: of more than one page of nodes */

/* Long rows take whole pages of nodes, and end at the first page that is missing. */
static void row_of_pages(void **state)
{
	(void)state;
	model_open();
	map(0, 0, 1, 0, GROUP_PAGES);
	map(0, 0, 2, GROUP_PAGES, 1);
	for (unsigned int gap = 1; gap <= ROW; gap += 33) {
		struct ptab *one = &model_space[1], *two = &model_space[2];
		unsigned int status = 0, n;
		err_t err;

		model_unmap_pages(1, gap, 1, RIGHT_RWX, true);
		map(1, 0, 2, GROUP_PAGES + 1, 1);
		model_unmap_pages(2, GROUP_PAGES + 1, 1, RIGHT_RWX, true);
		lock_acquire(&mapdb_lock);
		n = mapping_map_row(ptab_leaf_slot(one, model_va(1, 0)),
				    ptab_leaf_slot(two, model_va(2, GROUP_PAGES + 1)), RIGHT_RWX,
				    ROW, &err);
		lock_release(&mapdb_lock);
		assert_int_equal(err, ERR_OK);
		assert_int_equal(n, MIN(gap, ROW));
		for (unsigned int i = 0; i < ROW; i++)
			assert_int_equal(model_rights(2, GROUP_PAGES + 1 + i) != 0, i < n);
		/* It ends a little earlier for each page of nodes that goes back. */
		for (n = 0; n < ROW;) {
			unsigned int before = n;

			lock_acquire(&mapdb_lock);
			n += mapping_remove_row(ptab_leaf_slot(one, model_va(1, n)), ROW - n,
						&status);
			mapdb_release();
			assert_true(n > before);
		}
		for (unsigned int i = 0; i < ROW; i++)
			assert_int_equal(model_rights(2, GROUP_PAGES + 1 + i), 0);
		map(0, gap, 1, gap, 1);
	}
	model_close();
}

/* Without memory nothing has happened. */
static void at_once_without_memory(void **state)
{
	struct ptab *one = &model_space[1], *three = &model_space[3];
	unsigned int failed = 0;

	(void)state;
	model_open();
	map(0, GROUP_PAGES, 1, GROUP_PAGES, GROUP_PAGES);
	for (unsigned int n = 1;; n++) {
		size_t nodes = mapdb_count(), bytes = kmem_free_bytes();
		bool done;

		alloc_fail_at(n);
		done = mapdb_map_large(one, three, model_va(1, GROUP_PAGES),
				       model_va(3, GROUP_PAGES) + BIT(30), RIGHT_RWX);
		alloc_fail_at(0);
		if (done)
			break;
		assert_int_equal(mapdb_count(), nodes);
		assert_int_equal(kmem_free_bytes(), bytes);
		failed++;
	}
	assert_int_equal(failed, 2);
	model_close();
}

/*
 * sigma0 -> 1:0 -> `before` pages and 2:0 -> FANOUT pages of 3. While rights are taken from all
 * that is below 1:0, 2:0 goes in some way. Whoever is still there has lost the right.
 */
static void middle_goes(unsigned int before, bool before_first, void (*go)(void),
			void (*drop)(void))
{
	for (unsigned int stop = 1;; stop++) {
		struct unmap_op op = model_unmap_op(1, 0, 1, RIGHT_W, false);
		bool stopped;

		map(0, 0, 1, 0, 1);
		if (!before_first)
			map(1, 0, 2, 0, 1);
		for (unsigned int i = 0; i < before; i++)
			map(1, 0, 2, 1 + i, 1);
		if (before_first)
			map(1, 0, 2, 0, 1);
		for (unsigned int i = 0; i < FANOUT; i++)
			map(2, 0, 3, i, 1);
		stopped = run_until_stop(&op, stop);
		if (stopped) {
			go();
			finish(&op);
			if (drop != NULL)
				drop();
		}
		for (unsigned int i = 0; i < before; i++)
			assert_int_equal(model_rights(2, 1 + i) & RIGHT_W, 0);
		for (unsigned int i = 0; i < FANOUT; i++)
			assert_int_equal(model_rights(3, i) & RIGHT_W, 0);
		model_clear();
		if (!stopped)
			break;
		assert_true(stop < 100);
	}
}

static void grant_middle_back(void)
{
	assert_int_equal(try_map(2, 0, 1, 0, 1, true), ERR_OK);
	assert_int_equal(model_rights(2, 0), 0);
}

static void grant_middle_on(void)
{
	assert_int_equal(try_map(2, 0, 3, 100, 1, true), ERR_OK);
}

static void walk_over_grant(void **state)
{
	(void)state;
	model_open();
	for (unsigned int before = 0; before < 20; before++) {
		for (unsigned int order = 0; order < 2; order++) {
			middle_goes(before, order, grant_middle_back, NULL);
			middle_goes(before, order, grant_middle_on, NULL);
		}
	}
}

/* A flush of 2:0 that has begun, and stops. */
static struct unmap_op half_flush;

static void flush_middle_half(void)
{
	half_flush = model_unmap_op(2, 0, 1, RIGHT_RWX, true);
	run_until_stop(&half_flush, 1);
}

static struct map_op half_replace;

static void replace_middle_half(void)
{
	half_replace = (struct map_op){
		.src = &model_space[0], .dst = &model_space[2],
		.src_va = model_va(0, 1), .dst_va = model_va(2, 0),
		.left = ARCH_PAGE_SIZE, .rights = RIGHT_RWX,
	};
	host_preempt_every(1);
	assert_int_equal(mapdb_map(&half_replace), ERR_AGAIN);
	arch_this_cpu()->irq_recorded = 0;
	host_preempt_never();
}

static void drop_flush(void)
{
	mapdb_unmap_abandon(&half_flush);
}

static void drop_replace(void)
{
	mapdb_map_abandon(&half_replace);
}

static void walk_over_half_flush(void **state)
{
	(void)state;
	model_open();
	for (unsigned int before = 0; before < 20; before++) {
		for (unsigned int order = 0; order < 2; order++) {
			middle_goes(before, order, flush_middle_half, drop_flush);
			middle_goes(before, order, replace_middle_half, drop_replace);
		}
	}
}

/*
 * Whoever has given a page away can take it back while somebody is about to take it from him:
 * sigma0 -> 1:0 -> 2:0 -> pages of 3, all of which go step by step.
 */
static void taken_by_two(void **state)
{
	bool stopped;

	(void)state;
	model_open();
	for (unsigned int stop = 1;; stop++) {
		struct unmap_op op = model_unmap_op(1, 0, 1, RIGHT_RWX, false);
		struct unmap_op second = model_unmap_op(2, 0, 1, RIGHT_RWX, false);

		map(0, 0, 1, 0, 1);
		map(1, 0, 2, 0, 1);
		for (unsigned int i = 0; i < FANOUT; i++)
			map(2, 0, 3, i, 1);
		for (unsigned int i = 1; i < FANOUT; i++)
			map(3, i - 1, 3, FANOUT + i, 1);
		stopped = run_until_stop(&op, stop);
		finish(&second);
		for (unsigned int i = 0; i < 2 * FANOUT; i++)
			assert_int_equal(model_rights(3, i), 0);
		mapdb_unmap_abandon(&op);
		model_clear();
		if (!stopped)
			break;
		assert_true(stop < 200);
	}
}

/* Large pages 2 and 3 below 1; the one of 2 has small pages below it, and is split meanwhile. */
static void walk_over_split(void **state)
{
	(void)state;
	model_open();
	for (unsigned int order = 0; order < 2; order++) {
		for (unsigned int stop = 1;; stop++) {
			struct unmap_op op = model_unmap_op(1, 0, GROUP_PAGES, RIGHT_W, false);
			struct unmap_op part = model_unmap_op(2, 7, 1, RIGHT_RWX, true);
			bool stopped;

			map(0, 0, 1, 0, GROUP_PAGES);
			map(1, 0, 2 + order, 0, GROUP_PAGES);
			map(1, 0, 3 - order, 0, GROUP_PAGES);
			for (unsigned int i = 0; i < FANOUT; i++)
				map(2, 3, 3, GROUP_PAGES + i, 1);
			assert_true(model_is_large(2, 0) && model_is_large(3, 0));
			stopped = run_until_stop(&op, stop);
			if (stopped) {
				assert_int_equal(mapdb_unmap(&part), ERR_OK);
				assert_false(model_is_large(2, 0));
				finish(&op);
			}
			for (unsigned int i = 0; i < GROUP_PAGES; i++) {
				assert_int_equal(model_rights(2, i) & RIGHT_W, 0);
				assert_int_equal(model_rights(3, i) & RIGHT_W, 0);
			}
			for (unsigned int i = 0; i < FANOUT; i++)
				assert_int_equal(model_rights(3, GROUP_PAGES + i) & RIGHT_W, 0);
			model_clear();
			if (!stopped)
				break;
			assert_true(stop < 200);
		}
	}
}

/* The page whose tree is walked goes itself; another page may get its memory. */
static void root_of_walk_goes(void **state)
{
	(void)state;
	model_open();
	for (unsigned int kind = 0; kind < 3; kind++) {
		struct unmap_op op = model_unmap_op(1, 0, 2, RIGHT_W, false);

		map(0, 0, 1, 0, 2);
		for (unsigned int i = 0; i < FANOUT; i++)
			map(1, 0, 2, i, 1);
		assert_true(run_until_stop(&op, 1));
		if (kind == 0)
			flush_all(1);
		else if (kind == 1)
			assert_int_equal(try_map(1, 0, 3, 5, 1, true), ERR_OK);
		if (kind < 2)
			map(0, 9, 1, 0, 1);
		map(1, 0, 2, 100, 1);
		if (kind == 2)
			mapdb_unmap_abandon(&op);
		else
			finish(&op);
		model_clear();
	}
}

/* A page that is mapped in a circle of spaces is mapped at most once in each place. */
static void circle(void **state)
{
	(void)state;
	model_open();
	map(0, 0, 1, 0, 4);
	for (unsigned int i = 0; i < 10; i++) {
		map(1, 0, 2, 0, 4);
		map(2, 0, 3, 0, 4);
		map(3, 0, 1, 0, 4);
	}
	assert_int_equal(mapdb_count(), 1 + 3 * 4);
	model_clear();
}

/* A chain through many places of one space: neither too deep nor lost. */
static void chain(void **state)
{
	struct unmap_op op = model_unmap_op(1, 0, 1, RIGHT_RWX, true);

	(void)state;
	model_open();
	map(0, 0, 1, 0, 1);
	for (unsigned int i = 1; i < SPACE_PAGES; i++)
		map(1, i - 1, 1, i, 1);
	host_preempt_every(1);
	while (mapdb_unmap(&op) == ERR_AGAIN)
		arch_this_cpu()->irq_recorded = 0;
	for (unsigned int i = 0; i < SPACE_PAGES; i++)
		assert_int_equal(model_rights(1, i), 0);
	model_clear();
}

/*
 * A part of a large page is granted to where another small page lies alone. This one was mapped
 * from a large page so far below that it goes when all of them are split, and its table with it.
 */
static void grant_beside_deep(void **state)
{
	const unsigned int depth = 70;
	struct unmap_op all = model_unmap_op(1, 0, (depth + 1) * GROUP_PAGES, RIGHT_RWX, true);

	(void)state;
	model_open();
	map(0, 0, 1, 0, GROUP_PAGES);
	for (unsigned int i = 1; i <= depth; i++)
		map(1, (i - 1) * GROUP_PAGES, 1, i * GROUP_PAGES, GROUP_PAGES);
	map(1, depth * GROUP_PAGES, 2, 0, 1);
	assert_int_equal(try_map(1, 5, 2, 1, 1, true), ERR_OK);
	assert_int_equal(model_rights(1, 5), 0);
	assert_int_equal(model_rights(2, 0), 0);
	assert_int_equal(model_rights(2, 1), RIGHT_RWX);
	finish(&all);
	model_clear();
}

/* Large and small pages, shared, granted, split, taken back. */
static bool scenario(void)
{
	struct unmap_op part = model_unmap_op(1, 700, 30, RIGHT_W, false);
	struct unmap_op own = model_unmap_op(1, 100, 10, RIGHT_RWX, true);
	bool ok = true;

	ok &= try_map(0, 0, 1, 0, 2 * GROUP_PAGES, false) == ERR_OK;
	ok &= try_map(1, 0, 2, 0, 2 * GROUP_PAGES, false) == ERR_OK;
	ok &= try_map(2, 5, 3, 7, 20, false) == ERR_OK;
	ok &= try_map(1, GROUP_PAGES, 3, GROUP_PAGES, GROUP_PAGES, true) == ERR_OK;
	ok &= try_map(3, GROUP_PAGES, 1, GROUP_PAGES, 40, true) == ERR_OK;
	ok &= try_map(2, GROUP_PAGES, 3, 9, 3, false) == ERR_OK;
	assert_int_equal(mapdb_unmap(&part), ERR_OK);
	assert_int_equal(mapdb_unmap(&own), ERR_OK);
	return ok;
}

static void each_allocation_fails(void **state)
{
	static struct model seen;
	size_t before;
	bool ok;

	(void)state;
	model_open();
	before = kmem_free_bytes();
	for (unsigned long n = 1;; n += n < 40 ? 1 : 37) {
		alloc_fail_at(n);
		ok = scenario();
		alloc_fail_at(0);
		model_from_kernel(&seen);
		model_clear();
		assert_int_equal(kmem_free_bytes(), before);
		if (!alloc_has_failed() && ok)
			break;
		assert_true(n < 10000);
	}
}

/* Whole operations with no memory left at all: the kernel's is used up before. */
static void no_memory_left(void **state)
{
	static void *page[8192];
	struct unmap_op part = model_unmap_op(1, 100, 10, RIGHT_RWX, true);
	unsigned int n = 0;

	(void)state;
	model_open();
	map(0, 0, 1, 0, GROUP_PAGES);
	map(1, 0, 2, 0, GROUP_PAGES);
	while (n < ARRAY_SIZE(page) && (page[n] = kmem_alloc_pages(0)) != NULL)
		n++;
	assert_true(n < ARRAY_SIZE(page));
	assert_int_equal(try_map(1, 0, 3, 1, 1, false), ERR_NOMEM);
	/* Cannot split: takes more, but never less, than it was asked for. */
	assert_int_equal(mapdb_unmap(&part), ERR_OK);
	for (unsigned int i = 100; i < 110; i++)
		assert_int_equal(model_rights(1, i) | model_rights(2, i), 0);
	while (n > 0)
		kmem_free_pages(page[--n], 0);
	model_clear();
}

static void leave(unsigned int space, unsigned int page, unsigned int pages)
{
	struct unmap_op op = model_unmap_op(space, page, pages, RIGHT_RWX, true);

	op.drops_roots = true;
	while (mapdb_unmap(&op) == ERR_AGAIN)
		arch_this_cpu()->irq_recorded = 0;
}

static bool sigma0_has(unsigned int page)
{
	return model_rights(0, page) != 0;
}

/* What of sigma0's was made for others goes with the last of them, unless sigma0 uses it. */
static void roots_go(void **state)
{
	size_t free_before, nothing;

	(void)state;
	model_open();
	nothing = kmem_free_bytes();
	for (unsigned int small = 0; small < 2; small++) {
		/* Large pages, or small ones out of them. */
		unsigned int n = small ? 3 : 2 * GROUP_PAGES;

		map(0, 0, 1, 0, n);
		map(0, GROUP_PAGES / 2, 2, 1, 1);
		map(1, 0, 3, 0, n);
		leave(3, 0, n);
		assert_true(sigma0_has(0));
		leave(1, 0, n);
		/* Another one has a page of the first large one still. */
		assert_true(sigma0_has(0));
		assert_false(sigma0_has(GROUP_PAGES));
		leave(2, 1, 1);
		assert_int_equal(mapdb_count(), 0);
		assert_int_equal(kmem_free_bytes(), nothing);
	}
	/* All at once, with what was derived. */
	map(0, 0, 1, 0, 2 * GROUP_PAGES);
	map(1, 5, 2, 5, GROUP_PAGES);
	leave(1, 0, 2 * GROUP_PAGES);
	assert_int_equal(kmem_free_bytes(), nothing);
	/* sigma0 has used one. */
	map(0, 0, 1, 0, 2 * GROUP_PAGES);
	assert_true(host_access(model_space[0].space_word, model_va(0, 7), RIGHT_W));
	leave(1, 0, 2 * GROUP_PAGES);
	assert_true(sigma0_has(0));
	assert_false(sigma0_has(GROUP_PAGES));
	free_before = kmem_free_bytes();
	/* It is given again, and comes back. */
	map(0, 0, 1, 0, 2 * GROUP_PAGES);
	leave(1, 0, 2 * GROUP_PAGES);
	assert_int_equal(kmem_free_bytes(), free_before);
}

/* Behind the last address there is nothing: asking for it takes no time. */
static void beyond_memory(void **state)
{
	struct map_op op;

	(void)state;
	model_open();
	op = (struct map_op){
		.src = &model_space[0], .dst = &model_space[1], .src_va = (uvaddr_t)1 << 40,
		.dst_va = (uvaddr_t)1 << 40, .left = (word_t)1 << 40, .rights = RIGHT_RWX,
	};
	assert_int_equal(mapdb_map(&op), ERR_OK);
	assert_int_equal(op.left, 0);
	assert_int_equal(mapdb_count(), 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(late_copy),
	cmocka_unit_test(at_once_alone),
	cmocka_unit_test(at_once_without_memory),
	cmocka_unit_test(row_of_pages),
	cmocka_unit_test(walk_over_grant),
	cmocka_unit_test(walk_over_half_flush),
	cmocka_unit_test(taken_by_two),
	cmocka_unit_test(walk_over_split),
	cmocka_unit_test(root_of_walk_goes),
	cmocka_unit_test(circle),
	cmocka_unit_test(chain),
	cmocka_unit_test(grant_beside_deep),
	cmocka_unit_test(each_allocation_fails),
	cmocka_unit_test(no_memory_left),
	cmocka_unit_test(roots_go),
	cmocka_unit_test(beyond_memory),
};
SUITE(mapdb_case);
