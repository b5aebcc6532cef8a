/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Assertions and runner of the stand-in for cmocka.
 */
#include "cmocka.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void print_message(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
}

_Noreturn void cmocka_fail(const char *file, int line, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s:%d: ", file, line);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

void cmocka_true(int truth, const char *expression, const char *file, int line)
{
	if (!truth)
		cmocka_fail(file, line, "not true: %s", expression);
}

void cmocka_equal(uintmax_t a, uintmax_t b, int wanted, const char *file, int line)
{
	if ((a == b) != wanted)
		cmocka_fail(file, line, "%#jx %s %#jx", a, wanted ? "!=" : "==", b);
}

void cmocka_in_range(uintmax_t value, uintmax_t min, uintmax_t max, const char *file, int line)
{
	if (value < min || value > max)
		cmocka_fail(file, line, "%ju is not in %ju..%ju", value, min, max);
}

void cmocka_memory_equal(const void *a, const void *b, size_t bytes, const char *file, int line)
{
	const unsigned char *x = a, *y = b;

	for (size_t i = 0; i < bytes; i++)
		if (x[i] != y[i])
			cmocka_fail(file, line, "byte %zu: %#x != %#x", i, x[i], y[i]);
}

int _cmocka_run_group_tests(const char *group, const struct CMUnitTest *tests, size_t count,
			    int (*setup)(void **state), int (*teardown)(void **state))
{
	void *state = NULL;

	if (setup != NULL)
		setup(&state);
	for (size_t i = 0; i < count; i++)
		tests[i].test(&state);
	if (teardown != NULL)
		teardown(&state);
	fprintf(stderr, "%s: %zu passed\n", group, count);
	return 0;
}
