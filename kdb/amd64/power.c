/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The end of a PC: reset by the keyboard controller, soft-off by ACPI, the debug-exit port of an
 * emulator.
 */
#include <api/loader_record.h>
#include <arch/cpureg.h>
#include <arch/io.h>
#include <arch/space.h>
#include <kdb/cpu.h>
#include <lib/acpi.h>

#define KBC_PORT	0x64
#define KBC_FULL	0x02
#define KBC_RESET	0xfe

#define CONTROL_SCI	0x0001
#define CONTROL_TYPE	0x1c00
#define CONTROL_TYPE_SHIFT 10
#define CONTROL_SLEEP	0x2000

/* QEMU's isa-debug-exit ends with status (value << 1) | 1. */
#define EXIT_SUCCESS	0x10

#define POLLS		100000	/* of about a microsecond */

static void wait_a_while(void)
{
	for (unsigned int i = 0; i < POLLS; i++)
		io_wait();
}

void kdb_cpu_reboot(void)
{
	for (unsigned int i = 0; i < POLLS && (inb(KBC_PORT) & KBC_FULL); i++)
		io_wait();
	outb(KBC_PORT, KBC_RESET);
	wait_a_while();
}

/* The control registers answer after the firmware has handed them over. */
static void enable_acpi(const struct acpi_off *off)
{
	if ((inw(off->control[0]) & CONTROL_SCI) || off->smi_command == 0)
		return;
	outb(off->smi_command, off->enable);
	for (unsigned int i = 0; i < POLLS && !(inw(off->control[0]) & CONTROL_SCI); i++)
		io_wait();
}

static const void *memory(uint64_t start, size_t bytes)
{
	return arch_phys_is_mapped(start, bytes) ? paddr_to_kv(start) : NULL;
}

void kdb_cpu_power_off(void)
{
	struct acpi acpi;
	struct acpi_off off;

	if (!acpi_open(&acpi, memory, loader_record.rsdp) || !acpi_find_off(&acpi, &off))
		return;
	enable_acpi(&off);
	for (unsigned int i = 0; i < ARRAY_SIZE(off.control) && off.control[i] != 0; i++)
		outw(off.control[i], (u16)((inw(off.control[i]) & ~CONTROL_TYPE) |
					   off.type[i] << CONTROL_TYPE_SHIFT | CONTROL_SLEEP));
	wait_a_while();
}

bool kdb_cpu_exit(void)
{
	if (CONFIG_DEBUG_EXIT_PORT == 0)
		return false;
	outb(CONFIG_DEBUG_EXIT_PORT, EXIT_SUCCESS);
	return true;
}
