/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory functions by the processor's instructions for them, four bytes a step; the compiler may
 * call them for any structure. The direction flag is clear but where this file sets it.
 */
#include <base/types.h>

void *memcpy(void *dst, const void *src, size_t len);
void *memmove(void *dst, const void *src, size_t len);
void *memset(void *dst, int byte, size_t len);

void *memcpy(void *dst, const void *src, size_t len)
{
	size_t words = len / 4, rest = len % 4;
	void *to = dst;

	__asm__ volatile("rep movsl" : "+D"(to), "+S"(src), "+c"(words) : : "memory");
	__asm__ volatile("rep movsb" : "+D"(to), "+S"(src), "+c"(rest) : : "memory");
	return dst;
}

/* From the last byte to the first. */
static void copy_downwards(u8 *dst, const u8 *src, size_t len)
{
	size_t words = len / 4, rest = len % 4;

	dst += len - 1;
	src += len - 1;
	__asm__ volatile("std\n\t"
			 "rep movsb\n\t"
			 "subl	$3, %0\n\t"
			 "subl	$3, %1\n\t"
			 "movl	%3, %2\n\t"
			 "rep movsl\n\t"
			 "cld"
			 : "+D"(dst), "+S"(src), "+c"(rest) : "r"(words) : "memory", "cc");
}

void *memmove(void *dst, const void *src, size_t len)
{
	/* Modulo arithmetic: dst below src, or at least len above it. */
	if ((uintptr_t)dst - (uintptr_t)src >= len)
		return memcpy(dst, src, len);
	copy_downwards(dst, src, len);
	return dst;
}

void *memset(void *dst, int byte, size_t len)
{
	u32 pattern = 0x01010101u * (u8)byte;
	size_t words = len / 4, rest = len % 4;
	void *to = dst;

	__asm__ volatile("rep stosl" : "+D"(to), "+c"(words) : "a"(pattern) : "memory");
	__asm__ volatile("rep stosb" : "+D"(to), "+c"(rest) : "a"(pattern) : "memory");
	return dst;
}
