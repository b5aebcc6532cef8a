/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Generic addresses as registers of one byte, and the register that resets the machine.
 * (ACPI 6.4, sections 4.8.3.6, 5.2.3.2 and 5.2.9)
 */
#include <lib/acpi.h>

#define ADDRESS_AT	4
#define PORT_LAST	0xffffu

/* Fields of an address in PCI configuration space. */
#define PCI_DEVICE_SHIFT	32
#define PCI_DEVICES		32u
#define PCI_FUNCTION_SHIFT	16
#define PCI_FUNCTIONS		8u
#define PCI_OFFSETS		0x100u
#define PCI_ENABLE		0x80000000u

/* Offsets in the FADT, in bytes. */
#define FADT_FLAGS		112
#define FLAG_RESET		0x400	/* there is a reset register */
#define FADT_RESET		116
#define FADT_RESET_VALUE	128
#define FADT_BYTES		129	/* of a table that has them */

static bool is_pci(uint64_t address)
{
	return address >> PCI_DEVICE_SHIFT < PCI_DEVICES &&
	       (address >> PCI_FUNCTION_SHIFT & 0xffff) < PCI_FUNCTIONS &&
	       (address & 0xffff) < PCI_OFFSETS;
}

struct acpi_register acpi_register_at(const uint8_t *p)
{
	struct acpi_register r = { (enum acpi_space)p[0], acpi_number(p + ADDRESS_AT, 8) };

	if (r.space >= ACPI_NOWHERE || r.address == 0 ||
	    (r.space == ACPI_PORTS && r.address > PORT_LAST) ||
	    (r.space == ACPI_PCI && !is_pci(r.address)))
		r.space = ACPI_NOWHERE;
	return r;
}

uint32_t acpi_pci_address(const struct acpi_register *r)
{
	return PCI_ENABLE | (uint32_t)(r->address >> PCI_DEVICE_SHIFT) << 11 |
	       (uint32_t)(r->address >> PCI_FUNCTION_SHIFT & 0xffff) << 8 |
	       ((uint32_t)r->address & 0xfc);
}

bool acpi_find_reset(const struct acpi *acpi, struct acpi_reset *reset)
{
	size_t length;
	const uint8_t *fadt = acpi_table(acpi, "FACP", FADT_BYTES, &length);

	if (fadt == NULL || !(acpi_number(fadt + FADT_FLAGS, 4) & FLAG_RESET))
		return false;
	reset->where = acpi_register_at(fadt + FADT_RESET);
	reset->value = fadt[FADT_RESET_VALUE];
	return reset->where.space != ACPI_NOWHERE;
}
