/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ports of a machine that the test is.
 */
#ifndef L4_TESTS_GENERIC_IO_H
#define L4_TESTS_GENERIC_IO_H

#include <base/types.h>

u8 model_inb(u16 port);
u32 model_inl(u16 port);
void model_outb(u16 port, u8 value);
void model_outl(u16 port, u32 value);

static inline u8 inb(u16 port)
{
	return model_inb(port);
}

static inline u32 inl(u16 port)
{
	return model_inl(port);
}

static inline void outb(u16 port, u8 value)
{
	model_outb(port, value);
}

static inline void outl(u16 port, u32 value)
{
	model_outl(port, value);
}

#endif
