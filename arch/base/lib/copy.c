/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory functions in plain C, for loader and programs; the compiler may call them for any
 * structure. The kernel has its own, by the instructions of the processor.
 */
#include <lib/copy.h>

/* A program may bring its own: the linker prefers them to weak ones. */
#pragma weak memcpy
#pragma weak memmove
#pragma weak memset

void *memcpy(void *dst, const void *src, size_t len);
void *memmove(void *dst, const void *src, size_t len);
void *memset(void *dst, int byte, size_t len);

void *memcpy(void *dst, const void *src, size_t len)
{
	copy_upwards(dst, src, len);
	return dst;
}

void *memmove(void *dst, const void *src, size_t len)
{
	/* Modulo arithmetic: dst below src, or at least len above it. */
	if ((uintptr_t)dst - (uintptr_t)src >= len)
		copy_upwards(dst, src, len);
	else
		copy_downwards(dst, src, len);
	return dst;
}

void *memset(void *dst, int byte, size_t len)
{
	unsigned long pattern = ~0ul / 0xff * (unsigned char)byte;
	unsigned char *p = dst;

	for (; len && WORD_OFFSET(p); len--)
		*p++ = (unsigned char)byte;
	fill_words(p, pattern, len / sizeof(pattern));
	p += len - len % sizeof(pattern);
	for (len %= sizeof(pattern); len; len--)
		*p++ = (unsigned char)byte;
	return dst;
}
