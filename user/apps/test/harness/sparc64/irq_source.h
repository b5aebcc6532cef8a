/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The serial line: while it has nothing to send it interrupts when asked, by a level that stays
 * until it is served. It is the console's too, of which nobody else uses the interrupt.
 */
#ifndef L4_TEST_IRQ_SOURCE_H
#define L4_TEST_IRQ_SOURCE_H

#define EBUS_PORTS	0x1fe02000000ul	/* one page, which the main thread has from the start */
#define SERIAL_PORT	0x3f8
#define SERIAL_LINE	0x2b		/* its INO */
#define SERIAL_ENABLE	1		/* register */
#define SERIAL_ON_EMPTY	2		/* its bit: nothing to send is a cause */

#define SOURCE_LINE	SERIAL_LINE
#define KERNEL_LINE	0x2e		/* uncorrectable errors of memory, seen by the bridge */

static inline unsigned char serial_in(unsigned int reg)
{
	return ((volatile unsigned char *)EBUS_PORTS)[SERIAL_PORT + reg];
}

static inline void serial_out(unsigned int reg, unsigned int value)
{
	((volatile unsigned char *)EBUS_PORTS)[SERIAL_PORT + reg] = (unsigned char)value;
}

/* One interrupt, at once. */
static inline void arm(void)
{
	serial_out(SERIAL_ENABLE, 0);
	serial_out(SERIAL_ENABLE, SERIAL_ON_EMPTY);
}

static inline void serve(void)
{
	serial_out(SERIAL_ENABLE, 0);
}

#endif
