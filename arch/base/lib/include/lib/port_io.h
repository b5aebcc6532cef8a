/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IO ports of x86 processors. The order of arguments is that of the OUT instruction: port, then
 * value.
 */
#ifndef L4_LIB_PORT_IO_H
#define L4_LIB_PORT_IO_H

#include <stdint.h>

static inline uint8_t inb(uint16_t port)
{
	uint8_t value;

	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port) : "memory");
	return value;
}

static inline uint16_t inw(uint16_t port)
{
	uint16_t value;

	__asm__ volatile("inw %1, %0" : "=a"(value) : "Nd"(port) : "memory");
	return value;
}

static inline uint32_t inl(uint16_t port)
{
	uint32_t value;

	__asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port) : "memory");
	return value;
}

static inline void outb(uint16_t port, uint8_t value)
{
	__asm__ volatile("outb %1, %0" : : "Nd"(port), "a"(value) : "memory");
}

static inline void outw(uint16_t port, uint16_t value)
{
	__asm__ volatile("outw %1, %0" : : "Nd"(port), "a"(value) : "memory");
}

static inline void outl(uint16_t port, uint32_t value)
{
	__asm__ volatile("outl %1, %0" : : "Nd"(port), "a"(value) : "memory");
}

#endif
