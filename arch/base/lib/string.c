/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Comparing memory, and strings. The compiler may call memcmp on its own account.
 */
#include <lib/string.h>

/* A program may bring its own: the linker prefers them to weak ones. */
#pragma weak memcmp
#pragma weak strcmp
#pragma weak strlen

int memcmp(const void *a, const void *b, size_t len)
{
	const unsigned char *p = a, *q = b;

	for (; len; len--, p++, q++) {
		if (*p != *q)
			return *p - *q;
	}
	return 0;
}

int strcmp(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (unsigned char)*a - (unsigned char)*b;
}

size_t strlen(const char *s)
{
	const char *end = s;

	while (*end)
		end++;
	return (size_t)(end - s);
}
