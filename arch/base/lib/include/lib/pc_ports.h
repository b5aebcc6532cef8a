/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IO ports of a PC that are the kernel's own: nobody else may have them, and sigma0 gives them to
 * nobody. (8259A; 8254; Intel ICH9 datasheet, section 9.2: chipsets leave out address lines)
 */
#ifndef L4_LIB_PC_PORTS_H
#define L4_LIB_PC_PORTS_H

#include <stdbool.h>

#define PC_PORTS		65536u

/* Two interrupt controllers, command and data each, seen eight times between 0x20 and 0x3d. */
#define PC_PORT_PIC		0x20u
#define PC_PORT_PIC_LINES	0x9du	/* not looked at: second chip, copy, data or command */
/* Which interrupt lines are level-triggered. */
#define PC_PORT_ELCR		0x4d0u
#define PC_PORT_ELCR_LINES	0x01u
/* Channel 2 of the timer, the kernel's measure of time; seen twice. */
#define PC_PORT_PIT2		0x42u
#define PC_PORT_PIT2_LINES	0x10u

/* All of the kernel's ports lie below the first of these, or from the second on below the third. */
#define PC_PORTS_LOW_END	(PC_PORT_PIC + PC_PORT_PIC_LINES + 1)
#define PC_PORTS_HIGH_START	PC_PORT_ELCR
#define PC_PORTS_HIGH_END	(PC_PORT_ELCR + PC_PORT_ELCR_LINES + 1)

/* True if the kernel drives this port. */
static inline bool pc_port_is_kernels(unsigned int port)
{
	return (port & ~PC_PORT_PIC_LINES) == PC_PORT_PIC ||
	       (port & ~PC_PORT_ELCR_LINES) == PC_PORT_ELCR ||
	       (port & ~PC_PORT_PIT2_LINES) == PC_PORT_PIT2;
}

#endif
