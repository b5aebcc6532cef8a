/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory and string functions.
 */
#include <generic/string.h>

#include <arch/copy.h>
#include <base/bits.h>
#include <lib/copy.h>

/* dst and src point behind the last byte. */
static void copy_backward(u8 *dst, const u8 *src, size_t len)
{
	if (WORD_OFFSET(dst) == WORD_OFFSET(src)) {
		while (len && WORD_OFFSET(dst)) {
			*--dst = *--src;
			len--;
		}
		while (len >= sizeof(any_word_t)) {
			dst -= sizeof(any_word_t);
			src -= sizeof(any_word_t);
			len -= sizeof(any_word_t);
			*(any_word_t *)dst = *(const any_word_t *)src;
		}
	}
	while (len--)
		*--dst = *--src;
}

void *kmemcpy(void *dst, const void *src, size_t len)
{
	arch_copy(dst, src, len);
	return dst;
}

void kmemmove_up(void *dst, const void *src, size_t len)
{
	copy_backward((u8 *)dst + len, (const u8 *)src + len, len);
}

void *kmemset(void *dst, int byte, size_t len)
{
	u8 *p = dst;

	for (; len && WORD_OFFSET(p); len--)
		*p++ = (u8)byte;
	arch_fill(p, (u8)byte * (~(word_t)0 / 0xff), len / sizeof(word_t));
	p += ALIGN_DOWN(len, sizeof(word_t));
	for (len %= sizeof(word_t); len; len--)
		*p++ = (u8)byte;
	return dst;
}

int kmemcmp(const void *a, const void *b, size_t len)
{
	const u8 *p = a, *q = b;

	for (; len--; p++, q++) {
		if (*p != *q)
			return *p < *q ? -1 : 1;
	}
	return 0;
}

int kstrcmp(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (int)(unsigned char)*a - (int)(unsigned char)*b;
}

size_t kstrlen(const char *s)
{
	const char *end = s;

	while (*end)
		end++;
	return (size_t)(end - s);
}
