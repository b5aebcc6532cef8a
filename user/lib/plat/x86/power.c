/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ending a run on a PC: the debug-exit port of an emulator, ACPI's soft-off state and its reset
 * register, what resets a PC without them. (ACPI)
 */
#include <l4/types.h>
#include <l4/abi/kip.h>
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/schedule.h>
#include <lib/acpi.h>
#include <lib/loader_record.h>
#include <lib/pc_reset.h>
#include <lib/port_io.h>

#include <stdio.h>

#include "../internal.h"
#include "ports.h"

/* Configuration of PCI devices, 8 ports; the reset register of chipsets is one of them. */
#define PCI_ADDRESS	0xcf8
#define PCI_DATA	0xcfc
#define PCI_PORTS	8

#define RETRIES		10000

/* Some time for the machine to act. */
static void pause_a_while(void)
{
	L4_Sleep(L4_TimePeriod(200000));
}

void plat_debug_exit(unsigned long port, unsigned char code)
{
	if (!plat_ports(port, 1))
		return;
	outb((unsigned short)port, code);
	pause_a_while();
}

/* The register gets a value, if sigma0 gives it. */
static void put(const struct acpi_register *r, uint8_t value)
{
	volatile uint8_t *at;

	switch (r->space) {
	case ACPI_MEMORY:
		at = plat_is_memory(r->address) ? NULL :
						  (volatile uint8_t *)plat_memory(r->address, 1);
		if (at)
			*at = value;
		break;
	case ACPI_PORTS:
		if (plat_ports(r->address, 1))
			outb((unsigned short)r->address, value);
		break;
	case ACPI_PCI:
		if (!plat_ports(PCI_ADDRESS, PCI_PORTS))
			break;
		outl(PCI_ADDRESS, acpi_pci_address(r));
		outb((unsigned short)(PCI_DATA + (r->address & 3)), value);
		break;
	case ACPI_NOWHERE:
		break;
	}
}

/* False: the firmware has no tables. */
static bool find_tables(struct acpi *acpi)
{
	L4_Word_t record = __L4_Kip(L4_GetKernelInterface())->__kdebug_config[1];

	return acpi_open(acpi, plat_memory, loader_record_rsdp(plat_memory, record));
}

/* A control register gets its sleep type, with these further bits. */
static void put_type(unsigned short port, unsigned int type, unsigned int bits)
{
	unsigned int control = inw(port) & ~ACPI_PM1_TYPE;

	outw(port, (unsigned short)(control | type << ACPI_PM1_TYPE_SHIFT | bits));
}

/* Control registers answer only after the firmware has handed them over. */
static void enable_acpi(const struct acpi_off *off)
{
	int retries = RETRIES;

	if (inw(off->control[0]) & ACPI_PM1_SCI_EN || off->smi_command == 0)
		return;
	if (!plat_ports(off->smi_command, 1))
		return;
	outb(off->smi_command, off->enable);
	while (!(inw(off->control[0]) & ACPI_PM1_SCI_EN) && retries-- > 0)
		L4_Yield();
}

static void enter_soft_off(const struct acpi_off *off)
{
	bool both = off->control[1] != 0 && plat_ports(off->control[1], 2);

	enable_acpi(off);
	put_type(off->control[0], off->type[0], 0);
	if (both)
		put_type(off->control[1], off->type[1], 0);
	put_type(off->control[0], off->type[0], ACPI_PM1_SLEEP);
	if (both)
		put_type(off->control[1], off->type[1], ACPI_PM1_SLEEP);
	pause_a_while();
}

/* The state does not tell success from failure: the text on the console does. */
void plat_power_off(bool success)
{
	struct acpi acpi;
	struct acpi_off off;

	(void)success;
	if (!find_tables(&acpi) || !acpi_find_off(&acpi, &off))
		return;
	if (off.sleep.space != ACPI_NOWHERE) {
		put(&off.sleep, acpi_sleep_value(off.type[0]));
		pause_a_while();
	}
	if (off.control[0] != 0 && plat_ports(off.control[0], 2))
		enter_soft_off(&off);
}

static void reset_by_acpi(void)
{
	struct acpi acpi;
	struct acpi_reset reset;

	if (!find_tables(&acpi) || !acpi_find_reset(&acpi, &reset))
		return;
	printf("reset by ACPI\n");
	put(&reset.where, reset.value);
	pause_a_while();
}

static void reset_by_keyboard(void)
{
	int retries = RETRIES;
	unsigned int status;

	if (!plat_ports(KBC_PORT, 1))
		return;
	printf("reset by the keyboard controller\n");
	do {
		status = inb(KBC_PORT);
		L4_Yield();
	} while (status != KBC_ABSENT && status & KBC_FULL && retries-- > 0);
	outb(KBC_PORT, KBC_RESET);
	pause_a_while();
}

static void reset_by_chipset(void)
{
	unsigned int rest;

	if (!plat_ports(RESET_PORT, 1))
		return;
	printf("reset by port %#x\n", RESET_PORT);
	rest = inb(RESET_PORT) & ~RESET_FIELDS;
	outb(RESET_PORT, (unsigned char)(rest | RESET_HARD));
	L4_Yield();
	outb(RESET_PORT, (unsigned char)(rest | RESET_HARD | RESET_NOW));
	pause_a_while();
}

/* A program cannot bring a processor to a triple fault; the kernel's debugger can. */
void plat_reset(void)
{
	reset_by_acpi();
	reset_by_keyboard();
	reset_by_chipset();
}
