/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The part of cmocka's interface that the host tests use, for machines that Debian has no cmocka
 * for. A test is alone in its process: an assertion that fails ends the process.
 */
#ifndef TESTS_HOST_CMOCKA_H
#define TESTS_HOST_CMOCKA_H

#include <stddef.h>
#include <stdint.h>

struct CMUnitTest {
	const char *name;
	void (*test)(void **state);
};

#define cmocka_unit_test(function)	{ .name = #function, .test = function }

/* Runs the tests in order. Returns 0: the first one that fails ends the process. */
int _cmocka_run_group_tests(const char *group, const struct CMUnitTest *tests, size_t count,
			    int (*setup)(void **state), int (*teardown)(void **state));

void print_message(const char *format, ...) __attribute__((format(printf, 1, 2)));

_Noreturn void cmocka_fail(const char *file, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void cmocka_true(int truth, const char *expression, const char *file, int line);
void cmocka_equal(uintmax_t a, uintmax_t b, int wanted, const char *file, int line);
void cmocka_in_range(uintmax_t value, uintmax_t min, uintmax_t max, const char *file, int line);
void cmocka_memory_equal(const void *a, const void *b, size_t bytes, const char *file, int line);

#define fail()			cmocka_fail(__FILE__, __LINE__, "fail()")
#define fail_msg(...)		cmocka_fail(__FILE__, __LINE__, __VA_ARGS__)
#define assert_true(c)		cmocka_true(!!(c), #c, __FILE__, __LINE__)
#define assert_false(c)		cmocka_true(!(c), "!(" #c ")", __FILE__, __LINE__)
#define assert_null(p)		cmocka_true((p) == NULL, #p " == NULL", __FILE__, __LINE__)
#define assert_non_null(p)	cmocka_true((p) != NULL, #p " != NULL", __FILE__, __LINE__)
#define assert_int_equal(a, b)	\
	cmocka_equal((uintmax_t)(a), (uintmax_t)(b), 1, __FILE__, __LINE__)
#define assert_ptr_equal(a, b)	\
	cmocka_equal((uintptr_t)(a), (uintptr_t)(b), 1, __FILE__, __LINE__)
#define assert_ptr_not_equal(a, b)	\
	cmocka_equal((uintptr_t)(a), (uintptr_t)(b), 0, __FILE__, __LINE__)
#define assert_in_range(value, min, max)	\
	cmocka_in_range((uintmax_t)(value), (uintmax_t)(min), (uintmax_t)(max), __FILE__, __LINE__)
#define assert_memory_equal(a, b, bytes)	\
	cmocka_memory_equal(a, b, bytes, __FILE__, __LINE__)

#endif
