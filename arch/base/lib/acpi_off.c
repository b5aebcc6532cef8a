/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The soft-off state: registers of the FADT, and in the DSDT the package \_S5_, which is found by
 * its bytes: no interpreter. (ACPI 6.4, sections 5.2.9, 7.4.2 and 20.2)
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
#define FADT_DSDT_64	140
#define FADT_BYTES_64	148	/* of a table that has the field */

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
	return p != NULL && package_byte(p, end, &off->type[1]) != NULL;
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

bool acpi_find_off(const struct acpi *acpi, struct acpi_off *off)
{
	size_t length = 0, dsdt_length = 0;
	const uint8_t *fadt = acpi_table(acpi, "FACP", FADT_BYTES_1, &length), *dsdt, *end;

	if (fadt == NULL)
		return false;
	dsdt = find_dsdt(acpi, fadt, length, &dsdt_length);
	off->control[0] = (uint16_t)acpi_number(fadt + FADT_CONTROL_A, 4);
	off->control[1] = (uint16_t)acpi_number(fadt + FADT_CONTROL_B, 4);
	off->smi_command = (uint16_t)acpi_number(fadt + FADT_SMI, 4);
	off->enable = fadt[FADT_ENABLE];
	if (dsdt == NULL || off->control[0] == 0)
		return false;
	end = dsdt + dsdt_length;
	for (const uint8_t *p = dsdt + TABLE_HEADER; p < end; p++)
		if (parse_s5(p, end, off))
			return true;
	return false;
}
