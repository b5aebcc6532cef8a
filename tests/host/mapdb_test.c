/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random operations on the mapping database against the model: with small pages only (exact status
 * bits), with large ones, with failing allocations, and two operations at the same time.
 */
#include "mapdb_model.h"

#include <arch/tlb.h>
#include <generic/kmem.h>

enum kind { KIND_MAP, KIND_UNMAP };

struct op {
	enum kind kind;
	struct model_map map;
	struct model_unmap unmap;
	/* the kernel's records */
	struct map_op kmap;
	struct unmap_op kunmap;
	err_t err;
	bool done;
};

static struct model expected, other, seen;
/* Small pages; large ones; few frames that are mapped often. */
static enum shape { SMALL, LARGE, DENSE } shape;

static void begin(enum shape how)
{
	model_open();
	shape = how;
	/* One frame that sigma0 does not have in each large page: it then has small ones only. */
	if (shape != LARGE)
		for (unsigned int g = 0; g < MODEL_GROUPS; g++)
			arch_phys_close(((g + 1) * GROUP_PAGES - 1) * ARCH_PAGE_SIZE,
					(g + 1) * GROUP_PAGES * ARCH_PAGE_SIZE);
	model_init(&expected);
	expected.hole_start = GROUP_PAGES + 100;
	expected.hole_end = GROUP_PAGES + 108;
	model_space[MODEL_SPACES - 1].hole[model_space[MODEL_SPACES - 1].nholes++] =
		(struct range){ .start = model_va(1, expected.hole_start),
				.end = model_va(1, expected.hole_end) };
	for (unsigned int f = 0; f < SPACE_PAGES; f++)
		*(u32 *)paddr_to_kv((paddr_t)f << ARCH_PAGE_SHIFT) = f;
}

/* All spaces go, and every byte comes back. */
static void end(void)
{
	alloc_fail_at(0);
	model_close();
	assert_true(host_tlb_is_sound());
}

static unsigned int random_pages(void)
{
	static const unsigned int large[] = { 1, 2, 16, 64, 512, 512, 512, 1024, 1536, 700 };

	if (shape == LARGE)
		return large[test_random(ARRAY_SIZE(large))];
	return 1u << test_random(shape == DENSE ? 3 : 5);
}

/* A place for so many pages, mostly aligned to their size. */
static unsigned int random_place(unsigned int pages)
{
	unsigned int place = test_random(SPACE_PAGES - pages + 1);
	unsigned int align = MIN(pages, GROUP_PAGES);

	if (test_random(5) > 0)
		place -= place % align;
	/* Small pages: many operations at few places. */
	return shape == LARGE ? place : place % (64 + 1 - pages);
}

static void random_op(struct op *op)
{
	static const u8 revokes[] = { 7, 7, 7, 2, 3, 1, 0, 4 };
	unsigned int pages = random_pages();

	memset(op, 0, sizeof(*op));
	op->kind = test_random(10) < 6 ? KIND_MAP : KIND_UNMAP;
	if (op->kind == KIND_UNMAP) {
		op->unmap = (struct model_unmap){
			.space = test_random(MODEL_SPACES), .page = random_place(pages),
			.pages = pages, .revoke = revokes[test_random(sizeof(revokes))],
			.flush = test_random(2),
		};
		if (shape == DENSE && op->unmap.space == 0)
			op->unmap.page %= 2;
		return;
	}
	op->map = (struct model_map){
		.src = test_random(3) ? test_random(MODEL_SPACES) : 0,
		.src_page = random_place(pages), .dst = 1 + test_random(MODEL_SPACES - 1),
		.dst_page = random_place(pages), .pages = pages, .rights = 4 | test_random(4),
		.grant = test_random(5) == 0,
	};
	if (shape == DENSE && op->map.src == 0)
		op->map.src_page %= 2;
}

static void op_begin(struct op *op)
{
	op->kmap = (struct map_op){
		.src = &model_space[op->map.src], .dst = &model_space[op->map.dst],
		.src_va = model_va(op->map.src, op->map.src_page),
		.dst_va = model_va(op->map.dst, op->map.dst_page),
		.left = op->map.pages * ARCH_PAGE_SIZE, .rights = (u8)op->map.rights,
		.grant = op->map.grant,
	};
	op->kunmap = (struct unmap_op){
		.pt = &model_space[op->unmap.space],
		.va = model_va(op->unmap.space, op->unmap.page),
		.end = model_va(op->unmap.space, op->unmap.page + op->unmap.pages),
		.revoke = (u8)op->unmap.revoke, .flush = op->unmap.flush,
	};
	op->done = false;
}

/* One stretch of the kernel's work. */
static void op_step(struct op *op)
{
	arch_this_cpu()->irq_recorded = 0;
	op->err = op->kind == KIND_MAP ? mapdb_map(&op->kmap) : mapdb_unmap(&op->kunmap);
	op->done = op->err != ERR_AGAIN;
	assert_true(host_tlb_is_sound());
}

/* Operations on one page, done at once: small and large maps, small and large Unmaps. */
static unsigned int at_once[4], at_once_wanted;

static bool map_at_once(const struct op *op)
{
	const struct map_op *k = &op->kmap;

	if (op->map.grant)
		return false;
	if (op->map.pages == 1)
		return mapdb_map_page(k->src, k->dst, k->src_va, k->dst_va, k->rights);
	return op->map.pages == GROUP_PAGES && IS_ALIGNED(k->src_va | k->dst_va, level_size(1)) &&
	       mapdb_map_large(k->src, k->dst, k->src_va, k->dst_va, k->rights);
}

static bool unmap_at_once(struct op *op)
{
	struct unmap_op *k = &op->kunmap;
	int status = -1;

	if (op->unmap.pages == 1)
		status = mapdb_unmap_page(k->pt, k->va, k->revoke, k->flush);
	else if (op->unmap.pages == GROUP_PAGES && IS_ALIGNED(k->va, level_size(1)))
		status = mapdb_unmap_large(k->pt, k->va, k->revoke, k->flush);
	if (status >= 0)
		k->status = (u8)status;
	return status >= 0;
}

/* False: it has changed nothing. */
static bool op_at_once(struct op *op)
{
	bool is_large = (op->kind == KIND_MAP ? op->map.pages : op->unmap.pages) > 1;

	if (at_once_wanted == 0 || test_random(at_once_wanted) > 0)
		return false;
	if (!(op->kind == KIND_MAP ? map_at_once(op) : unmap_at_once(op)))
		return false;
	at_once[(op->kind == KIND_UNMAP) * 2 + is_large]++;
	op->err = ERR_OK;
	op->done = true;
	assert_true(host_tlb_is_sound());
	return true;
}

static void op_run(struct op *op)
{
	op_begin(op);
	if (op_at_once(op))
		return;
	do {
		op_step(op);
	} while (!op->done);
}

static unsigned int op_model(struct model *m, const struct op *op)
{
	if (op->kind == KIND_UNMAP)
		return model_unmap(m, &op->unmap);
	model_map(m, &op->map);
	return 0;
}

static void op_print(const struct op *op)
{
	if (op->kind == KIND_MAP)
		print_message("%s %u:%u -> %u:%u, %u pages, rights %u\n",
			      op->map.grant ? "grant" : "map", op->map.src, op->map.src_page,
			      op->map.dst, op->map.dst_page, op->map.pages, op->map.rights);
	else
		print_message("unmap %u:%u, %u pages, revoke %u%s\n", op->unmap.space,
			      op->unmap.page, op->unmap.pages, op->unmap.revoke,
			      op->unmap.flush ? ", flush" : "");
}

static void print_cell(const char *what, const struct model *m, int i)
{
	const struct cell *c = &m->cell[i];

	print_message("%s: %u:%u %s frame %u rights %u parent %d:%d\n", what,
		      (unsigned int)i / SPACE_PAGES, (unsigned int)i % SPACE_PAGES,
		      c->present ? "has" : "absent", c->frame, c->rights,
		      c->parent / (int)SPACE_PAGES, c->parent % (int)SPACE_PAGES);
}

static void compare(const struct op *op)
{
	int i;

	model_from_kernel(&seen);
	i = model_difference(&expected, &seen);
	if (i == NO_CELL)
		return;
	op_print(op);
	print_cell("expected", &expected, i);
	print_cell("found", &seen, i);
	fail();
}

/*
 * With large pages a page's status is that of the large page it is part of: reading it for a part
 * resets what was lost below the other parts too.
 */
static void coarsen(const struct model_unmap *op)
{
	for (unsigned int p = 0; p < SPACE_PAGES; p++) {
		struct cell *c = &expected.cell[model_cell(op->space, p)];

		if (p / GROUP_PAGES >= op->page / GROUP_PAGES &&
		    p / GROUP_PAGES <= (op->page + op->pages - 1) / GROUP_PAGES &&
		    (p < op->page || p >= op->page + op->pages) && model_is_large(op->space, p)) {
			c->told |= c->lost;
			c->lost = 0;
		}
	}
}

static void touch(void)
{
	unsigned int s = test_random(MODEL_SPACES), p = random_place(1);
	unsigned int access = 1u << test_random(3);
	u8 *byte = host_access(model_space[s].space_word, model_va(s, p), access);

	assert_int_equal(byte != NULL, model_touch(&expected, s, p, access));
	if (byte != NULL)
		assert_int_equal(*(u32 *)byte, expected.cell[model_cell(s, p)].frame);
	assert_true(host_tlb_is_sound());
}

/*
 * What the operation leaves depends on what the model does not know: with large pages, whether
 * children survive a grant to an ancestor; if a page was mapped onto its own ancestor and had to
 * replace it, whether the kernel was interrupted before the ancestor went, too.
 */
static bool is_vague(const struct model *m)
{
	return m->has_vanished || (shape == LARGE && m->has_dissolved);
}

/* `first`, then `second`; before both, perhaps what `second` does before it maps. */
static void run_order(struct model *m, const struct op *first, const struct op *second, bool flush)
{
	*m = expected;
	m->has_dissolved = m->has_vanished = false;
	if (flush && second->kind == KIND_MAP) {
		struct model_unmap place = {
			.space = second->map.dst, .page = second->map.dst_page,
			.pages = second->map.pages, .revoke = RIGHT_RWX, .flush = true,
		};

		model_unmap(m, &place);
	}
	op_model(m, first);
	if (second != NULL)
		op_model(m, second);
}

static void one_operation(void)
{
	struct op op;
	unsigned int status;

	random_op(&op);
	run_order(&other, &op, NULL, false);
	if (is_vague(&other))
		return;
	if (shape == LARGE && op.kind == KIND_UNMAP)
		coarsen(&op.unmap);
	test_random_preemption();
	op_run(&op);
	assert_int_equal(op.err, ERR_OK);
	status = op_model(&expected, &op);
	compare(&op);
	if (op.kind == KIND_MAP)
		return;
	if (shape == LARGE ? (status & ~op.kunmap.status) != 0 : status != op.kunmap.status) {
		op_print(&op);
		print_message("status %u, expected %u\n", op.kunmap.status, status);
		fail();
	}
}

static void random_run(unsigned int rounds)
{
	for (unsigned int i = 0; i < rounds; i++) {
		for (unsigned int k = test_random(6); k > 0; k--)
			touch();
		one_operation();
	}
	end();
}

static void random_small(void **state)
{
	(void)state;
	begin(SMALL);
	random_run(test_rounds(2000));
}

/* Fewer rounds than these were asked for: what is seldom may not come at all. */
static bool is_short(unsigned int rounds)
{
	return test_rounds(rounds) < rounds;
}

/* The same with pages alone done at once where that is possible. */
static void random_at_once(void **state)
{
	(void)state;
	memset(at_once, 0, sizeof(at_once));
	at_once_wanted = 1 + test_random(2);
	begin(SMALL);
	random_run(test_rounds(2000));
	assert_true(is_short(2000) || (at_once[0] > 10 && at_once[2] > 10));
	at_once_wanted = 0;
}

static void random_at_once_large(void **state)
{
	(void)state;
	memset(at_once, 0, sizeof(at_once));
	at_once_wanted = 1 + test_random(2);
	begin(LARGE);
	random_run(test_rounds(1000));
	assert_true(is_short(1000) || at_once[3] > 0);
	at_once_wanted = 0;
}

static void random_large(void **state)
{
	(void)state;
	begin(LARGE);
	random_run(test_rounds(1000));
}

/* --- failing allocations --- */

/* Roots of sigma0 that the kernel made before it stopped. */
static void learn_roots(void)
{
	for (unsigned int p = 0; p < SPACE_PAGES; p++)
		if (seen.cell[p].present && !expected.cell[p].present &&
		    seen.cell[p].parent == NO_CELL)
			expected.cell[p] = (struct cell){
				.present = true, .rights = RIGHT_RWX, .frame = p,
				.parent = NO_CELL, .child = NO_CELL, .next = NO_CELL,
			};
}

/* A map that ran out of memory: a part is done; the page at its end may have lost what it had. */
static void check_short_map(const struct op *op)
{
	unsigned int left = (unsigned int)(op->kmap.left >> ARCH_PAGE_SHIFT);
	struct op done = *op;
	static const unsigned int sizes[] = { 1, GROUP_PAGES };

	done.map.pages -= left;
	op_model(&expected, &done);
	model_from_kernel(&seen);
	learn_roots();
	if (model_difference(&expected, &seen) == NO_CELL)
		return;
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct model_unmap flushed = {
			.space = op->map.dst, .page = op->map.dst_page + done.map.pages,
			.pages = MIN(sizes[i], left), .revoke = RIGHT_RWX, .flush = true,
		};

		other = expected;
		model_unmap(&other, &flushed);
		if (model_difference(&other, &seen) == NO_CELL)
			return;
	}
	compare(op);
}

static bool cell_is(const struct cell *a, const struct cell *b)
{
	return a->present == b->present &&
	       (!a->present || (a->frame == b->frame && a->rights == b->rights));
}

/*
 * An unmap that could not split large pages takes them whole, as far as it got until it could:
 * each page is as if it was part of the region or not.
 */
static void check_wide_unmap(const struct op *op)
{
	static struct model wide;
	unsigned int start = op->unmap.page, end = start + op->unmap.pages;
	struct model_unmap all = op->unmap;

	all.page = start - start % GROUP_PAGES;
	all.pages = (end + GROUP_PAGES - 1) / GROUP_PAGES * GROUP_PAGES - all.page;
	model_from_kernel(&seen);
	wide = expected;
	model_unmap(&wide, &all);
	op_model(&expected, op);
	for (int c = 0; c < MODEL_CELLS; c++) {
		if (cell_is(&seen.cell[c], &expected.cell[c]) ||
		    cell_is(&seen.cell[c], &wide.cell[c]))
			continue;
		op_print(op);
		print_cell("expected", &expected, c);
		print_cell("or", &wide, c);
		print_cell("found", &seen, c);
		fail();
	}
}

static void without_memory(void **state)
{
	unsigned int failures = 0;

	(void)state;
	begin(LARGE);
	for (unsigned int i = 0; i < test_rounds(800); i++) {
		struct op op;

		random_op(&op);
		if (op.kind == KIND_MAP && op.map.grant)
			op.map.grant = false;
		test_random_preemption();
		alloc_fail_at(1 + (test_random(3) ? test_random(5) : test_random(600)));
		op_run(&op);
		failures += alloc_has_failed();
		if (!alloc_has_failed()) {
			op_model(&expected, &op);
			compare(&op);
		} else if (op.kind == KIND_MAP) {
			assert_true(op.err == ERR_NOMEM || op.err == ERR_OK);
			check_short_map(&op);
		} else {
			assert_int_equal(op.err, ERR_OK);
			check_wide_unmap(&op);
		}
		alloc_fail_at(0);
		model_from_kernel(&expected);
	}
	assert_true(failures > test_rounds(100));
	end();
}

/* --- two operations at a time --- */

/* What it does depends on the order of its own pages, or on what sigma0 owns at the moment. */
static bool is_no_plain_op(const struct op *op)
{
	return op->kind == KIND_MAP &&
	       (op->map.src == op->map.dst || (op->map.src == 0 && op->map.grant));
}

static bool overlap(unsigned int space_a, unsigned int page_a, unsigned int pages_a,
		    unsigned int space_b, unsigned int page_b, unsigned int pages_b)
{
	return space_a == space_b && page_a < page_b + pages_b && page_b < page_a + pages_a;
}

/* Two maps, and b reads or writes where a writes: then each page tells the order anew. */
static bool feeds(const struct op *a, const struct op *b)
{
	return a->kind == KIND_MAP && b->kind == KIND_MAP &&
	       (overlap(a->map.dst, a->map.dst_page, a->map.pages, b->map.src, b->map.src_page,
			b->map.pages) ||
		overlap(a->map.dst, a->map.dst_page, a->map.pages, b->map.dst, b->map.dst_page,
			b->map.pages));
}

/*
 * Each page ends as one of the two orders would leave it. Where a page replaces another one, the
 * place is empty for a while, and what it replaces may be where pages of the other operation come
 * from: so two maps may also leave less.
 */
static void two_at_a_time(enum shape how)
{
	static struct model order[4];

	begin(how);
	for (unsigned int i = 0; i < test_rounds(how == LARGE ? 500 : 1500); i++) {
		struct op op[2];

		random_op(&op[0]);
		random_op(&op[1]);
		if (is_no_plain_op(&op[0]) || is_no_plain_op(&op[1]) ||
		    feeds(&op[0], &op[1]) || feeds(&op[1], &op[0]))
			continue;
		for (unsigned int k = 0; k < 4; k++)
			run_order(&order[k], &op[k & 1], &op[!(k & 1)], k & 2);
		if (is_vague(&order[0]) || is_vague(&order[1]))
			continue;
		host_preempt_every(1);
		op_begin(&op[0]);
		op_begin(&op[1]);
		while (!op[0].done || !op[1].done) {
			struct op *next = &op[test_random(2)];

			if (!next->done)
				op_step(next);
		}
		model_from_kernel(&seen);
		for (int c = 0; c < MODEL_CELLS; c++) {
			bool is_known = !seen.cell[c].present && op[0].kind == KIND_MAP &&
					op[1].kind == KIND_MAP;

			for (unsigned int k = 0; k < 4; k++)
				is_known |= cell_is(&seen.cell[c], &order[k].cell[c]);
			if (is_known)
				continue;
			op_print(&op[0]);
			op_print(&op[1]);
			print_cell("before", &expected, c);
			print_cell("one order", &order[0], c);
			print_cell("other order", &order[1], c);
			print_cell("found", &seen, c);
			fail();
		}
		model_from_kernel(&expected);
	}
	end();
}

static void two_small(void **state)
{
	(void)state;
	two_at_a_time(SMALL);
}

static void two_large(void **state)
{
	(void)state;
	two_at_a_time(LARGE);
}

static void two_dense(void **state)
{
	(void)state;
	two_at_a_time(DENSE);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(random_small),
	cmocka_unit_test(random_at_once),
	cmocka_unit_test(random_at_once_large),
	cmocka_unit_test(random_large),
	cmocka_unit_test(without_memory),
	cmocka_unit_test(two_small),
	cmocka_unit_test(two_large),
	cmocka_unit_test(two_dense),
};
SUITE(mapdb);
