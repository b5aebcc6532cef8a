/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The soft-off state: registers of the FADT, and in the DSDT or an SSDT the package \_S5_, which is
 * found by its bytes: no interpreter. (ACPI 6.4, sections 4.8.3, 5.2.9, 7.4.2 and 20.2)
 */
#include <lib/acpi.h>

/* Offsets and sizes in bytes. */
#define TABLE_HEADER	36
#define FADT_BYTES_1	72	/* as far as the first revision is needed here */
#define FADT_DSDT	40
#define FADT_SMI	48
#define FADT_ENABLE	52
#define FADT_CONTROL_A	64
#define FADT_CONTROL_B	68
#define FADT_FLAGS	112
#define FLAG_REDUCED	0x100000	/* no PM1 registers */
#define FADT_DSDT_64	140
#define FADT_BYTES_64	148	/* of a table that has the field */
#define FADT_CONTROL_A_64 172
#define FADT_CONTROL_B_64 184
#define FADT_SLEEP	244
#define SSDT_MAX	16u
#define PORT_LAST	0xffffu
#define TYPES		8u

#define AML_ZERO	0x00
#define AML_ONE		0x01
#define AML_BYTE	0x0a
#define AML_PACKAGE	0x12
#define S5_SHORTEST	8

/* Reads a small integer of a package; returns the place behind it, or NULL. */
static const uint8_t *package_byte(const uint8_t *p, const uint8_t *end, uint8_t *value)
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

/* Name, then a package: opcode, length (1 to 4 bytes), number of elements, elements. */
static bool parse_s5(const uint8_t *p, const uint8_t *end, struct acpi_off *off)
{
	if (end - p < S5_SHORTEST || p[0] != '_' || p[1] != 'S' || p[2] != '5' || p[3] != '_' ||
	    p[4] != AML_PACKAGE)
		return false;
	p += 5;
	/* The length tells how long it is itself. */
	if ((*p >> 6) + 2 > end - p)
		return false;
	p += 1 + (*p >> 6);
	if (*p++ < 2)
		return false;
	p = package_byte(p, end, &off->type[0]);
	return p != NULL && package_byte(p, end, &off->type[1]) != NULL && off->type[0] < TYPES &&
	       off->type[1] < TYPES;
}

static bool find_s5(const uint8_t *table, size_t length, struct acpi_off *off)
{
	for (const uint8_t *p = table + TABLE_HEADER; p < table + length; p++)
		if (parse_s5(p, table + length, off))
			return true;
	return false;
}

static const uint8_t *find_dsdt(const struct acpi *acpi, const uint8_t *fadt, size_t length,
				size_t *dsdt_length)
{
	const uint8_t *dsdt = NULL;

	if (length >= FADT_BYTES_64)
		dsdt = acpi_table_at(acpi, acpi_number(fadt + FADT_DSDT_64, 8), "DSDT",
				     dsdt_length);
	return dsdt != NULL ? dsdt :
	       acpi_table_at(acpi, acpi_number(fadt + FADT_DSDT, 4), "DSDT", dsdt_length);
}

/* A port of the FADT: of 4 bytes, or if that is 0 a generic address. 0: there is none. */
static uint16_t port_at(const uint8_t *fadt, size_t length, unsigned int at, unsigned int generic)
{
	uint64_t port = acpi_number(fadt + at, 4);

	if (port == 0 && generic != 0 && length >= generic + (size_t)ACPI_ADDRESS_BYTES) {
		struct acpi_register r = acpi_register_at(fadt + generic);

		port = r.space == ACPI_PORTS ? r.address : 0;
	}
	return port <= PORT_LAST ? (uint16_t)port : 0;
}

/* The registers; false: none of them can switch the machine off. */
static bool find_registers(const uint8_t *fadt, size_t length, struct acpi_off *off)
{
	off->control[0] = port_at(fadt, length, FADT_CONTROL_A, FADT_CONTROL_A_64);
	off->control[1] = port_at(fadt, length, FADT_CONTROL_B, FADT_CONTROL_B_64);
	off->smi_command = port_at(fadt, length, FADT_SMI, 0);
	off->enable = fadt[FADT_ENABLE];
	off->sleep = (struct acpi_register){ ACPI_NOWHERE, 0 };
	if (length >= FADT_SLEEP + ACPI_ADDRESS_BYTES &&
	    acpi_number(fadt + FADT_FLAGS, 4) & FLAG_REDUCED)
		off->sleep = acpi_register_at(fadt + FADT_SLEEP);
	return off->control[0] != 0 || off->sleep.space != ACPI_NOWHERE;
}

bool acpi_find_off(const struct acpi *acpi, struct acpi_off *off)
{
	size_t length = 0, table_length = 0;
	const uint8_t *fadt = acpi_table(acpi, "FACP", FADT_BYTES_1, &length), *table;

	if (fadt == NULL || !find_registers(fadt, length, off))
		return false;
	table = find_dsdt(acpi, fadt, length, &table_length);
	if (table != NULL && find_s5(table, table_length, off))
		return true;
	for (unsigned int i = 0; i < SSDT_MAX; i++) {
		table = acpi_table_number(acpi, "SSDT", TABLE_HEADER, i, &table_length);
		if (table == NULL)
			return false;
		if (find_s5(table, table_length, off))
			return true;
	}
	return false;
}
