/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copying and filling in plain C, for processors that have no instruction for it and for programs:
 * by words where both sides are aligned alike, which is the usual case.
 */
#ifndef L4_LIB_COPY_H
#define L4_LIB_COPY_H

#include <stddef.h>
#include <stdint.h>

/* A word that may lie over objects of any type. */
typedef unsigned long __attribute__((may_alias)) any_word_t;

#define WORD_OFFSET(p)	((uintptr_t)(p) % sizeof(any_word_t))

/* From the first byte to the last: the areas may overlap if dst is the lower one. */
static inline void copy_upwards(void *dst, const void *src, size_t bytes)
{
	const uint8_t *s = src;
	uint8_t *d = dst;

	if (WORD_OFFSET(d) == WORD_OFFSET(s)) {
		for (; bytes && WORD_OFFSET(d); bytes--)
			*d++ = *s++;
		while (bytes >= sizeof(any_word_t)) {
			*(any_word_t *)d = *(const any_word_t *)s;
			d += sizeof(any_word_t);
			s += sizeof(any_word_t);
			bytes -= sizeof(any_word_t);
		}
	}
	while (bytes--)
		*d++ = *s++;
}

/* From the last byte to the first: the areas may overlap if dst is the higher one. */
static inline void copy_downwards(void *dst, const void *src, size_t bytes)
{
	const uint8_t *s = (const uint8_t *)src + bytes;
	uint8_t *d = (uint8_t *)dst + bytes;

	if (WORD_OFFSET(d) == WORD_OFFSET(s)) {
		for (; bytes && WORD_OFFSET(d); bytes--)
			*--d = *--s;
		while (bytes >= sizeof(any_word_t)) {
			d -= sizeof(any_word_t);
			s -= sizeof(any_word_t);
			bytes -= sizeof(any_word_t);
			*(any_word_t *)d = *(const any_word_t *)s;
		}
	}
	while (bytes--)
		*--d = *--s;
}

static inline void fill_words(void *dst, unsigned long pattern, size_t words)
{
	any_word_t *w = dst;

	/* Most of it is whole pages. */
	for (; words >= 8; words -= 8, w += 8)
		w[0] = w[1] = w[2] = w[3] = w[4] = w[5] = w[6] = w[7] = pattern;
	while (words--)
		*w++ = pattern;
}

#endif
