/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Port input and output.
 */
#ifndef L4_KICKSTART_IO_H
#define L4_KICKSTART_IO_H

#include <base/types.h>

static inline void out8(u16 port, u8 value)
{
	asm volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline u8 in8(u16 port)
{
	u8 value;

	asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

#endif
