/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The end of a sun4u machine. (UltraSPARC IIi User's Manual, chapter 19)
 */
#include <arch/cpu.h>
#include <arch/io.h>
#include <kdb/cpu.h>

#define RESET_REGISTER	(IO_HOST_BRIDGE + 0xf020)
#define SOFT_RESET	0x40000000ul

#define POLLS		100000

void kdb_cpu_reboot(void)
{
	io_write64(RESET_REGISTER, SOFT_RESET);
	for (unsigned int i = 0; i < POLLS; i++)
		(void)io_read64(RESET_REGISTER);
}

void kdb_cpu_power_off(void)
{
	arch_power_off();
}

/* Switching off ends an emulator with success. */
bool kdb_cpu_exit(void)
{
	arch_power_off();
}
