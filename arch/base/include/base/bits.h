/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bit and alignment arithmetic on words.
 */
#ifndef L4_BASE_BITS_H
#define L4_BASE_BITS_H

#include <base/types.h>

#define BIT(n)			((word_t)1 << (n))
#define MASK(n)			(BIT(n) - 1)	/* n low bits set; n < WORD_BITS */
#define ALIGN_DOWN(x, a)	((x) & ~((__typeof__(x))(a) - 1))
#define ALIGN_UP(x, a)		ALIGN_DOWN((x) + (__typeof__(x))(a) - 1, a)
#define IS_ALIGNED(x, a)	(((x) & ((__typeof__(x))(a) - 1)) == 0)
#define MIN(a, b)		((a) < (b) ? (a) : (b))
#define MAX(a, b)		((a) > (b) ? (a) : (b))

/* Index of the highest set bit; w must not be 0. */
static inline unsigned int bit_highest(word_t w)
{
	return WORD_BITS - 1 - (unsigned int)__builtin_clzl(w);
}

/* Index of the lowest set bit; w must not be 0. */
static inline unsigned int bit_lowest(word_t w)
{
	return (unsigned int)__builtin_ctzl(w);
}

/* The low n bits of w for any n from 0 to WORD_BITS. */
static inline word_t bits_low(word_t w, unsigned int n)
{
	return n >= WORD_BITS ? w : w & MASK(n);
}

#endif
