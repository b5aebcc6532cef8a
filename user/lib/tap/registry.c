/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registered tests: the table that the linker gathers, selection of suites, and the checks inside
 * a test, whose failures are printed as they happen and decide the test's line.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <tap.h>

#include "output.h"

#define TEXT_MAX	200

/* Bounds of the table, from the linker script. */
extern const struct tap_test __start_tap_tests[], __stop_tap_tests[];

/* Of the running test. */
static unsigned int failed_checks;
static unsigned int attempts;
static char context[TEXT_MAX];
static char skip_reason[TEXT_MAX];
static void *left[5];		/* as the compiler wants it */

__attribute__((weak)) void tap_before_test(const struct tap_test *test)
{
	(void)test;
}

__attribute__((weak)) void tap_after_test(const struct tap_test *test)
{
	(void)test;
}

static bool suite_selected(const char *suites, const char *suite)
{
	size_t length = strlen(suite);

	if (!suites || !*suites)
		return true;
	while (suites) {
		if (strncmp(suites, suite, length) == 0 &&
		    (suites[length] == ',' || suites[length] == '\0'))
			return true;
		suites = strchr(suites, ',');
		if (suites)
			suites++;
	}
	return false;
}

static const char *only = "";

void tap_only(const char *word)
{
	only = word;
}

static bool is_selected(const char *suites, const struct tap_test *test)
{
	size_t length = strlen(only);

	return suite_selected(suites, test->suite) && strncmp(test->name, only, length) == 0 &&
	       (length == 0 || test->name[length] == ' ');
}

static void result(bool passed, const char *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tap_line(passed, why, format, args);
	va_end(args);
}

static void attempt(const struct tap_test *test)
{
	failed_checks = 0;
	context[0] = '\0';
	skip_reason[0] = '\0';
	tap_before_test(test);
	if (__builtin_setjmp(left) == 0)
		test->run();
	tap_after_test(test);
}

static void run_test(const struct tap_test *test)
{
	unsigned int i = 1;

	attempts = 1;
	attempt(test);
	while ((failed_checks > 0 || skip_reason[0]) && i++ < attempts) {
		tap_diag("%s: %s: attempt %u", test->suite, test->name, i);
		attempt(test);
	}
	result(failed_checks == 0, skip_reason[0] ? skip_reason : NULL, "%s: %s", test->suite,
	       test->name);
}

bool tap_run(const char *suites)
{
	const struct tap_test *test;
	const char *suite = "";
	unsigned int tests = 0;

	for (test = __start_tap_tests; test < __stop_tap_tests; test++)
		tests += is_selected(suites, test);
	tap_plan(tests);
	if (tests == 0) {
		tap_diag("no tests in \"%s\"", suites ? suites : "");
		return false;
	}
	for (test = __start_tap_tests; test < __stop_tap_tests; test++) {
		if (!is_selected(suites, test))
			continue;
		if (strcmp(suite, test->suite) != 0)
			tap_diag("suite %s", test->suite);
		suite = test->suite;
		run_test(test);
	}
	return tap_finish();
}

static void note_failure(const char *file, int line)
{
	const char *name = strrchr(file, '/');

	failed_checks++;
	skip_reason[0] = '\0';
	tap_diag("%s:%d%s%s", name ? name + 1 : file, line, context[0] ? ", " : "", context);
}

bool tap_check_at(bool held, const char *file, int line, const char *format, ...)
{
	char text[TEXT_MAX];
	va_list args;

	if (held)
		return true;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	note_failure(file, line);
	tap_diag("  failed: %s", text);
	return false;
}

bool tap_check_eq_at(unsigned long got, unsigned long expected, const char *file, int line,
		     const char *what)
{
	if (got == expected)
		return true;
	note_failure(file, line);
	tap_diag("  failed: %s", what);
	tap_diag("  got %#lx, expected %#lx", got, expected);
	return false;
}

void tap_context(const char *format, ...)
{
	va_list args;

	context[0] = '\0';
	if (!format)
		return;
	va_start(args, format);
	vsnprintf(context, sizeof(context), format, args);
	va_end(args);
}

void tap_attempts(unsigned int n)
{
	attempts = n;
}

static void skip(const char *format, va_list args)
{
	if (failed_checks == 0)
		vsnprintf(skip_reason, sizeof(skip_reason), format, args);
}

void tap_skip_test(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	skip(format, args);
	va_end(args);
}

void tap_leave_test(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	skip(format, args);
	va_end(args);
	__builtin_longjmp(left, 1);
}
