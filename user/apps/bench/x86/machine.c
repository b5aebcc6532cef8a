/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The processor's side of markers and of starting a thread. A marker is a NOP with a displacement
 * that nobody else uses (scripts/bench/plugin/opcode.h): without a plugin it does nothing.
 */
#include <l4/types.h>

#include "../bench.h"

#define MARKER(number)							\
	__asm__ volatile (".byte 0x0f, 0x1f, 0x84, 0x00\n\t"		\
			  ".long 0x46b70000 + " #number : : : "memory")

void mark_bit(bool bit)
{
	if (bit)
		MARKER(2);
	else
		MARKER(1);
}

void mark_character(void)
{
	MARKER(3);
}

void mark_begin(void)
{
	MARKER(4);
}

void mark_end(void)
{
	MARKER(5);
}

const bool can_halt = true;

void take_turn(void)
{
	__asm__ volatile ("pause" : : : "memory");
}
