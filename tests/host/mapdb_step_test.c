/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Operations of the mapping database whose single steps have to stay short: deep chains, pages with
 * any number of pages below them, and several walks at once.
 */
#include "mapdb_model.h"

#include <generic/kmem.h>

#define PAGE		ARCH_PAGE_SIZE
#define LARGE		((word_t)GROUP_PAGES * PAGE)
#define HANDS		200	/* more than what is climbed at once */

static struct ptab *const space = model_space;
static struct unmap_op unmap_op(struct ptab *pt, uvaddr_t va, word_t bytes, unsigned int revoke,
				bool flush)
{
	return (struct unmap_op){
		.pt = pt, .va = va, .end = va + bytes, .revoke = (u8)revoke, .flush = flush,
	};
}

static void finish(struct unmap_op *op)
{
	host_preempt_never();
	do
		arch_this_cpu()->irq_recorded = 0;
	while (mapdb_unmap(op) == ERR_AGAIN);
}

static void map(struct ptab *src, uvaddr_t from, struct ptab *dst, uvaddr_t to, word_t bytes,
		bool grant)
{
	struct map_op op = {
		.src = src, .dst = dst, .src_va = from, .dst_va = to, .left = bytes,
		.rights = RIGHT_RWX, .grant = grant,
	};

	while (mapdb_map(&op) == ERR_AGAIN)
		arch_this_cpu()->irq_recorded = 0;
}

static unsigned int rights(struct ptab *pt, uvaddr_t va)
{
	unsigned int level;
	pte_t e = pte_read(ptab_find(pt, va, &level));

	return pte_is_present(e) ? pte_rights(e) : 0;
}

/* A page that comes back to its first owner through many hands stays there. */
static void grant_far(void **state)
{
	uvaddr_t at = MODEL_BASE;

	(void)state;
	for (unsigned int period = 0; period < 3; period++) {
		model_open();
		map(&space[0], 0, &space[1], at, PAGE, false);
		for (unsigned int i = 1; i < HANDS; i++)
			map(&space[1], at + (i - 1) * PAGE, &space[1], at + i * PAGE, PAGE, false);
		/* What the page was given on to at its last place stays too. */
		map(&space[1], at + (HANDS - 1) * PAGE, &space[2], at, PAGE, false);
		host_preempt_every(period);
		map(&space[1], at + (HANDS - 1) * PAGE, &space[1], at, PAGE, true);
		assert_int_equal(rights(&space[1], at), RIGHT_RWX);
		assert_int_equal(rights(&space[1], at + (HANDS - 1) * PAGE), 0);
		assert_int_equal(rights(&space[2], at), RIGHT_RWX);
		model_close();
	}
}

/* The same far away from each other, but not derived: the granted page takes the place. */
static void grant_elsewhere(void **state)
{
	uvaddr_t at = MODEL_BASE;

	(void)state;
	model_open();
	map(&space[0], 0, &space[1], at, PAGE, false);
	map(&space[0], 0, &space[2], at, PAGE, false);
	map(&space[2], at, &space[3], at, PAGE, false);
	for (unsigned int i = 1; i < HANDS; i++)
		map(&space[1], at + (i - 1) * PAGE, &space[1], at + i * PAGE, PAGE, false);
	host_preempt_every(1);
	map(&space[1], at + (HANDS - 1) * PAGE, &space[2], at, PAGE, true);
	assert_int_equal(rights(&space[2], at), RIGHT_RWX);
	assert_int_equal(rights(&space[3], at), 0);
	/* It goes with the first place of the chain. */
	{
		struct unmap_op op = unmap_op(&space[1], at, PAGE, RIGHT_RWX, false);

		finish(&op);
	}
	assert_int_equal(rights(&space[2], at), 0);
	model_close();
}

/* A part of a large page that went through many hands is revoked from all of them. */
static void deep_large(void **state)
{
	struct unmap_op part;
	uvaddr_t at = MODEL_BASE;

	(void)state;
	for (unsigned int period = 0; period < 3; period++) {
		model_open();
		map(&space[0], 0, &space[1], at, LARGE, false);
		for (unsigned int i = 1; i < HANDS; i++)
			map(&space[1], at + (i - 1) * LARGE, &space[1], at + i * LARGE, LARGE,
			    false);
		part = unmap_op(&space[1], at + 3 * PAGE, PAGE, RIGHT_RWX, true);
		host_preempt_every(period);
		while (mapdb_unmap(&part) == ERR_AGAIN)
			arch_this_cpu()->irq_recorded = 0;
		for (unsigned int i = 0; i < HANDS; i++)
			assert_int_equal(rights(&space[1], at + i * LARGE + 3 * PAGE), 0);
		/* Those who are near keep the rest. */
		assert_int_equal(rights(&space[1], at), RIGHT_RWX);
		assert_int_equal(rights(&space[1], at + 50 * LARGE + 4 * PAGE), RIGHT_RWX);
		model_close();
	}
}

/* Small pages below a large one that is split: each has the right small page as its parent. */
static void split_with_children(void **state)
{
	static struct model seen;
	struct unmap_op op;

	(void)state;
	model_open();
	map(&space[0], 0, &space[1], model_va(1, 0), LARGE, false);
	for (unsigned int i = 0; i < 40; i++)
		map(&space[1], model_va(1, i % 20), &space[2], model_va(2, i), PAGE, false);
	/* The first splits the page; children are found one by one afterwards. */
	op = unmap_op(&space[1], model_va(1, 7), PAGE, RIGHT_RWX, true);
	finish(&op);
	assert_int_equal(rights(&space[2], model_va(2, 7)), 0);
	assert_int_equal(rights(&space[2], model_va(2, 27)), 0);
	map(&space[2], model_va(2, 8), &space[3], model_va(3, 0), PAGE, true);
	op = unmap_op(&space[1], model_va(1, 8), PAGE, RIGHT_RWX, false);
	finish(&op);
	assert_int_equal(rights(&space[3], model_va(3, 0)), 0);
	assert_int_equal(rights(&space[2], model_va(2, 28)), 0);
	assert_int_equal(rights(&space[2], model_va(2, 29)), RIGHT_RWX);
	model_from_kernel(&seen);
	model_close();
}

/* What was prepared for a split that nobody needs any more does not stay behind. */
static void split_given_up(void **state)
{
	static struct model seen;

	(void)state;
	for (unsigned int kind = 0; kind < 4; kind++) {
		struct unmap_op part;
		uvaddr_t at = model_va(1, 0);

		model_open();
		map(&space[0], 0, &space[1], at, LARGE, false);
		part = unmap_op(&space[1], at, PAGE, RIGHT_RWX, true);
		host_preempt_every(1);
		assert_int_equal(mapdb_unmap(&part), ERR_AGAIN);
		arch_this_cpu()->irq_recorded = 0;
		host_preempt_never();
		assert_int_equal(rights(&space[1], at), RIGHT_RWX);
		/* No page of any space yet: there are this one and its parent. */
		assert_int_equal(mapdb_count(), 2);
		assert_int_equal(mapdb_prepared(), GROUP_PAGES);
		model_from_kernel(&seen);
		if (kind == 1)
			map(&space[1], at, &space[2], at + LARGE, LARGE, true);
		if (kind == 2)
			map(&space[1], at + PAGE, &space[2], at, PAGE, false);
		if (kind == 3) {
			/* The second step finds no memory for the parent's list. */
			alloc_fail_at(1);
			map(&space[0], 5 * PAGE, &space[1], at, PAGE, false);
			assert_true(alloc_has_failed());
			alloc_fail_at(0);
			assert_int_equal(rights(&space[1], at), RIGHT_RWX);
			assert_int_equal(mapdb_count(), 2);
			assert_int_equal(mapdb_prepared(), 0);
		}
		model_close();
	}
}

/* While one walk has stopped another one begins, and is through first. */
static void two_walks(void **state)
{
	uvaddr_t at = MODEL_BASE;

	(void)state;
	model_open();
	for (unsigned int stop = 1; stop < 40; stop++) {
		struct unmap_op one = unmap_op(&space[1], at, PAGE, RIGHT_W, false);
		struct unmap_op two = unmap_op(&space[2], at, PAGE, RIGHT_X, false);

		map(&space[0], 0, &space[1], at, PAGE, false);
		map(&space[0], PAGE, &space[2], at, PAGE, false);
		for (unsigned int i = 0; i < 30; i++) {
			map(&space[1], at, &space[3], at + i * PAGE, PAGE, false);
			map(&space[2], at, &space[3], at + (i + 30) * PAGE, PAGE, false);
		}
		host_preempt_every(1);
		for (unsigned int i = 0; i < stop && mapdb_unmap(&one) == ERR_AGAIN; i++)
			arch_this_cpu()->irq_recorded = 0;
		host_preempt_never();
		arch_this_cpu()->irq_recorded = 0;
		assert_int_equal(mapdb_unmap(&two), ERR_OK);
		for (unsigned int i = 0; i < 30; i++)
			assert_int_equal(rights(&space[3], at + (i + 30) * PAGE) & RIGHT_X, 0);
		assert_int_equal(mapdb_unmap(&one), ERR_OK);
		for (unsigned int i = 0; i < 30; i++)
			assert_int_equal(rights(&space[3], at + i * PAGE) & RIGHT_W, 0);
		model_clear();
	}
	model_close();
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(grant_far),
	cmocka_unit_test(grant_elsewhere),
	cmocka_unit_test(deep_large),
	cmocka_unit_test(split_with_children),
	cmocka_unit_test(split_given_up),
	cmocka_unit_test(two_walks),
};
SUITE(mapdb_step);
