/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory and string functions. Copies go by words where both sides are aligned
 * alike, which is the usual case in the kernel.
 */
#include <generic/string.h>

/* A word that may lie over objects of any type. */
typedef word_t __attribute__((may_alias)) any_word_t;

#define WORD_OFFSET(p)	((uintptr_t)(p) % sizeof(any_word_t))

static void copy_forward(u8 *dst, const u8 *src, size_t len)
{
	if (WORD_OFFSET(dst) == WORD_OFFSET(src)) {
		while (len && WORD_OFFSET(dst)) {
			*dst++ = *src++;
			len--;
		}
		while (len >= sizeof(any_word_t)) {
			*(any_word_t *)dst = *(const any_word_t *)src;
			dst += sizeof(any_word_t);
			src += sizeof(any_word_t);
			len -= sizeof(any_word_t);
		}
	}
	while (len--)
		*dst++ = *src++;
}

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
	copy_forward(dst, src, len);
	return dst;
}

void *kmemmove(void *dst, const void *src, size_t len)
{
	/* Modulo arithmetic: dst below src, or at least len above it. */
	if ((uintptr_t)dst - (uintptr_t)src >= len)
		copy_forward(dst, src, len);
	else
		copy_backward((u8 *)dst + len, (const u8 *)src + len, len);
	return dst;
}

void *kmemset(void *dst, int byte, size_t len)
{
	u8 *p = dst;
	any_word_t pattern = (u8)byte * (~(any_word_t)0 / 0xff);

	while (len && WORD_OFFSET(p)) {
		*p++ = (u8)byte;
		len--;
	}
	/* Most of it is whole pages. */
	for (; len >= 8 * sizeof(any_word_t); len -= 8 * sizeof(any_word_t)) {
		any_word_t *w = (any_word_t *)p;

		w[0] = w[1] = w[2] = w[3] = w[4] = w[5] = w[6] = w[7] = pattern;
		p = (u8 *)(w + 8);
	}
	while (len >= sizeof(any_word_t)) {
		*(any_word_t *)p = pattern;
		p += sizeof(any_word_t);
		len -= sizeof(any_word_t);
	}
	while (len--)
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
