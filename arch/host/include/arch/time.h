/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system clock and the one-shot timer: time passes when a test says so.
 */
#ifndef L4_ARCH_TIME_H
#define L4_ARCH_TIME_H

#include <base/types.h>

/* Microseconds since the start of the clock; never goes backwards. */
usec_t arch_time_now(void);

/* The same for programs, which compare what they were told on different processors. */
static inline usec_t arch_time_told(void)
{
	return arch_time_now();
}

/*
 * Interrupt once when arch_time_now() has reached the deadline, not before; a later call replaces
 * an earlier one.
 */
void arch_timer_program(usec_t deadline);

/* The same for whoever has read the clock just before, when it was `now`. */
static inline void arch_timer_program_from(usec_t now __unused, usec_t deadline)
{
	arch_timer_program(deadline);
}

#endif
