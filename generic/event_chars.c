/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The event characters of all processors. A character that has never turned is not shown.
 */
#include <generic/event_chars.h>

#include <arch/console.h>
#include <generic/cpu.h>

static u8 turns[NR_CPUS][EVENT_CHARS];

void event_char_turn(enum event_char which)
{
	static const char shapes[4] = { '-', '\\', '|', '/' };
	cpu_t cpu = arch_near_cpu()->number;
	unsigned int turn = turns[cpu][which]++;

	arch_console_corner(cpu, which, shapes[turn % ARRAY_SIZE(shapes)]);
}
