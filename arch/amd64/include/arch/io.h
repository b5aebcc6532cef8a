/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IO port access. The order of arguments is that of the OUT instruction: port,
 * then value.
 */
#ifndef L4_ARCH_IO_H
#define L4_ARCH_IO_H

#include <base/types.h>

static inline u8 inb(u16 port)
{
	u8 value;

	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port) : "memory");
	return value;
}

static inline u16 inw(u16 port)
{
	u16 value;

	__asm__ volatile("inw %1, %0" : "=a"(value) : "Nd"(port) : "memory");
	return value;
}

static inline u32 inl(u16 port)
{
	u32 value;

	__asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port) : "memory");
	return value;
}

static inline void outb(u16 port, u8 value)
{
	__asm__ volatile("outb %1, %0" : : "Nd"(port), "a"(value) : "memory");
}

static inline void outw(u16 port, u16 value)
{
	__asm__ volatile("outw %1, %0" : : "Nd"(port), "a"(value) : "memory");
}

static inline void outl(u16 port, u32 value)
{
	__asm__ volatile("outl %1, %0" : : "Nd"(port), "a"(value) : "memory");
}

/* About a microsecond: a write to the POST code port, which has no effect. */
static inline void io_wait(void)
{
	outb(0x80, 0);
}

#endif
