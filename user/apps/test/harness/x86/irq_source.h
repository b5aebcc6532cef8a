/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The programmable interval timer: one pulse when asked. And the second serial line, connected to
 * nothing.
 */
#ifndef L4_TEST_IRQ_SOURCE_H
#define L4_TEST_IRQ_SOURCE_H

#include <lib/port_io.h>

#define PIT_DATA	0x40
#define PIT_COMMAND	0x43
#define PIT_PERIODIC	0x34	/* a pulse every so many ticks */
#define PIT_OFTEN	2	/* ticks: less than two microseconds */
#define PIT_ONE_SHOT	0x30	/* channel 0, two bytes, interrupt on terminal count */
#define PIT_TICKS	1193	/* about a millisecond */
#define PIT_LINE	0

#define SOURCE_LINE	PIT_LINE
#define KERNEL_LINE	2	/* the cascade of the two interrupt controllers */

/* One interrupt of the timer in a millisecond. */
static inline void arm(void)
{
	outb(PIT_COMMAND, PIT_ONE_SHOT);
	outb(PIT_DATA, PIT_TICKS & 0xff);
	outb(PIT_DATA, PIT_TICKS >> 8);
}

/* Pulses end by themselves. */
static inline void serve(void)
{
}

#define SERIAL_PORT	0x2f8
#define SERIAL_LINE	3

static inline unsigned char serial_in(unsigned int reg)
{
	return inb(SERIAL_PORT + reg);
}

static inline void serial_out(unsigned int reg, unsigned int value)
{
	outb(SERIAL_PORT + reg, value);
}

#endif
