/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * X.2 times: 16-bit periods and points, and their conversion to the system clock.
 */
#ifndef L4_API_TIME_H
#define L4_API_TIME_H

#include <base/types.h>
#include <l4/abi/types.h>

/*
 * When a wait that begins now ends: USEC_NEVER, or a clock value; 0 if the time has expired
 * already (X.2: do not block). The deadline is never earlier than the time says.
 */
usec_t time_deadline(u16 time, usec_t now);

static inline bool time_is_point(u16 time)
{
	return time & L4_TIME_POINT;
}

/* Length of a period: 0 for the zero period, USEC_NEVER for never. */
usec_t time_period(u16 time);

/* The period that is nearest to usec from below; zero and USEC_NEVER as X.2 writes them. */
u16 time_from_usec(usec_t usec);

#endif
