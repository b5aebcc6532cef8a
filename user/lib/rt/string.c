/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory and string functions. Copy and fill work in words where both ends are aligned alike;
 * the compiler may call them for any structure.
 */
#include <stdint.h>
#include <string.h>

/* A program may bring its own: the linker prefers them to weak ones. */
#pragma weak memcpy
#pragma weak memmove
#pragma weak memset
#pragma weak memcmp
#pragma weak memchr
#pragma weak strlen
#pragma weak strnlen
#pragma weak strcmp
#pragma weak strncmp
#pragma weak strchr
#pragma weak strrchr
#pragma weak strstr
#pragma weak strcpy
#pragma weak strncpy
#pragma weak strcat
#pragma weak strlcpy

/* Words that may alias anything. */
typedef unsigned long __attribute__((may_alias)) any_word_t;
#define WORD_BYTES	sizeof(any_word_t)

static int word_aligned(const void *p)
{
	return (uintptr_t)p % WORD_BYTES == 0;
}

static int alike(const void *a, const void *b)
{
	return ((uintptr_t)a ^ (uintptr_t)b) % WORD_BYTES == 0;
}

void *memcpy(void *dest, const void *src, size_t n)
{
	unsigned char *d = dest;
	const unsigned char *s = src;

	if (alike(d, s)) {
		for (; n > 0 && !word_aligned(d); n--)
			*d++ = *s++;
		for (; n >= WORD_BYTES; n -= WORD_BYTES) {
			*(any_word_t *)d = *(const any_word_t *)s;
			d += WORD_BYTES;
			s += WORD_BYTES;
		}
	}
	while (n-- > 0)
		*d++ = *s++;
	return dest;
}

void *memmove(void *dest, const void *src, size_t n)
{
	unsigned char *d = dest;
	const unsigned char *s = src;

	if ((uintptr_t)d - (uintptr_t)s >= n)
		return memcpy(dest, src, n);
	d += n;
	s += n;
	if (alike(d, s)) {
		for (; n > 0 && !word_aligned(d); n--)
			*--d = *--s;
		for (; n >= WORD_BYTES; n -= WORD_BYTES) {
			d -= WORD_BYTES;
			s -= WORD_BYTES;
			*(any_word_t *)d = *(const any_word_t *)s;
		}
	}
	while (n-- > 0)
		*--d = *--s;
	return dest;
}

void *memset(void *dest, int c, size_t n)
{
	unsigned char *d = dest;
	any_word_t word = (any_word_t)-1 / 0xff * (unsigned char)c;

	for (; n > 0 && !word_aligned(d); n--)
		*d++ = (unsigned char)c;
	for (; n >= WORD_BYTES; n -= WORD_BYTES) {
		*(any_word_t *)d = word;
		d += WORD_BYTES;
	}
	while (n-- > 0)
		*d++ = (unsigned char)c;
	return dest;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const unsigned char *p = a, *q = b;

	for (; n > 0; n--, p++, q++)
		if (*p != *q)
			return *p - *q;
	return 0;
}

void *memchr(const void *s, int c, size_t n)
{
	const unsigned char *p = s;

	for (; n > 0; n--, p++)
		if (*p == (unsigned char)c)
			return (void *)(uintptr_t)p;
	return NULL;
}

size_t strlen(const char *s)
{
	const char *end = s;

	while (*end)
		end++;
	return (size_t)(end - s);
}

size_t strnlen(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n])
		n++;
	return n;
}

int strcmp(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (unsigned char)*a - (unsigned char)*b;
}

int strncmp(const char *a, const char *b, size_t n)
{
	for (; n > 0; n--, a++, b++)
		if (*a != *b || !*a)
			return (unsigned char)*a - (unsigned char)*b;
	return 0;
}

char *strchr(const char *s, int c)
{
	for (; *s != (char)c; s++)
		if (!*s)
			return NULL;
	return (char *)(uintptr_t)s;
}

char *strrchr(const char *s, int c)
{
	const char *p = s + strlen(s);

	while (*p != (char)c)
		if (p-- == s)
			return NULL;
	return (char *)(uintptr_t)p;
}

char *strstr(const char *s, const char *word)
{
	size_t n = strlen(word);

	for (; strncmp(s, word, n) != 0; s++)
		if (!*s)
			return NULL;
	return (char *)(uintptr_t)s;
}

char *strcpy(char *dest, const char *src)
{
	return memcpy(dest, src, strlen(src) + 1);
}

char *strncpy(char *dest, const char *src, size_t n)
{
	size_t used = strnlen(src, n);

	memcpy(dest, src, used);
	memset(dest + used, 0, n - used);
	return dest;
}

char *strcat(char *dest, const char *src)
{
	strcpy(dest + strlen(dest), src);
	return dest;
}

size_t strlcpy(char *dest, const char *src, size_t size)
{
	size_t length = strlen(src);

	if (size > 0) {
		size_t n = length < size ? length : size - 1;

		memcpy(dest, src, n);
		dest[n] = '\0';
	}
	return length;
}
