/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The end of a run that failed.
 */
#include <arch/cpu.h>

#include <arch/cpureg.h>
#include <arch/io.h>

/* QEMU's isa-debug-exit ends with status (value << 1) | 1. */
#define EXIT_PANIC	0x12

void arch_halt_failed(void)
{
	if (CONFIG_DEBUG_EXIT_PORT)
		outb(CONFIG_DEBUG_EXIT_PORT, EXIT_PANIC);
	for (;;) {
		cpu_cli();
		cpu_hlt();
	}
}
