/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Conversion between time units by multiplication with a fixed-point ratio
 * that is known to lie on one side of the true one. No division; the product
 * has 128 bits.
 */
#ifndef L4_ARCH_TIMESCALE_H
#define L4_ARCH_TIMESCALE_H

#include <base/types.h>

__extension__ typedef unsigned __int128 u128;

/* The ratio mul / 2^shift; shift is at most 63. */
struct timescale {
	u64 mul;
	unsigned int shift;
};

/*
 * The nearest ratio not above, or not below, num/den.
 * 0 < den <= 2^63, num <= 2^63, num/den < 2^62.
 */
struct timescale timescale_below(u64 num, u64 den);
struct timescale timescale_above(u64 num, u64 den);

/*
 * The inverse: whatever timescale_up() makes of x with it, timescale_down()
 * with s makes at least x of. s is not above 2^62.
 */
struct timescale timescale_inverse(struct timescale s);

/*
 * A factor such that the high word of its product with x is timescale_down(s, x), for all x; 0:
 * there is none, because the ratio is 1 or more.
 */
u64 timescale_high_factor(struct timescale s);

/* x * ratio rounded down, modulo 2^64. */
static inline u64 timescale_down(struct timescale s, u64 x)
{
	return (u64)((u128)x * s.mul >> s.shift);
}

/* x * ratio rounded up; the highest number if it is more than 64 bits. */
static inline u64 timescale_up(struct timescale s, u64 x)
{
	u128 y = ((u128)x * s.mul + (((u64)1 << s.shift) - 1)) >> s.shift;

	return (u64)(y >> 64) ? ~(u64)0 : (u64)y;
}

#endif
