/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The clock of the kernel: the TICK register, counted from clock_init(). Seconds and the rest are
 * converted apart, so that no product overflows and no error adds up.
 */
#ifndef L4_ARCH_CLOCK_H
#define L4_ARCH_CLOCK_H

#include <arch/cpureg.h>

#define USEC_PER_SEC	1000000ul

struct clock_data {
	u64 start;		/* counter when the clock was zero */
	u64 hz;			/* 1 .. 2^32 */
	u64 per_usec;		/* counts of a microsecond; 0: that is no whole number */
};

/* Written at boot. */
extern struct clock_data clock_data;

/* The counter's frequency, in the range above. Boot only. */
void clock_set_frequency(u64 hz);

/* Starts the clock at zero. False: a frequency that cannot be; then times are wrong. */
bool clock_init(u64 hz);

static inline cycle_t clock_now(void)
{
	return tick_read() - clock_data.start;
}

/* Rounds down. */
static inline usec_t clock_cycles_to_usec(cycle_t cycles)
{
	if (likely(clock_data.per_usec != 0))
		return cycles / clock_data.per_usec;
	return cycles / clock_data.hz * USEC_PER_SEC +
	       cycles % clock_data.hz * USEC_PER_SEC / clock_data.hz;
}

/* Rounds up, so that at least this time passes; the highest number on overflow. */
static inline cycle_t clock_usec_to_cycles(usec_t usec)
{
	u64 seconds = usec / USEC_PER_SEC;

	if (unlikely(seconds >= ~(u64)0 / clock_data.hz))
		return ~(u64)0;
	return seconds * clock_data.hz +
	       (usec % USEC_PER_SEC * clock_data.hz + USEC_PER_SEC - 1) / USEC_PER_SEC;
}

#endif
