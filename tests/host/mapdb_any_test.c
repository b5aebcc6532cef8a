/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Many operations of the mapping database at a time, which stop, begin, are cut, moved and dropped
 * at random: the tree stays whole, and what an Unmap has to take away is gone when it ends.
 */
#include "mapdb_model.h"

#include <generic/cpu.h>

#define OPS	24

struct any {
	bool is_map;
	struct map_op map;
	struct unmap_op unmap;
	unsigned int space, page, pages;	/* of an Unmap */
	bool is_plain;			/* nobody has changed its own pages, nor has it been cut */
	bool due[MODEL_CELLS];		/* cells that lose the rights, unless mapped anew */
};

static struct any any[OPS], moved;

static bool covers(const struct any *a, int c)
{
	int first = model_cell(a->space, a->page);

	return c >= first && c < first + (int)a->pages;
}

/* What an Unmap has to take the rights from: as of now. */
static void note_due(struct any *a)
{
	static struct model now;

	model_from_kernel(&now);
	for (int c = 0; c < MODEL_CELLS; c++) {
		int p = now.cell[c].present ? now.cell[c].parent : NO_CELL;

		while (p != NO_CELL && !covers(a, p))
			p = now.cell[p].parent;
		a->due[c] = p != NO_CELL ||
			    (a->unmap.flush && now.cell[c].present && covers(a, c));
	}
}

/* Pages of this space are changed: of them nothing is known. */
static void disturb(unsigned int space, unsigned int page, unsigned int pages, bool forgets)
{
	for (unsigned int i = 0; i < OPS; i++) {
		struct any *a = &any[i];

		if (a->is_map)
			continue;
		if (a->space == space && page < a->page + a->pages && a->page < page + pages)
			a->is_plain = false;
		for (unsigned int k = 0; forgets && k < pages; k++)
			a->due[model_cell(space, page + k)] = false;
	}
}

static void check_due(const struct any *a)
{
	static struct model now;

	if (!a->is_plain)
		return;
	model_from_kernel(&now);
	for (int c = 0; c < MODEL_CELLS; c++)
		if (a->due[c] && now.cell[c].present)
			assert_int_equal(now.cell[c].rights & a->unmap.revoke, 0);
}

/* Many operations at few places. */
static unsigned int any_place(unsigned int pages)
{
	unsigned int group = test_random(MODEL_GROUPS) * GROUP_PAGES;

	return pages == GROUP_PAGES ? group : group + test_random(16) / pages * pages;
}

static unsigned int page_of(unsigned int space, uvaddr_t va)
{
	return (unsigned int)((va - model_va(space, 0)) >> ARCH_PAGE_SHIFT);
}

/* A page is on its way as long as the grant is at it. */
static void disturb_source(const struct map_op *op, uvaddr_t va, unsigned int pages)
{
	unsigned int src = 0;

	while (op->src != &model_space[src])
		src++;
	disturb(src, page_of(src, va), pages, false);
}

static void any_begin(struct any *a)
{
	static const unsigned int sizes[] = { 1, 1, 1, 2, 16, GROUP_PAGES };
	static const u8 revokes[] = { 7, 2, 2, 1, 0 };
	unsigned int pages = sizes[test_random(ARRAY_SIZE(sizes))];

	a->is_map = test_random(3) > 0;
	a->space = 1 + test_random(MODEL_SPACES - 1);
	a->page = any_place(pages);
	if (a->is_map) {
		a->map = model_map_op(test_random(MODEL_SPACES), any_place(pages), a->space,
				      a->page, pages, test_random(6) == 0);
		return;
	}
	a->unmap = model_unmap_op(a->space, a->page, pages,
				  revokes[test_random(ARRAY_SIZE(revokes))], test_random(2));
	a->pages = pages;
	a->is_plain = true;
	note_due(a);
	for (unsigned int i = 0; i < OPS; i++)
		if (any[i].is_map && any[i].map.grant && any[i].map.left > 0)
			disturb_source(&any[i].map, any[i].map.src_va, 1);
}

static err_t map_some(struct map_op *op, unsigned int dst)
{
	struct map_op old = *op;
	err_t err = mapdb_map(op);
	unsigned int pages = (unsigned int)((op->dst_va - old.dst_va) >> ARCH_PAGE_SHIFT);

	disturb(dst, page_of(dst, old.dst_va), pages, true);
	if (op->grant)
		disturb_source(op, old.src_va, pages + 1);
	return err;
}

static err_t any_step(struct any *a)
{
	static struct tcb runs;

	runs.prio = (prio_t)test_random(8);
	this_cpu()->current = &runs;
	host_preempt_every(1 + test_random(2));
	arch_this_cpu()->irq_recorded = 0;
	return a->is_map ? map_some(&a->map, a->space) : mapdb_unmap(&a->unmap);
}

static void any_drop(struct any *a)
{
	if (a->is_map)
		mapdb_map_abandon(&a->map);
	else
		mapdb_unmap_abandon(&a->unmap);
}

/* Many operations at a time, which begin, are cut, moved and dropped: the tree stays whole. */
static void any_operations(void **state)
{
	static struct model seen;

	(void)state;
	model_open();
	for (unsigned int i = 0; i < OPS; i++)
		any_begin(&any[i]);
	for (unsigned int round = 0; round < test_rounds(30000); round++) {
		struct any *a = &any[test_random(OPS)];

		if (any_step(a) != ERR_AGAIN) {
			if (!a->is_map)
				check_due(a);
			any_begin(a);
		} else if (test_random(40) == 0) {
			any_drop(a);
			any_begin(a);
		} else if (!a->is_map && test_random(20) == 0) {
			mapdb_unmap_curtail(&a->unmap);
			a->is_plain = false;
		} else if (!a->is_map && test_random(20) == 0) {
			mapdb_unmap_move(&moved.unmap, &a->unmap);
			memset(&a->unmap, 0xee, sizeof(a->unmap));
			mapdb_unmap_move(&a->unmap, &moved.unmap);
		}
		if (round % 1000 == 0)
			model_from_kernel(&seen);
	}
	for (unsigned int i = 0; i < OPS; i++)
		any_drop(&any[i]);
	this_cpu()->current = NULL;
	model_close();
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(any_operations),
};
SUITE(mapdb_any);
