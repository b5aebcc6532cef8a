/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ends of a run.
 */
#include <arch/cpu.h>

#include <arch/cpureg.h>
#include <arch/io.h>

/* Power control of the machine, on the EBus. */
#define POWER_REGISTER	(IO_PCI_PORTS + 0x7240)
#define POWER_OFF	0x01000000

/*
 * A trap at the highest trap level puts the processor into error state: an emulator ends with a
 * status of its own, a machine resets.
 */
void arch_halt_failed(void)
{
	if (IS_ENABLED(CONFIG_DEBUG_PANIC_RESET))
		__asm__ volatile("wrpr %%g0, %0, %%tl\n\tta 0" : : "i"(5) : "memory");
	for (;;)
		;
}

void arch_power_off(void)
{
	io_write32(POWER_REGISTER, POWER_OFF);
	for (;;)
		;
}
