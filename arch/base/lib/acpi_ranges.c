/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which parts of memory and which IO ports the firmware's tables name as registers of the system.
 * (ACPI 6.4, sections 5.2.3.2, 5.2.9, 5.2.12; HPET 1.0a, 3.2.4; PCI Firmware 3.0, 4.1.2)
 */
#include <lib/acpi.h>

#define PORT_LAST	0xffffu

/* Offsets and sizes in bytes. */
#define ADDRESS_BYTES	12	/* generic address: space, width in bits, ..., address */
#define ADDRESS_WIDTH	1
#define ADDRESS_AT	4
#define SPACE_MEMORY	0
#define SPACE_PORTS	1

#define MADT_ENTRIES	44
#define ENTRY_LENGTH	1
#define ENTRY_IO_APIC	1	/* type, and the two places of its address */
#define IO_APIC_LENGTH	12
#define IO_APIC_AT	4
#define ENTRY_IO_SAPIC	6
#define IO_SAPIC_LENGTH	16
#define IO_SAPIC_AT	8
#define IO_APIC_BYTES	0x1000	/* registers and their aliases */

#define HPET_ADDRESS	40
#define HPET_BYTES	0x400	/* of registers */
#define HPET_TABLES_MAX	8	/* one for each block of timers */

#define MCFG_ENTRIES	44
#define MCFG_ENTRY	16
#define MCFG_FIRST_BUS	10
#define MCFG_LAST_BUS	11
#define BUS_SHIFT	20

/* The ranges found so far: see ACPI_RANGES_MAX. */
struct found {
	struct acpi_range *ranges;
	unsigned int count, max;
};

static void add(struct found *f, uint64_t start, uint64_t bytes, bool is_ports)
{
	uint64_t last = start + (bytes - 1);

	if (bytes == 0 || start == 0 || last < start || (is_ports && last > PORT_LAST) ||
	    f->count == ACPI_RANGES_MAX)
		return;
	for (unsigned int i = 0; i < f->count && i < f->max; i++)
		if (f->ranges[i].start == start && f->ranges[i].last == last &&
		    f->ranges[i].is_ports == is_ports)
			return;
	if (f->count < f->max)
		f->ranges[f->count] = (struct acpi_range){ start, last, is_ports };
	f->count++;
}

/* A generic address, whose register may be longer than its width says. */
static void add_address(struct found *f, const uint8_t *p, uint64_t bytes)
{
	uint64_t wide = (p[ADDRESS_WIDTH] + 7u) / 8;

	if (p[0] == SPACE_MEMORY || p[0] == SPACE_PORTS)
		add(f, acpi_number(p + ADDRESS_AT, 8), wide > bytes ? wide : bytes,
		    p[0] == SPACE_PORTS);
}

unsigned int acpi_io_apics(const struct acpi *acpi, struct acpi_range *ranges, unsigned int max)
{
	struct found f = { ranges, 0, max };
	size_t length = 0, bytes;
	const uint8_t *madt = acpi_table(acpi, "APIC", MADT_ENTRIES, &length), *entry;

	if (madt == NULL)
		return 0;
	for (size_t i = MADT_ENTRIES; i + ENTRY_LENGTH < length; i += bytes) {
		entry = madt + i;
		bytes = entry[ENTRY_LENGTH];
		/* An entry that leads nowhere: what lies behind it cannot be found. */
		if (bytes <= ENTRY_LENGTH || bytes > length - i)
			break;
		if (entry[0] == ENTRY_IO_APIC && bytes >= IO_APIC_LENGTH)
			add(&f, acpi_number(entry + IO_APIC_AT, 4), IO_APIC_BYTES, false);
		else if (entry[0] == ENTRY_IO_SAPIC && bytes >= IO_SAPIC_LENGTH)
			add(&f, acpi_number(entry + IO_SAPIC_AT, 8), IO_APIC_BYTES, false);
	}
	return f.count;
}

unsigned int acpi_hpet(const struct acpi *acpi, struct acpi_range *ranges, unsigned int max)
{
	struct found f = { ranges, 0, max };
	size_t length;

	for (unsigned int i = 0; i < HPET_TABLES_MAX; i++) {
		const uint8_t *hpet = acpi_table_number(acpi, "HPET", HPET_ADDRESS + ADDRESS_BYTES,
							i, &length);

		if (hpet == NULL)
			break;
		if (hpet[HPET_ADDRESS] == SPACE_MEMORY)
			add(&f, acpi_number(hpet + HPET_ADDRESS + ADDRESS_AT, 8), HPET_BYTES,
			    false);
	}
	return f.count;
}

unsigned int acpi_mmconfig(const struct acpi *acpi, struct acpi_range *ranges, unsigned int max)
{
	struct found f = { ranges, 0, max };
	size_t length = 0;
	const uint8_t *mcfg = acpi_table(acpi, "MCFG", MCFG_ENTRIES, &length);

	for (size_t i = MCFG_ENTRIES; mcfg != NULL && i + MCFG_ENTRY <= length; i += MCFG_ENTRY) {
		uint64_t base = acpi_number(mcfg + i, 8);
		unsigned int first = mcfg[i + MCFG_FIRST_BUS], last = mcfg[i + MCFG_LAST_BUS];
		uint64_t skipped = (uint64_t)first << BUS_SHIFT;

		/* The address is that of bus 0. */
		if (first <= last && base <= UINT64_MAX - skipped)
			add(&f, base + skipped, (uint64_t)(last - first + 1) << BUS_SHIFT, false);
	}
	return f.count;
}

/* Blocks of registers in the FADT: address of 4 bytes (0: none), length in bytes, new address. */
static const struct {
	uint8_t address, length, generic;
} blocks[] = {
	{ 56, 88, 148 }, { 60, 88, 160 },	/* PM1 events */
	{ 64, 89, 172 }, { 68, 89, 184 },	/* PM1 control */
	{ 72, 90, 196 },			/* PM2 control */
	{ 76, 91, 208 },			/* timer */
	{ 80, 92, 220 }, { 84, 93, 232 },	/* general-purpose events */
};

/* Single registers: reset, sleep control, sleep status. */
static const uint16_t registers[] = { 116, 244, 256 };

#define FADT_BYTES_1	116	/* of the first revision */
#define FADT_SMI	48

unsigned int acpi_registers(const struct acpi *acpi, struct acpi_range *ranges, unsigned int max)
{
	struct found f = { ranges, 0, max };
	size_t length = 0;
	const uint8_t *fadt = acpi_table(acpi, "FACP", FADT_BYTES_1, &length);

	if (fadt == NULL)
		return 0;
	add(&f, acpi_number(fadt + FADT_SMI, 4), 1, true);
	for (unsigned int i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++) {
		uint64_t bytes = fadt[blocks[i].length];

		add(&f, acpi_number(fadt + blocks[i].address, 4), bytes, true);
		if (length >= blocks[i].generic + (size_t)ADDRESS_BYTES)
			add_address(&f, fadt + blocks[i].generic, bytes);
	}
	for (unsigned int i = 0; i < sizeof(registers) / sizeof(registers[0]); i++)
		if (length >= registers[i] + (size_t)ADDRESS_BYTES)
			add_address(&f, fadt + registers[i], 1);
	return f.count;
}
