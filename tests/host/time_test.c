/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * X.2 times: periods, points, and back.
 */
#include "test.h"

#include <api/time.h>

static void periods(void **state)
{
	(void)state;
	assert_true(time_period(L4_TIME_NEVER) == USEC_NEVER);
	assert_true(time_period(L4_TIME_ZERO) == 0);
	for (unsigned int t = 1; t < 0x8000; t++) {
		usec_t expected = (usec_t)(t & 0x3ff) << (t >> 10), now = 12345678;

		if (t == L4_TIME_ZERO)
			continue;
		assert_false(time_is_point((u16)t));
		assert_true(time_period((u16)t) == expected);
		/* No wait ends early: the microsecond that has begun is not counted. */
		assert_true(time_deadline((u16)t, now) == (expected ? now + expected + 1 : 0));
	}
	assert_true(time_deadline(L4_TIME_NEVER, 5) == USEC_NEVER);
	assert_true(time_deadline(L4_TIME_ZERO, 5) == 0);
}

static void back(void **state)
{
	(void)state;
	for (usec_t u = 0; u < 5000; u++) {
		usec_t p = time_period(time_from_usec(u));

		assert_true(p <= u && u - p <= u >> 9);
		assert_true(u > 1023 || p == u);
	}
	for (unsigned int i = 0; i < test_rounds(10000); i++) {
		usec_t u = host_random(&test_random_state) >> (23 + test_random(40));
		u16 t = time_from_usec(u);
		usec_t p = time_period(t);

		assert_false(time_is_point(t));
		assert_true(p <= u && u - p <= u >> 9);
	}
	assert_int_equal(time_from_usec(USEC_NEVER), L4_TIME_NEVER);
	assert_int_equal(time_from_usec((usec_t)1024 << 31), L4_TIME_NEVER);
	assert_int_equal(time_from_usec(((usec_t)1024 << 31) - 1), 31 << 10 | 1023);
}

/* A point that lies less than 2^(e+10) microseconds ahead is found again. */
static void points(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < test_rounds(100000); i++) {
		unsigned int e = test_random(16);
		usec_t now = host_random(&test_random_state) >> (1 + test_random(63));
		usec_t round = (usec_t)1 << (e + 10);
		usec_t point = (now + host_random(&test_random_state) % round) >> e << e;
		u16 t = (u16)(0x8000 | e << 11 | ((point >> (e + 10)) & 1) << 10 |
			      ((point >> e) & 0x3ff));

		assert_true(time_is_point(t));
		assert_true(time_deadline(t, now) == (point > now ? point : 0));
	}
}

/* Whatever the point, it has the bits it names and is never further away than two rounds. */
static void any_point(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < test_rounds(100000); i++) {
		u16 t = (u16)(0x8000 | test_random(0x8000));
		unsigned int e = (t >> 11) & 15;
		usec_t now = host_random(&test_random_state) >> (1 + test_random(63));
		usec_t end = time_deadline(t, now);

		if (end == 0)
			continue;
		assert_true(end > now && end - now < (usec_t)1 << (e + 11));
		assert_int_equal((end >> e) & 0x7ff, t & 0x7ff);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(periods),
	cmocka_unit_test(back),
	cmocka_unit_test(points),
	cmocka_unit_test(any_point),
};
SUITE(time);
