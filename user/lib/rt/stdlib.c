/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers from text, assertions and abort.
 */
#include <l4/types.h>
#include <l4/ipc.h>

#include <assert.h>
#include <ctype.h>
#include <l4io.h>
#include <stdlib.h>

/* A program may bring its own: the linker prefers them to weak ones. */
#pragma weak strtoul
#pragma weak strtol
#pragma weak atoi
#pragma weak abs
#pragma weak labs
#pragma weak abort

static int digit_value(char c)
{
	if (isdigit(c))
		return c - '0';
	return isalpha(c) ? tolower(c) - 'a' + 10 : 36;
}

/* Skips white space, sign and prefix; the number's digits follow at the returned place. */
static const char *skip_prefix(const char *s, int *base, int *negative)
{
	while (isspace(*s))
		s++;
	*negative = *s == '-';
	if (*s == '-' || *s == '+')
		s++;
	if ((*base == 0 || *base == 16) && s[0] == '0' && (s[1] == 'x' || s[1] == 'X') &&
	    isxdigit(s[2])) {
		*base = 16;
		return s + 2;
	}
	if (*base == 0)
		*base = *s == '0' ? 8 : 10;
	return s;
}

/* The value without sign, all ones after an overflow. */
static unsigned long magnitude(const char *s, char **end, int *base, int *negative)
{
	const char *digits = skip_prefix(s, base, negative), *p;
	unsigned long value = 0;
	int overflow = 0;

	for (p = digits; digit_value(*p) < *base; p++)
		overflow |= __builtin_mul_overflow(value, (unsigned long)*base, &value) ||
			    __builtin_add_overflow(value, (unsigned long)digit_value(*p), &value);
	if (end)
		*end = (char *)(L4_Word_t)(p == digits ? s : p);
	return overflow ? ~0ul : value;
}

unsigned long strtoul(const char *s, char **end, int base)
{
	int negative;
	unsigned long value = magnitude(s, end, &base, &negative);

	return negative && value != ~0ul ? -value : value;
}

long strtol(const char *s, char **end, int base)
{
	const unsigned long max = ~0ul >> 1;
	int negative;
	unsigned long value = magnitude(s, end, &base, &negative);

	if (negative)
		return value > max ? (long)(max + 1) : -(long)value;
	return value > max ? (long)max : (long)value;
}

int atoi(const char *s)
{
	return (int)strtol(s, NULL, 10);
}

int abs(int n)
{
	return n < 0 ? -n : n;
}

long labs(long n)
{
	return n < 0 ? -n : n;
}

void abort(void)
{
	for (;;)
		L4_Sleep(L4_Never);
}

void rt_assert_failed(const char *condition, const char *file, int line)
{
	__l4_printf("%s:%d: assertion failed: %s\n", file, line, condition);
	abort();
}
