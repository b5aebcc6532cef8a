/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the root pointer in the BIOS area to the FADT's registers and the \_S5_ package of the
 * DSDT, which is found by its bytes: no interpreter. (ACPI 6.4, sections 5.2.5-5.2.9, 20.2)
 */
#include "acpi.h"

#include <string.h>

#define BIOS_START	0xe0000
#define BIOS_END	0x100000
/* The word that holds the segment of the extended BIOS data area. */
#define EBDA_SEGMENT	0x40e
#define EBDA_SCAN	1024
#define SCAN_STEP	1024

/* Offsets and sizes in bytes. */
#define RSDP_ALIGN	16
#define RSDP_SIZE	20
#define RSDP_SIZE_V2	36
#define RSDP_REVISION	15
#define RSDP_RSDT	16
#define RSDP_XSDT	24

#define TABLE_LENGTH	4
#define TABLE_HEADER	36
#define TABLE_MAX	0x1000000

#define FADT_DSDT	40
#define FADT_SMI_CMD	48
#define FADT_ENABLE	52
#define FADT_PM1A_CNT	64
#define FADT_PM1B_CNT	68
#define FADT_SIZE_V1	72
#define FADT_X_DSDT	140
#define FADT_SIZE_X_DSDT 148

#define AML_ZERO	0x00
#define AML_ONE		0x01
#define AML_BYTE	0x0a
#define AML_PACKAGE	0x12

static uint64_t read_le(const unsigned char *p, unsigned int bytes)
{
	uint64_t value = 0;

	while (bytes-- > 0)
		value = value << 8 | p[bytes];
	return value;
}

static bool sum_is_zero(const unsigned char *p, size_t size)
{
	unsigned char sum = 0;

	while (size-- > 0)
		sum = (unsigned char)(sum + p[size]);
	return sum == 0;
}

/* The physical address of the root pointer, or 0. */
static uint32_t scan_for_root(acpi_memory_fn *memory, uint32_t start, uint32_t end)
{
	const unsigned char *p;
	uint32_t offset;

	for (; start < end; start += SCAN_STEP) {
		p = memory(start, SCAN_STEP);
		for (offset = 0; p && offset < SCAN_STEP; offset += RSDP_ALIGN) {
			if (memcmp(p + offset, "RSD PTR ", 8) == 0 &&
			    memory(start + offset, RSDP_SIZE) &&
			    sum_is_zero(p + offset, RSDP_SIZE))
				return start + offset;
		}
	}
	return 0;
}

static uint32_t find_root(acpi_memory_fn *memory)
{
	const unsigned char *segment = memory(EBDA_SEGMENT, 2);
	uint32_t ebda = segment ? (uint32_t)read_le(segment, 2) << 4 : 0, root = 0;

	if (ebda >= 0x400 && ebda < 0xa0000)
		root = scan_for_root(memory, ebda, ebda + EBDA_SCAN);
	return root ? root : scan_for_root(memory, BIOS_START, BIOS_END);
}

/* A whole table with a right checksum, its length in *length. */
static const unsigned char *get_table(acpi_memory_fn *memory, uint64_t address, size_t *length)
{
	const unsigned char *table = address ? memory(address, TABLE_HEADER) : NULL;

	if (!table)
		return NULL;
	*length = (size_t)read_le(table + TABLE_LENGTH, 4);
	if (*length < TABLE_HEADER || *length > TABLE_MAX)
		return NULL;
	table = memory(address, *length);
	return table && sum_is_zero(table, *length) ? table : NULL;
}

static const unsigned char *find_in_list(acpi_memory_fn *memory, uint64_t list_address,
					 unsigned int entry_size, size_t *length)
{
	size_t list_length, offset;
	const unsigned char *list = get_table(memory, list_address, &list_length), *table;

	if (!list)
		return NULL;
	for (offset = TABLE_HEADER; offset + entry_size <= list_length; offset += entry_size) {
		table = get_table(memory, read_le(list + offset, entry_size), length);
		if (table && memcmp(table, "FACP", 4) == 0 && *length >= FADT_SIZE_V1)
			return table;
	}
	return NULL;
}

static const unsigned char *find_fadt(acpi_memory_fn *memory, size_t *length)
{
	uint32_t address = find_root(memory);
	const unsigned char *root = address ? memory(address, RSDP_SIZE) : NULL, *fadt = NULL;
	uint64_t rsdt, xsdt = 0;

	if (!root)
		return NULL;
	rsdt = read_le(root + RSDP_RSDT, 4);
	if (root[RSDP_REVISION] >= 2 && memory(address, RSDP_SIZE_V2))
		xsdt = read_le(root + RSDP_XSDT, 8);
	if (xsdt)
		fadt = find_in_list(memory, xsdt, 8, length);
	return fadt ? fadt : find_in_list(memory, rsdt, 4, length);
}

/* One small integer of a package; the place behind it, or NULL. */
static const unsigned char *package_byte(const unsigned char *p, const unsigned char *end,
					 uint8_t *value)
{
	if (p < end && (*p == AML_ZERO || *p == AML_ONE)) {
		*value = *p;
		return p + 1;
	}
	if (end - p >= 2 && *p == AML_BYTE) {
		*value = p[1];
		return p + 2;
	}
	return NULL;
}

/* Name _S5_, then a package: opcode, length (1 to 4 bytes), number of elements, elements. */
static bool parse_s5(const unsigned char *p, const unsigned char *end, struct acpi_soft_off *off)
{
	if (end - p < 8 || memcmp(p, "_S5_", 4) != 0 || p[4] != AML_PACKAGE)
		return false;
	p += 5;
	p += 1 + (*p >> 6);
	if (p >= end || *p++ < 2)
		return false;
	p = package_byte(p, end, &off->type_a);
	return p && package_byte(p, end, &off->type_b);
}

bool acpi_find_soft_off(acpi_memory_fn *memory, struct acpi_soft_off *off)
{
	size_t length, dsdt_length;
	const unsigned char *fadt = find_fadt(memory, &length), *dsdt = NULL, *p, *end;

	if (!fadt)
		return false;
	off->smi_command = (uint16_t)read_le(fadt + FADT_SMI_CMD, 4);
	off->acpi_enable = fadt[FADT_ENABLE];
	off->pm1a_control = (uint16_t)read_le(fadt + FADT_PM1A_CNT, 4);
	off->pm1b_control = (uint16_t)read_le(fadt + FADT_PM1B_CNT, 4);
	if (length >= FADT_SIZE_X_DSDT)
		dsdt = get_table(memory, read_le(fadt + FADT_X_DSDT, 8), &dsdt_length);
	if (!dsdt)
		dsdt = get_table(memory, read_le(fadt + FADT_DSDT, 4), &dsdt_length);
	if (!dsdt || off->pm1a_control == 0)
		return false;
	end = dsdt + dsdt_length;
	for (p = dsdt + TABLE_HEADER; p < end; p++)
		if (parse_s5(p, end, off))
			return true;
	return false;
}
