/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TAP lines and the counts behind them. A line is put together first and printed in one go, so
 * that the kernel's own messages cannot cut it.
 */
#include <stdio.h>
#include <string.h>
#include <tap.h>

#include "output.h"

#define LINE_MAX	400

static unsigned int planned, done, failed;

static void print_prefixed(const char *prefix, const char *format, va_list args)
{
	char line[LINE_MAX];
	size_t used = strlcpy(line, prefix, sizeof(line));

	vsnprintf(line + used, sizeof(line) - used, format, args);
	printf("%s\n", line);
}

void tap_plan(unsigned int tests)
{
	planned = tests;
	printf("1..%u\n", tests);
}

void tap_line(bool passed, const char *why, const char *format, va_list args)
{
	char line[LINE_MAX];
	int used;

	done++;
	failed += !passed;
	used = snprintf(line, sizeof(line), "%sok %u - ", passed ? "" : "not ", done);
	vsnprintf(line + used, sizeof(line) - (size_t)used, format, args);
	if (why)
		printf("%s # SKIP %s\n", line, why);
	else
		printf("%s\n", line);
}

void tap_diag(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_prefixed("# ", format, args);
	va_end(args);
}

void tap_bail_out(const char *format, ...)
{
	va_list args;

	failed++;
	va_start(args, format);
	print_prefixed("Bail out! ", format, args);
	va_end(args);
}

bool tap_ok(bool passed, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tap_line(passed, NULL, format, args);
	va_end(args);
	return passed;
}

bool tap_is(unsigned long got, unsigned long expected, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tap_line(got == expected, NULL, format, args);
	va_end(args);
	if (got != expected)
		tap_diag("got %lu (%#lx), expected %lu (%#lx)", got, got, expected, expected);
	return got == expected;
}

bool tap_is_string(const char *got, const char *expected, const char *format, ...)
{
	bool same = got && expected ? strcmp(got, expected) == 0 : got == expected;
	va_list args;

	va_start(args, format);
	tap_line(same, NULL, format, args);
	va_end(args);
	if (!same)
		tap_diag("got \"%s\", expected \"%s\"", got, expected);
	return same;
}

void tap_skip(const char *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tap_line(true, why, format, args);
	va_end(args);
}

unsigned int tap_failed(void)
{
	return failed;
}

bool tap_finish(void)
{
	if (planned == 0)
		tap_plan(done);
	if (done != planned) {
		tap_diag("planned %u tests but ran %u", planned, done);
		return false;
	}
	if (failed > 0)
		tap_diag("failed %u of %u tests", failed, done);
	return failed == 0;
}
