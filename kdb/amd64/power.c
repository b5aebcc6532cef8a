/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The end of a PC: reset and soft-off by ACPI, what resets a PC without it, the debug-exit port of
 * an emulator. (ACPI; PCI 3.0, section 3.2.2.3.2)
 */
#include <api/kip.h>
#include <arch/cpureg.h>
#include <arch/io.h>
#include <arch/pc/pci.h>
#include <arch/space.h>
#include <glue/firmware.h>
#include <kdb/cpu.h>
#include <kdb/kdb.h>
#include <lib/acpi.h>
#include <lib/pc_reset.h>

/* QEMU's isa-debug-exit ends with status (value << 1) | 1. */
#define EXIT_SUCCESS	0x10

#define POLLS		100000	/* of about a microsecond */

static void wait_a_while(void)
{
	for (unsigned int i = 0; i < POLLS; i++)
		io_wait();
}

/* By the last descriptor that has this address: somebody's memory, where no register is. */
static bool is_in_use(paddr_t at)
{
	unsigned int type = L4_MEMORY_ARCH;

	for (unsigned int i = 0; i < kip_memory_count(); i++) {
		struct kip_memory m = kip_memory(i);

		if (memory_is_described(&m) && m.start <= at && at < m.end)
			type = m.type;
	}
	return type != L4_MEMORY_ARCH && type != L4_MEMORY_SHARED && type != L4_MEMORY_DEDICATED;
}

/* The register gets a value, unless that could be no register. */
static void put(const struct acpi_register *r, u8 value)
{
	switch (r->space) {
	case ACPI_MEMORY:
		if (!arch_phys_is_mapped(r->address, 1) || is_in_use(r->address))
			kdb_printf("no register can be at address %#lx\n", (word_t)r->address);
		else
			*(volatile u8 *)paddr_to_kv(r->address) = value;
		break;
	case ACPI_PORTS:
		outb((u16)r->address, value);
		break;
	case ACPI_PCI:
		outl(PCI_ADDRESS, acpi_pci_address(r));
		outb((u16)(PCI_DATA + (r->address & 3)), value);
		break;
	case ACPI_NOWHERE:
		break;
	}
}

static void reset_by_acpi(void)
{
	static const char *const spaces[] = { "address", "port", "PCI register" };
	struct acpi_reset reset;

	if (!acpi_find_reset(firmware_tables(), &reset))
		return;
	kdb_printf("reset by ACPI, %s %#lx\n", spaces[reset.where.space],
		   (word_t)reset.where.address);
	put(&reset.where, reset.value);
	wait_a_while();
}

static void reset_by_keyboard(void)
{
	u8 status = inb(KBC_PORT);

	kdb_printf("reset by the keyboard controller\n");
	for (unsigned int i = 0; i < POLLS && status != KBC_ABSENT && (status & KBC_FULL); i++) {
		io_wait();
		status = inb(KBC_PORT);
	}
	outb(KBC_PORT, KBC_RESET);
	wait_a_while();
}

static void reset_by_chipset(void)
{
	u8 rest = inb(RESET_PORT) & (u8)~RESET_FIELDS;

	kdb_printf("reset by port %#x\n", RESET_PORT);
	outb(RESET_PORT, rest | RESET_HARD);
	io_wait();
	outb(RESET_PORT, rest | RESET_HARD | RESET_NOW);
	wait_a_while();
}

/* An exception of a processor that finds no handlers: it shuts down, which resets a PC. */
static void reset_by_fault(void)
{
	static const struct {
		u16 limit;
		u64 base;
	} __packed nothing = { 0, 0 };

	kdb_printf("reset by a triple fault\n");
	__asm__ volatile("lidt %0; int3" : : "m"(nothing) : "memory");
}

void kdb_cpu_reboot(void)
{
	reset_by_acpi();
	reset_by_keyboard();
	reset_by_chipset();
	reset_by_fault();
}

/* The control registers answer after the firmware has handed them over. */
static void enable_acpi(const struct acpi_off *off)
{
	if ((inw(off->control[0]) & ACPI_PM1_SCI_EN) || off->smi_command == 0)
		return;
	outb(off->smi_command, off->enable);
	for (unsigned int i = 0; i < POLLS && !(inw(off->control[0]) & ACPI_PM1_SCI_EN); i++)
		io_wait();
}

/* Each control register gets its sleep type, with these further bits. */
static void put_types(const struct acpi_off *off, unsigned int bits)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(off->control); i++)
		if (off->control[i] != 0)
			outw(off->control[i],
			     (u16)((inw(off->control[i]) & ~ACPI_PM1_TYPE) |
				   (unsigned int)off->type[i] << ACPI_PM1_TYPE_SHIFT | bits));
}

void kdb_cpu_power_off(void)
{
	struct acpi_off off;

	if (!acpi_find_off(firmware_tables(), &off))
		return;
	if (off.sleep.space != ACPI_NOWHERE) {
		put(&off.sleep, acpi_sleep_value(off.type[0]));
		wait_a_while();
	}
	if (off.control[0] == 0)
		return;
	enable_acpi(&off);
	put_types(&off, 0);
	put_types(&off, ACPI_PM1_SLEEP);
	wait_a_while();
}

bool kdb_cpu_exit(void)
{
	if (CONFIG_DEBUG_EXIT_PORT == 0)
		return false;
	outb(CONFIG_DEBUG_EXIT_PORT, EXIT_SUCCESS);
	return true;
}
