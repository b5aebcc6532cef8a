/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ending a run on a PC: the debug-exit port of an emulator, ACPI's soft-off state, the reset line
 * of the keyboard controller. Ports are asked of sigma0 first, whoever the thread's pager is.
 */
#include <l4/types.h>
#include <l4/arch.h>
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/schedule.h>
#include <l4/sigma0.h>
#include <lib/acpi.h>
#include <lib/loader_record.h>
#include <lib/port_io.h>

#include "../internal.h"

#define PORT_MAX	0xffff

/* Keyboard controller. (8042: status bit 1 = input buffer full; command 0xfe pulses reset) */
#define KBC_STATUS	0x64
#define KBC_COMMAND	0x64
#define KBC_INPUT_FULL	0x02
#define KBC_PULSE_RESET	0xfe

/* PM1 control register. (ACPI 6.4, section 4.8.3.2.1) */
#define PM1_SCI_EN		0x0001
#define PM1_SLP_TYP_SHIFT	10
#define PM1_SLP_TYP_MASK	(7u << PM1_SLP_TYP_SHIFT)
#define PM1_SLP_EN		0x2000

#define RETRIES		10000

static bool get_ports(unsigned long port, int size)
{
	if (port > PORT_MAX)
		return false;
	return !L4_IsNilFpage(L4_Sigma0_GetPage(L4_nilthread, L4_IoFpage(port, size)));
}

/* Some time for the machine to act. */
static void pause_a_while(void)
{
	L4_Sleep(L4_TimePeriod(200000));
}

void plat_debug_exit(unsigned long port, unsigned char code)
{
	if (!get_ports(port, 1))
		return;
	outb((unsigned short)port, code);
	pause_a_while();
}

static void enter_soft_off(unsigned short port, unsigned int type)
{
	unsigned int control = inw(port) & ~PM1_SLP_TYP_MASK;

	outw(port, (unsigned short)(control | type << PM1_SLP_TYP_SHIFT | PM1_SLP_EN));
}

/* Control registers answer only after the firmware has handed them over. */
static void enable_acpi(const struct acpi_off *off)
{
	int retries = RETRIES;

	if (inw(off->control[0]) & PM1_SCI_EN || off->smi_command == 0)
		return;
	if (!get_ports(off->smi_command, 1))
		return;
	outb(off->smi_command, off->enable);
	while (!(inw(off->control[0]) & PM1_SCI_EN) && retries-- > 0)
		L4_Yield();
}

/* The state does not tell success from failure: the text on the console does. */
void plat_power_off(bool success)
{
	L4_Word_t record = __L4_Kip(L4_GetKernelInterface())->__kdebug_config[1];
	struct acpi acpi;
	struct acpi_off off;

	(void)success;
	if (!acpi_open(&acpi, plat_memory, loader_record_rsdp(plat_memory, record)) ||
	    !acpi_find_off(&acpi, &off) ||
	    !get_ports(off.control[0], 2))
		return;
	enable_acpi(&off);
	enter_soft_off(off.control[0], off.type[0]);
	if (off.control[1] && get_ports(off.control[1], 2))
		enter_soft_off(off.control[1], off.type[1]);
	pause_a_while();
}

void plat_reset(void)
{
	int retries = RETRIES;

	if (!get_ports(KBC_STATUS, 1))
		return;
	while (inb(KBC_STATUS) & KBC_INPUT_FULL && retries-- > 0)
		L4_Yield();
	outb(KBC_COMMAND, KBC_PULSE_RESET);
	pause_a_while();
}
