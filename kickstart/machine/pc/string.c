/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The memory functions that the compiler may call in a freestanding program. String instructions
 * keep the compiler from turning a loop back into a call of the function itself.
 */
#include <base/types.h>

void *memcpy(void *restrict to, const void *restrict from, size_t len);
void *memmove(void *to, const void *from, size_t len);
void *memset(void *to, int value, size_t len);
int memcmp(const void *a, const void *b, size_t len);

void *memcpy(void *restrict to, const void *restrict from, size_t len)
{
	void *d = to;

	__asm__ volatile("rep movsb" : "+D"(d), "+S"(from), "+c"(len) : : "memory");
	return to;
}

void *memmove(void *to, const void *from, size_t len)
{
	u8 *d = (u8 *)to + len - 1;
	const u8 *s = (const u8 *)from + len - 1;

	if (to <= from)
		return memcpy(to, from, len);
	__asm__ volatile("std; rep movsb; cld" : "+D"(d), "+S"(s), "+c"(len) : : "memory");
	return to;
}

void *memset(void *to, int value, size_t len)
{
	void *d = to;

	__asm__ volatile("rep stosb" : "+D"(d), "+c"(len) : "a"(value) : "memory");
	return to;
}

int memcmp(const void *a, const void *b, size_t len)
{
	const u8 *x = a, *y = b;

	for (; len; len--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}
