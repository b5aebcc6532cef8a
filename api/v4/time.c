/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * X.2 times. A period is 2^e * m microseconds; a point gives the low e + 10 bits of the clock and
 * one bit more that tells whether it lies in this or the next round of those bits.
 */
#include <api/time.h>

#include <base/bits.h>

#define POINT_CARRY		0x400
#define POINT_EXP_SHIFT		11
#define POINT_EXP_MASK		0xf

static usec_t time_point(u16 time, usec_t now)
{
	unsigned int e = (time >> POINT_EXP_SHIFT) & POINT_EXP_MASK;
	unsigned int round_bits = e + L4_TIME_MANTISSA_BITS;
	usec_t point = ALIGN_DOWN(now, (usec_t)1 << round_bits) +
		       ((usec_t)(time & L4_TIME_MANTISSA_MASK) << e);
	bool carry = time & POINT_CARRY;

	if (((now >> round_bits) & 1) != carry)
		point += (usec_t)1 << round_bits;
	return point;
}

usec_t time_point_deadline(u16 time, usec_t now)
{
	usec_t usec = time_point(time, now);

	return usec <= now ? 0 : usec;
}

u16 time_from_usec(usec_t usec)
{
	unsigned int e = 0;

	if (usec == 0)
		return L4_TIME_ZERO;
	if (usec > L4_TIME_MANTISSA_MASK)
		e = bit_highest(usec) - (L4_TIME_MANTISSA_BITS - 1);
	if (e > TIME_EXPONENT_MAX)
		return L4_TIME_NEVER;
	return (u16)(e << L4_TIME_MANTISSA_BITS | usec >> e);
}
