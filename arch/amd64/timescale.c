/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finding fixed-point ratios, by long division bit by bit: it happens at boot
 * only. Knows nothing of the processor.
 */
#include <arch/timescale.h>

#include <base/assert.h>

#define SHIFT_MAX	63
#define MUL_ENOUGH	((u64)1 << 62)	/* one bit is kept for rounding up */

static struct timescale divide(u64 num, u64 den, bool round_up)
{
	struct timescale s = { .mul = num / den };
	u64 rest = num % den;

	ASSERT(s.mul < MUL_ENOUGH && den <= (u64)1 << 63);
	while (s.mul < MUL_ENOUGH && s.shift < SHIFT_MAX) {
		rest <<= 1;
		s.mul <<= 1;
		s.shift++;
		if (rest >= den) {
			rest -= den;
			s.mul |= 1;
		}
	}
	if (round_up && rest)
		s.mul++;
	return s;
}

struct timescale timescale_below(u64 num, u64 den)
{
	return divide(num, den, false);
}

struct timescale timescale_above(u64 num, u64 den)
{
	return divide(num, den, true);
}

struct timescale timescale_inverse(struct timescale s)
{
	return divide((u64)1 << s.shift, s.mul, true);
}

u64 timescale_high_factor(struct timescale s)
{
	return s.mul >> s.shift == 0 ? s.mul << (64 - s.shift) : 0;
}
