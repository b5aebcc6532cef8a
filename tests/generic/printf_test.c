/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's formatter against the C library's.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <base/bits.h>
#include <lib/format.h>

#include "check.h"

/* The arguments twice, the result of both formatters once. */
#define SAME(fmt, ...) \
	do { \
		char theirs[512], ours[512]; \
		int their_len = snprintf(theirs, sizeof(theirs), fmt, __VA_ARGS__); \
		int our_len = l4_snprintf(ours, sizeof(ours), fmt, __VA_ARGS__); \
		check(their_len == our_len && !strcmp(theirs, ours), "printf %s: '%s'", \
		      fmt, ours); \
	} while (0)

static void test_fixed(void)
{
	SAME("%d|%i|%u", INT_MIN, INT_MAX, UINT_MAX);
	SAME("%ld|%li|%lu", LONG_MIN, LONG_MAX, ULONG_MAX);
	SAME("%lld|%llu|%llx", LLONG_MIN, ULLONG_MAX, ULLONG_MAX);
	SAME("%zu|%zd|%zx", (size_t)1 << 40, (ssize_t)-3, ~(size_t)0);
	SAME("%x|%X|%#x|%#X|%#lx", 0xbeefu, 0xbeefu, 0xbeefu, 0xbeefu, 0xdeadbeef00ul);
	SAME("%p|%20p|%-20p|", (void *)0x1234, (void *)0xffffffff80000000ul, (void *)0x10);
	SAME("%8d|%-8d|%08d|%08d|%2d", 42, 42, 42, -42, 12345);
	SAME("%16lx|%016lx|%-16lx|%#018lx", 0xabcul, 0xabcul, 0xabcul, 0xabcul);
	SAME("%*d|%-*d|%*d|", 6, 1, 6, 2, -6, 3);
	SAME("%s|%10s|%-10s|%.3s|%10.3s|%.*s|%.*s", "abc", "abc", "abc", "abcdef", "abcdef", 2,
	     "xyz", -1, "xyz");
	SAME("%c|%5c|%-5c|", 'a', 'b', 'c');
	SAME("100%%|%d%%", 5);
	SAME("%.2s", "abc\0def");
}

static void test_limits(void)
{
	char buf[8];
	int len;

	memset(buf, 'x', sizeof(buf));
	len = l4_snprintf(buf, 4, "%s", "abcdef");
	check(len == 6 && !memcmp(buf, "abc\0xxxx", 8), "printf cuts at the size, terminates");
	len = l4_snprintf(buf, 1, "%d", 123);
	check(len == 3 && buf[0] == '\0', "printf into one byte");
	buf[0] = 'y';
	len = l4_snprintf(buf, 0, "%d", 123);
	check(len == 3 && buf[0] == 'y', "printf into nothing");
	len = l4_snprintf(NULL, 0, "%s", "abc");
	check(len == 3, "printf without a buffer counts only");
	len = l4_snprintf(buf, sizeof(buf), "%.0s", "abc");
	check(len == 0 && buf[0] == '\0', "printf of nothing");
}

/* The formats are wrong on purpose: hidden from the compiler's check. */
static void test_odd(void)
{
	static const struct {
		const char *fmt, *text;
	} odd[] = {
		{ "%q", "%q" }, { "a%", "a%" }, { "%-08l", "%-08l" }, { "%5%", "%" },
		{ "%", "%" }, { "%y%d", "%y7" },
	};
	const char *volatile fmt;
	char buf[32];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(odd); i++) {
		fmt = odd[i].fmt;
		l4_snprintf(buf, sizeof(buf), fmt, 7);
		check(!strcmp(buf, odd[i].text), "printf of odd '%s': '%s'", odd[i].fmt, buf);
	}
	fmt = "%s";
	l4_snprintf(buf, sizeof(buf), fmt, (char *)NULL);
	check(!strcmp(buf, "(null)"), "printf of a null string: %s", buf);
	fmt = "%#x %#lx %+d %o";
	l4_snprintf(buf, sizeof(buf), fmt, 0, 0l, 7, 8);
	check(!strcmp(buf, "0x0 0x0 %+d %o"), "printf of the kernel, not of programs: %s", buf);
	fmt = "%2147483647d";
	check(l4_snprintf(buf, sizeof(buf), fmt, 7) == 256, "printf cuts absurd widths");
	fmt = "%*d";
	check(l4_snprintf(buf, sizeof(buf), fmt, INT_MIN, 7) == 256,
	      "printf cuts absurd widths (*)");
}

static bool same_random(void)
{
	static const char conversions[] = "diuxX";
	static const char *const lengths[] = { "", "l", "ll", "z" };
	char fmt[32], ours[512], theirs[512];
	unsigned long value = check_random(), dice = check_random();
	const char *length = lengths[dice >> 8 & 3];
	int our_len, their_len;

	snprintf(fmt, sizeof(fmt), "<%%%s%u%s%c>", dice & 1 ? "-" : dice & 2 ? "0" : "",
		 (unsigned int)(dice >> 16 & 31) + 1, length, conversions[value % 5]);
	if (*length) {
		their_len = snprintf(theirs, sizeof(theirs), fmt, value);
		our_len = l4_snprintf(ours, sizeof(ours), fmt, value);
	} else {
		their_len = snprintf(theirs, sizeof(theirs), fmt, (int)value);
		our_len = l4_snprintf(ours, sizeof(ours), fmt, (int)value);
	}
	if (their_len == our_len && !strcmp(theirs, ours))
		return true;
	printf("# %s of 0x%lx: %s, not %s\n", fmt, value, ours, theirs);
	return false;
}

static void test_many(void)
{
	unsigned int i, good = 0;

	for (i = 0; i < 20000; i++)
		good += same_random();
	check(good == i, "printf of %u random numbers in random formats", i);
}

void test_printf(void)
{
	test_fixed();
	test_limits();
	test_odd();
	test_many();
}
