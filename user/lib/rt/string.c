/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * String functions, beside those that the kernel has as well: arch/base/lib/copy.c, string.c.
 */
#include <stdint.h>
#include <string.h>

/* A program may bring its own: the linker prefers them to weak ones. */
#pragma weak memchr
#pragma weak strnlen
#pragma weak strncmp
#pragma weak strchr
#pragma weak strrchr
#pragma weak strstr
#pragma weak strcpy
#pragma weak strncpy
#pragma weak strcat
#pragma weak strlcpy

void *memchr(const void *s, int c, size_t n)
{
	const unsigned char *p = s;

	for (; n > 0; n--, p++)
		if (*p == (unsigned char)c)
			return (void *)(uintptr_t)p;
	return NULL;
}

size_t strnlen(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n])
		n++;
	return n;
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
