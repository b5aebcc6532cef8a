/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sigma0's pools against a model that keeps kind and owner of every single unit, with random
 * requests; then size and speed with very many single-page requests.
 */
#include "pool.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define UNITS		512
#define UNIT_LOG2	12
#define CLIENTS		4
#define ALL		(~(pool_addr_t)0)

struct model_unit {
	pool_owner_t owner;
	enum pool_kind kind;
};

static int tests, failures;

static void ok(bool good, const char *format, ...)
{
	va_list args;

	tests++;
	failures += !good;
	printf("%sok %d - ", good ? "" : "not ", tests);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
}

static uint64_t random_state;

static uint64_t random_below(uint64_t n)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state % n;
}

static void *add_nodes(struct pool_store *store, size_t bytes)
{
	void *memory = malloc(bytes);

	if (!memory)
		abort();
	pool_store_add(store, memory, bytes);
	return memory;
}

static pool_addr_t unit_start(unsigned int unit)
{
	return (pool_addr_t)unit << UNIT_LOG2;
}

static pool_addr_t unit_last(unsigned int unit)
{
	return unit_start(unit + 1) - 1;
}

static bool model_may_claim(const struct model_unit *model, unsigned int first, unsigned int last,
			    pool_owner_t client, bool special_too)
{
	for (; first <= last; first++) {
		const struct model_unit *u = &model[first];

		if (u->owner == client || u->owner == POOL_SHARED)
			continue;
		if (u->owner != POOL_FREE || (u->kind == POOL_SPECIAL && !special_too))
			return false;
	}
	return true;
}

static void model_claim(struct model_unit *model, unsigned int first, unsigned int last,
			pool_owner_t client)
{
	for (; first <= last; first++)
		if (model[first].owner == POOL_FREE)
			model[first].owner = client;
}

static int model_find_free(const struct model_unit *model, unsigned int order,
			   pool_addr_t limit)
{
	int units = 1 << order, block, i;

	for (block = UNITS - units; block >= 0; block -= units) {
		if (unit_last((unsigned int)(block + units - 1)) > limit)
			continue;
		for (i = 0; i < units; i++)
			if (model[block + i].owner != POOL_FREE ||
			    model[block + i].kind != POOL_CONVENTIONAL)
				break;
		if (i == units)
			return block;
	}
	return -1;
}

/* The pool cuts the range as the model does, with the fewest extents. */
static bool same_as_model(const struct pool *pool, const struct model_unit *model)
{
	size_t extents = 0, special = 0;
	unsigned int unit, first = 0;

	for (unit = 0; unit < UNITS; unit++) {
		struct pool_extent e;

		if (unit + 1 < UNITS && model[unit].owner == model[unit + 1].owner &&
		    model[unit].kind == model[unit + 1].kind)
			continue;
		extents++;
		special += model[unit].kind == POOL_SPECIAL;
		e = pool_query(pool, unit_start(first));
		if (e.start != unit_start(first) || e.last != unit_last(unit) ||
		    e.owner != model[unit].owner || e.kind != model[unit].kind)
			return false;
		e = pool_query(pool, unit_last(unit));
		if (e.start != unit_start(first))
			return false;
		first = unit + 1;
	}
	return extents == pool->extents && special == pool->special &&
	       pool->store->spare + extents == pool->store->total;
}

static bool random_set(struct pool *pool, struct model_unit *model, unsigned int first,
		       unsigned int last)
{
	static const pool_owner_t owners[] = { POOL_FREE, POOL_FREE, POOL_FREE, POOL_SHARED, 1 };
	pool_owner_t owner = owners[random_below(5)];
	enum pool_kind kind = random_below(4) ? POOL_CONVENTIONAL : POOL_SPECIAL;

	if (!pool_set(pool, unit_start(first), unit_last(last), kind, owner))
		return false;
	for (; first <= last; first++)
		model[first] = (struct model_unit) { owner, kind };
	return true;
}

static bool random_claim(struct pool *pool, struct model_unit *model, unsigned int first,
			 unsigned int last)
{
	pool_owner_t client = 1 + random_below(CLIENTS);
	bool special_too = random_below(2);
	bool may = pool_may_claim(pool, unit_start(first), unit_last(last), client, special_too);

	if (may != model_may_claim(model, first, last, client, special_too))
		return false;
	if (may) {
		pool_claim(pool, unit_start(first), unit_last(last), client);
		model_claim(model, first, last, client);
	}
	return true;
}

static bool random_any(struct pool *pool, struct model_unit *model)
{
	unsigned int order = (unsigned int)random_below(7);
	pool_owner_t client = 1 + random_below(CLIENTS);
	pool_addr_t limit = random_below(2) ? ALL : random_below(UNITS << UNIT_LOG2);
	int block = model_find_free(model, order, limit);
	pool_addr_t start = 0;

	if (pool_find_free(pool, order + UNIT_LOG2, limit, &start) != (block >= 0))
		return false;
	if (block < 0)
		return true;
	if (start != unit_start((unsigned int)block) ||
	    !pool_may_claim(pool, start, unit_last((unsigned int)block + (1u << order) - 1),
			    client, false))
		return false;
	pool_claim(pool, start, unit_last((unsigned int)block + (1u << order) - 1), client);
	model_claim(model, (unsigned int)block, (unsigned int)block + (1u << order) - 1, client);
	return true;
}

static void test_random(int round)
{
	struct model_unit model[UNITS];
	struct pool_store store = { 0 };
	struct pool pool;
	void *memory = add_nodes(&store, 64 << 10);
	int step, wrong = -1;
	unsigned int i;

	pool_init(&pool, &store, unit_last(UNITS - 1), POOL_CONVENTIONAL, UNITS + 2);
	for (i = 0; i < UNITS; i++)
		model[i] = (struct model_unit) { POOL_FREE, POOL_CONVENTIONAL };
	for (step = 0; step < 3000 && wrong < 0; step++) {
		unsigned int first = (unsigned int)random_below(UNITS);
		unsigned int length = (unsigned int)random_below(random_below(8) ? 6 : UNITS);
		unsigned int last = first + length < UNITS ? first + length : UNITS - 1;
		bool good;

		if (random_below(8) < 3)
			good = random_set(&pool, model, first, last);
		else if (random_below(2))
			good = random_claim(&pool, model, first, last);
		else
			good = random_any(&pool, model);
		if (!good || !same_as_model(&pool, model))
			wrong = step;
	}
	ok(wrong < 0, "random requests agree with the model, round %d", round);
	if (wrong >= 0)
		printf("# first difference at step %d\n", wrong);
	free(memory);
}

static void test_whole_range(void)
{
	struct pool_store store = { 0 };
	void *memory = add_nodes(&store, 4096);
	pool_addr_t start = 1;
	struct pool pool;

	pool_init(&pool, &store, ~(pool_addr_t)0, POOL_CONVENTIONAL, 100);
	ok(pool_find_free(&pool, 63, ALL, &start) && start == (pool_addr_t)1 << 63,
	   "half of a full 64-bit range");
	ok(!pool_find_free(&pool, 64, ALL, &start), "no block of 2^64");
	pool_set(&pool, 0, ~(pool_addr_t)0, POOL_SPECIAL, POOL_SHARED);
	ok(pool.extents == 1 && !pool_find_free(&pool, 0, ALL, &start), "the whole range replaced");
	pool_set(&pool, ~(pool_addr_t)0, ~(pool_addr_t)0, POOL_CONVENTIONAL, POOL_FREE);
	ok(pool_find_free(&pool, 0, ALL, &start) && start == ALL, "the last unit alone");
	ok(!pool_find_free(&pool, 1, ALL, &start), "and no two units");
	free(memory);
}

static void test_no_nodes(void)
{
	struct pool_store store = { 0 };
	void *memory = add_nodes(&store, 1024);
	pool_addr_t addr = 0;
	struct pool pool;

	pool_init(&pool, &store, ~(pool_addr_t)0, POOL_CONVENTIONAL, 100);
	while (pool_may_claim(&pool, addr, addr, 7, true)) {
		pool_claim(&pool, addr, addr, 7);
		addr += 2;
	}
	ok(addr > 8 && store.spare < POOL_SPARE_MIN, "claims end when the nodes do");
	ok(!pool_set(&pool, 100, 100, POOL_SPECIAL, 1), "and so do overrides");
	ok(pool_query(&pool, addr).owner == POOL_FREE && pool_query(&pool, addr - 2).owner == 7,
	   "what was claimed stays, nothing else changed");
	free(memory);
}

/* Others leave nodes for the privileged client. */
static void test_reserve(void)
{
	struct pool_store store = { 0 };
	void *memory = add_nodes(&store, 4 << 10);
	pool_addr_t addr;
	struct pool pool;

	pool_init(&pool, &store, ~(pool_addr_t)0, POOL_CONVENTIONAL, 0);
	pool.reserve = 8;
	pool.privileged = 1;
	for (addr = 0; pool_may_claim(&pool, addr, addr, 7, false); addr += 2)
		pool_claim(&pool, addr, addr, 7);
	ok(addr > 8 && store.spare >= 8, "claims leave the privileged client's nodes");
	ok(pool_may_claim(&pool, addr, addr, 1, false), "which gets more");
	free(memory);
}

static void test_special_bound(void)
{
	struct pool_store store = { 0 };
	void *memory = add_nodes(&store, 64 << 10);
	pool_addr_t addr;
	struct pool pool;

	pool_init(&pool, &store, ~(pool_addr_t)0, POOL_SPECIAL, 50);
	pool_set(&pool, 0, 0xffff, POOL_CONVENTIONAL, POOL_FREE);
	for (addr = 0x10000; pool_may_claim(&pool, addr, addr, 7, true); addr += 2)
		pool_claim(&pool, addr, addr, 7);
	ok(pool.special >= 48 && pool.special <= 50, "special extents are bounded");
	ok(pool_may_claim(&pool, 0x10000, 0x10000, 7, true), "an owner keeps what it has");
	ok(!pool_may_claim(&pool, 0x10000, 0x10000, 8, true), "another client gets nothing of it");
	ok(pool_may_claim(&pool, 5, 5, 8, true), "conventional memory is still to be had");
	free(memory);
}

/* Many clients take single pages, every second by address and the rest wherever there is one. */
static void test_many(unsigned int pages)
{
	struct pool_store store = { 0 };
	void *memory = add_nodes(&store, (size_t)(pages + 16) * 48);
	clock_t begin = clock();
	unsigned int page, taken = 0;
	pool_addr_t start;
	struct pool pool;

	pool_init(&pool, &store, unit_last(pages - 1), POOL_CONVENTIONAL, 100);
	for (page = 0; page < pages; page += 2) {
		if (!pool_may_claim(&pool, unit_start(page), unit_last(page), page + 1, false))
			break;
		pool_claim(&pool, unit_start(page), unit_last(page), page + 1);
	}
	ok(page >= pages, "%u single pages for as many clients", pages / 2);
	ok(!pool_find_free(&pool, UNIT_LOG2 + 1, ALL, &start), "no two pages together are left");
	for (; pool_find_free(&pool, UNIT_LOG2, ALL, &start); taken++) {
		if (!pool_may_claim(&pool, start, start + 0xfff, pages + taken + 1, false))
			break;
		pool_claim(&pool, start, start + 0xfff, pages + taken + 1);
	}
	ok(taken == pages / 2, "the other half through any-page requests");
	ok(pool.extents == pages, "one extent for each");
	printf("# %.2f seconds\n", (double)(clock() - begin) / CLOCKS_PER_SEC);
	free(memory);
}

int main(int argc, char **argv)
{
	int round;

	random_state = 88172645463325252u ^ (argc > 1 ? strtoull(argv[1], NULL, 0) << 20 : 0);
	for (round = 1; round <= 20; round++)
		test_random(round);
	test_whole_range();
	test_no_nodes();
	test_reserve();
	test_special_bound();
	test_many(400000);
	printf("1..%d\n", tests);
	return failures != 0;
}
