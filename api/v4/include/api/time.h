/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * X.2 times: 16-bit periods and points, and their conversion to the system clock.
 */
#ifndef L4_API_TIME_H
#define L4_API_TIME_H

#include <base/bits.h>
#include <base/types.h>
#include <l4/abi/types.h>

#define TIME_EXPONENT_MAX	31	/* of a period */

static inline bool time_is_point(u16 time)
{
	return time & L4_TIME_POINT;
}

/* Length of a period: 0 for the zero period, USEC_NEVER for never. */
static inline usec_t time_period(u16 time)
{
	if (time == L4_TIME_NEVER)
		return USEC_NEVER;
	return (usec_t)(time & L4_TIME_MANTISSA_MASK) << (time >> L4_TIME_MANTISSA_BITS);
}

/* time_deadline() of a point. */
usec_t time_point_deadline(u16 time, usec_t now);

/*
 * When a wait that begins now ends: USEC_NEVER, or a clock value; 0 if the time has expired
 * already (X.2: do not block). The deadline is never earlier than the time says.
 */
static inline usec_t time_deadline(u16 time, usec_t now)
{
	usec_t usec;

	if (unlikely(time_is_point(time)))
		return time_point_deadline(time, now);
	usec = time_period(time);
	if (usec == USEC_NEVER || usec == 0)
		return usec;
	/* The clock shows whole microseconds: the one that has begun does not count. */
	return now + usec + 1;
}

/* The period that is nearest to usec from below; zero and USEC_NEVER as X.2 writes them. */
u16 time_from_usec(usec_t usec);

#endif
