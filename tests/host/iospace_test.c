/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IO ports: who got which port from whom, against one entry for each port and space.
 */
#include "test.h"

#include <arch/iobitmap.h>
#include <generic/iospace.h>
#include <generic/kmem.h>
#include <generic/ptab.h>

#define SPACES	4	/* number 0 owns all ports */
#define PORTS	48u	/* that operations concern */
#define NOBODY	(-1)
#define ABSENT	(-2)

static struct iospace io[SPACES];
static struct ptab pt[SPACES];
static int parent[SPACES][PORTS];	/* a space, NOBODY or ABSENT */
static size_t before;

static void begin(void)
{
	host_machine_init();
	before = kmem_free_bytes();
	for (unsigned int s = 0; s < SPACES; s++)
		assert_int_equal(ptab_init(&pt[s]), ERR_OK);
	assert_int_equal(iospace_own_open(&io[0]), ERR_OK);
	for (unsigned int s = 0; s < SPACES; s++)
		for (unsigned int p = 0; p < PORTS; p++)
			parent[s][p] = s == 0 && arch_io_first_closed(p) != p ? NOBODY : ABSENT;
}

static void unmap(int s, unsigned int lo, unsigned int hi, bool flush)
{
	struct unmap_op op = iospace_unmap(&io[s], lo, hi, flush);

	while (mapdb_unmap(&op) == ERR_AGAIN)
		arch_this_cpu()->irq_recorded = 0;
}

static err_t try_map(int src, int dst, unsigned int lo, unsigned int hi, bool grant)
{
	struct map_op op;
	err_t err = iospace_map(&io[src], &io[dst], &pt[dst], lo, hi, grant, &op);

	while (err == ERR_AGAIN) {
		arch_this_cpu()->irq_recorded = 0;
		err = mapdb_map(&op);
	}
	return err;
}

static void end(void)
{
	for (unsigned int s = SPACES; s-- > 0;) {
		unmap((int)s, 0, IO_PORTS - 1, true);
		iospace_release(&io[s]);
		ptab_destroy(&pt[s]);
	}
	assert_int_equal(kmem_free_bytes(), before);
}

static void remove_below(int s, unsigned int p)
{
	for (int d = 0; d < SPACES; d++) {
		if (parent[d][p] != s)
			continue;
		parent[d][p] = ABSENT;
		remove_below(d, p);
	}
}

static void model_unmap(int s, unsigned int lo, unsigned int hi, bool flush)
{
	for (unsigned int p = lo; p <= hi; p++) {
		if (parent[s][p] == ABSENT)
			continue;
		remove_below(s, p);
		if (flush)
			parent[s][p] = ABSENT;
	}
}

static void model_map(int src, int dst, unsigned int lo, unsigned int hi)
{
	for (unsigned int p = lo; p <= hi; p++)
		if (parent[src][p] != ABSENT && parent[dst][p] == ABSENT)
			parent[dst][p] = src;
}

static bool has(unsigned int s, unsigned int p)
{
	return iospace_owns(&io[s], p, p);
}

/* The processor's map of permissions says the same. */
static void check_permission(unsigned int s, unsigned int p, bool owned)
{
	if (s > 0 && iospace_is_permitted(&io[s], p, 1) != owned)
		fail_msg("space %u: port %u is permitted otherwise", s, p);
}

/* Asserts only where something is wrong: it looks at millions of ports. */
static void compare(void)
{
	for (unsigned int s = 0; s < SPACES; s++) {
		for (unsigned int p = 0; p < PORTS; p++) {
			bool owned = has(s, p);

			if (owned != (parent[s][p] != ABSENT))
				fail_msg("space %u: port %u is %d", s, p, owned);
			check_permission(s, p, owned);
		}
	}
}

static void ports_random(void **state)
{
	(void)state;
	begin();
	for (unsigned int i = 0; i < test_rounds(10000); i++) {
		unsigned int lo = test_random(PORTS), hi = lo + test_random(PORTS - lo);
		int src = (int)test_random(SPACES), dst = 1 + (int)test_random(SPACES - 1);
		bool flush = src != 0 && test_random(2);

		test_random_preemption();
		if (test_random(3) > 0) {
			assert_int_equal(try_map(src, dst, lo, hi, false), ERR_OK);
			if (src != dst)
				model_map(src, dst, lo, hi);
		} else {
			unmap(src, lo, hi, flush);
			model_unmap(src, lo, hi, flush);
		}
		compare();
	}
	end();
}

/* Who could have port p after the operation. */
struct bounds {
	bool must, may;
};

/* Short of memory, a map gives less and an unmap takes more than it should. */
static void ports_without_memory(void **state)
{
	struct bounds bounds[SPACES][PORTS];

	(void)state;
	begin();
	for (unsigned int i = 0; i < test_rounds(10000); i++) {
		unsigned int lo = test_random(PORTS), hi = lo + test_random(PORTS - lo);
		unsigned int src = test_random(SPACES), dst = 1 + test_random(SPACES - 1);
		bool is_map = test_random(3) > 0, flush = src != 0 && test_random(2);

		for (unsigned int s = 0; s < SPACES; s++) {
			for (unsigned int p = 0; p < PORTS; p++) {
				struct bounds *b = &bounds[s][p];
				bool concerned = p >= lo && p <= hi;

				b->must = b->may = has(s, p);
				if (is_map)
					b->may |= s == dst && concerned && has(src, p);
				else if (s != src)
					b->must = false;
				else if (flush && concerned)
					b->must = b->may = false;
				else
					b->must &= !flush;
			}
		}
		test_random_preemption();
		alloc_fail_at(1 + test_random(3));
		if (is_map) {
			err_t err = try_map((int)src, (int)dst, lo, hi, false);

			assert_int_equal(err, alloc_has_failed() ? ERR_NOMEM : ERR_OK);
		} else {
			unmap((int)src, lo, hi, flush);
		}
		alloc_fail_at(0);
		for (unsigned int s = 0; s < SPACES; s++) {
			for (unsigned int p = 0; p < PORTS; p++) {
				bool owned = has(s, p);

				if (owned ? !bounds[s][p].may : bounds[s][p].must)
					fail_msg("space %u: port %u is %d", s, p, owned);
				check_permission(s, p, owned);
			}
		}
		if (i % 50 != 49)
			continue;
		unmap(0, 0, IO_PORTS - 1, false);
		for (unsigned int s = 1; s < SPACES; s++)
			for (unsigned int p = 0; p < PORTS; p++)
				assert_false(has(s, p));
	}
	end();
}

static void map(int src, int dst, unsigned int lo, unsigned int hi, bool grant)
{
	assert_int_equal(try_map(src, dst, lo, hi, grant), ERR_OK);
}

/* A map that fails at its first port permits none: not even from port 0 on. */
static void first_port_fails(void **state)
{
	err_t err;

	(void)state;
	begin();
	map(0, 1, 8, 8, false);
	for (unsigned long n = 1;; n++) {
		alloc_fail_at(n);
		err = try_map(0, 1, 0, 0, false);
		alloc_fail_at(0);
		if (err == ERR_OK)
			break;
		assert_int_equal(err, ERR_NOMEM);
		for (unsigned int p = 0; p < PORTS; p++)
			assert_int_equal(iospace_is_permitted(&io[1], p, 1), p == 8);
		assert_true(n < 10);
	}
	end();
}

/* The source loses the ports, the destination gets its place; what was derived stays. */
static void grant(void **state)
{
	(void)state;
	begin();
	map(0, 1, 0, 9, false);
	map(1, 2, 2, 3, false);
	map(1, 3, 0, 5, true);
	for (unsigned int p = 0; p < 10; p++) {
		assert_int_equal(has(1, p), p > 5);
		assert_int_equal(has(2, p), p == 2 || p == 3);
		assert_int_equal(has(3, p), p <= 5);
	}
	unmap(1, 0, 9, false);
	assert_true(has(2, 2));
	unmap(3, 0, 9, false);
	assert_false(has(2, 2));
	unmap(0, 0, 9, false);
	for (unsigned int s = 1; s < SPACES; s++)
		for (unsigned int p = 0; p < 10; p++)
			assert_false(has(s, p));
	end();
}

/* Ports that the destination already got from the source become its own. */
static void grant_after_map(void **state)
{
	(void)state;
	begin();
	map(0, 1, 0, 9, false);
	map(1, 2, 3, 5, false);
	map(2, 3, 4, 4, false);
	map(1, 2, 0, 9, true);
	for (unsigned int p = 0; p < 10; p++) {
		assert_false(has(1, p));
		assert_true(has(2, p));
	}
	unmap(0, 0, 9, false);
	for (unsigned int p = 0; p < 10; p++)
		assert_false(has(2, p) || has(3, p));
	end();
}

/* The one it came from gets it back. */
static void grant_back(void **state)
{
	(void)state;
	begin();
	map(0, 1, 0, 9, false);
	map(1, 2, 0, 9, false);
	map(2, 1, 3, 6, true);
	for (unsigned int p = 0; p < 10; p++) {
		assert_true(has(1, p));
		assert_int_equal(has(2, p), p < 3 || p > 6);
	}
	end();
}

/* Random grants too: whatever becomes of derived ports, nobody gets what nobody gave. */
static void grants_random(void **state)
{
	(void)state;
	begin();
	for (unsigned int i = 0; i < test_rounds(10000); i++) {
		unsigned int lo = test_random(PORTS), hi = lo + test_random(PORTS - lo);
		int src = 1 + (int)test_random(SPACES - 1), dst = 1 + (int)test_random(SPACES - 1);
		bool had[2][PORTS];

		if (test_random(2)) {
			map(test_random(2) ? 0 : src, dst, lo, hi, false);
			continue;
		}
		for (unsigned int p = 0; p < PORTS; p++) {
			had[0][p] = has((unsigned int)src, p);
			had[1][p] = has((unsigned int)dst, p);
		}
		map(src, dst, lo, hi, true);
		for (unsigned int p = 0; p < PORTS && src != dst; p++) {
			bool is_granted = p >= lo && p <= hi && had[0][p];

			assert_int_equal(has((unsigned int)src, p), had[0][p] && !is_granted);
			if (is_granted)
				assert_true(has((unsigned int)dst, p));
		}
		if (test_random(4) == 0)
			unmap(src, lo, hi, true);
	}
	unmap(0, 0, IO_PORTS - 1, false);
	for (unsigned int s = 1; s < SPACES; s++)
		for (unsigned int p = 0; p < PORTS; p++)
			assert_false(has(s, p) || iospace_is_permitted(&io[s], p, 1));
	end();
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(ports_random),
	cmocka_unit_test(ports_without_memory),
	cmocka_unit_test(first_port_fails),
	cmocka_unit_test(grant),
	cmocka_unit_test(grant_after_map),
	cmocka_unit_test(grant_back),
	cmocka_unit_test(grants_random),
};
SUITE(iospace);
