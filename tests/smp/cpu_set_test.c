/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sets of processors, of as many words as this program's NR_CPUS needs.
 */
#include "test.h"

#include <generic/cpu_set.h>

static bool has[NR_CPUS];

/* The set is what `has` says, whichever operation looks. */
static void check(const struct cpu_set *s)
{
	struct cpu_set rest = *s, copy = cpu_set_read(s), peeked = cpu_set_peek(s);
	unsigned int n;

	for (n = 0; n < NR_CPUS; n++) {
		assert_int_equal(cpu_set_has(s, n), has[n]);
		assert_int_equal(cpu_set_has(&copy, n), has[n]);
		assert_int_equal(cpu_set_has(&peeked, n), has[n]);
		if (!has[n])
			continue;
		assert_false(cpu_set_is_empty(&rest));
		assert_int_equal(cpu_set_take(&rest), n);
	}
	assert_true(cpu_set_is_empty(&rest));
}

static unsigned int any(void)
{
	return (unsigned int)rand() % NR_CPUS;
}

/* One member comes or goes, and no other one. */
static void members(void **state)
{
	struct cpu_set s = { { 0 } };

	(void)state;
	memset(has, 0, sizeof(has));
	check(&s);
	for (unsigned int round = 0; round < 4 * NR_CPUS; round++) {
		unsigned int n = any();

		has[n] = round % 4 < 2;
		if (round % 4 == 0)
			cpu_set_add(&s, n);
		else if (round % 4 == 1)
			cpu_set_enter(&s, n);
		else if (round % 4 == 2)
			cpu_set_remove(&s, n);
		else
			cpu_set_leave(&s, n);
		check(&s);
	}
}

static struct cpu_set some(void)
{
	struct cpu_set s = { { 0 } };

	for (unsigned int i = any(); i > 0; i--)
		cpu_set_add(&s, any());
	return s;
}

/* Both sets are what one of them was, or both together. */
static void joined(void **state)
{
	(void)state;
	for (unsigned int round = 0; round < NR_CPUS; round++) {
		struct cpu_set a = some(), b = some(), c = a, d = a;

		for (unsigned int n = 0; n < NR_CPUS; n++)
			has[n] = cpu_set_has(&a, n) || cpu_set_has(&b, n);
		cpu_set_join(&c, b);
		check(&c);
		cpu_set_enter_all(&d, b);
		check(&d);
		cpu_set_poke(&b, d);
		check(&b);
		d = cpu_set_swap_empty(&b);
		check(&d);
		memset(has, 0, sizeof(has));
		check(&b);
	}
}

/* Of one set what the other one does not have. */
static void left_out(void **state)
{
	(void)state;
	for (unsigned int round = 0; round < NR_CPUS; round++) {
		struct cpu_set a = some(), b = some();

		for (unsigned int n = 0; n < NR_CPUS; n++)
			has[n] = cpu_set_has(&a, n) && !cpu_set_has(&b, n);
		cpu_set_leave_out(&a, b);
		check(&a);
	}
}

static void below(void **state)
{
	(void)state;
	memset(has, 0, sizeof(has));
	for (unsigned int n = 1; n <= NR_CPUS; n++) {
		struct cpu_set s = cpu_set_below(n);

		has[n - 1] = true;
		check(&s);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(members),
	cmocka_unit_test(joined),
	cmocka_unit_test(left_out),
	cmocka_unit_test(below),
};
SUITE(cpu_set);
