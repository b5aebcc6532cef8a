/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The way from the BIOS area to the soft-off state: root pointer, list of tables, FADT, and in the
 * DSDT the package \_S5_, found by its bytes. Tables may be damaged: every read is checked.
 * (ACPI 6.4, sections 5.2.5 to 5.2.9, 7.4.2 and 20.2)
 */
#include "acpi.h"

#include <base/bits.h>
#include <generic/string.h>
#include <kdb/kdb.h>

#define EBDA_SEGMENT	0x40e	/* where the BIOS notes its extended data area */
#define EBDA_BYTES	1024
#define BIOS_START	0xe0000u
#define BIOS_BYTES	0x20000u
#define ROOT_ALIGN	16

#define RSDP_BYTES	20
#define RSDP_BYTES_2	36	/* from revision 2 on */
#define RSDP_REVISION	15
#define RSDP_RSDT	16
#define RSDP_XSDT	24
#define HEADER_BYTES	36
#define HEADER_LENGTH	4
#define TABLE_MAX	0x1000000u

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
#define S5_BYTES	16u	/* name, package with length, count and two elements, and more */
#define S5_SHORTEST	9

static u32 get32(paddr_t at)
{
	u8 b[4] = { 0 };

	kdb_read_phys(b, at, sizeof(b));
	return (u32)b[0] | (u32)b[1] << 8 | (u32)b[2] << 16 | (u32)b[3] << 24;
}

static paddr_t get64(paddr_t at)
{
	return get32(at) | (paddr_t)get32(at + 4) << 32;
}

static bool has_signature(paddr_t at, const char *signature, size_t length)
{
	char text[8];

	return kdb_read_phys(text, at, length) == length && kmemcmp(text, signature, length) == 0;
}

static bool sum_is_zero(paddr_t at, size_t length)
{
	u8 sum = 0, b;

	for (size_t i = 0; i < length; i++) {
		if (kdb_read_phys(&b, at + i, 1) != 1)
			return false;
		sum = (u8)(sum + b);
	}
	return sum == 0;
}

static paddr_t scan(paddr_t at, size_t bytes)
{
	for (; bytes >= ROOT_ALIGN; at += ROOT_ALIGN, bytes -= ROOT_ALIGN)
		if (has_signature(at, "RSD PTR ", 8) && sum_is_zero(at, RSDP_BYTES))
			return at;
	return 0;
}

static paddr_t find_root(void)
{
	paddr_t root = scan((paddr_t)(get32(EBDA_SEGMENT) & 0xffff) << 4, EBDA_BYTES);

	return root != 0 ? root : scan(BIOS_START, BIOS_BYTES);
}

/* Length of the table at this address, 0 if there is none. */
static u32 table_length(paddr_t at, const char *signature)
{
	u32 length = get32(at + HEADER_LENGTH);

	if (at == 0 || !has_signature(at, signature, 4) || length < HEADER_BYTES ||
	    length > TABLE_MAX || !sum_is_zero(at, length))
		return 0;
	return length;
}

/* The FADT that a list of tables names, each by `bytes` bytes; 0: none. */
static paddr_t find_in_list(paddr_t list, const char *signature, u32 bytes)
{
	u32 length = table_length(list, signature);

	for (u32 i = HEADER_BYTES; i + bytes <= length; i += bytes) {
		paddr_t table = bytes == 8 ? get64(list + i) : get32(list + i);

		if (table_length(table, "FACP") > FADT_CONTROL_B)
			return table;
	}
	return 0;
}

/* New firmware has two lists; the one of 64-bit addresses counts, if it is good for anything. */
static paddr_t find_fadt(void)
{
	paddr_t root = find_root(), fadt = 0;

	if (root == 0)
		return 0;
	if ((get32(root + RSDP_REVISION) & 0xff) >= 2 && sum_is_zero(root, RSDP_BYTES_2))
		fadt = find_in_list(get64(root + RSDP_XSDT), "XSDT", 8);
	return fadt != 0 ? fadt : find_in_list(get32(root + RSDP_RSDT), "RSDT", 4);
}

static paddr_t find_dsdt(paddr_t fadt)
{
	paddr_t dsdt = 0;

	if (table_length(fadt, "FACP") >= FADT_BYTES_64)
		dsdt = get64(fadt + FADT_DSDT_64);
	return dsdt != 0 ? dsdt : get32(fadt + FADT_DSDT);
}

/* A small integer of a package; its length, 0 if it is something else. */
static unsigned int integer(const u8 *p, u8 *value)
{
	if (*p == AML_ZERO || *p == AML_ONE) {
		*value = *p;
		return 1;
	}
	*value = p[1];
	return *p == AML_BYTE ? 2 : 0;
}

/* p: S5_BYTES that may be the name and its package. */
static bool parse_s5(const u8 *p, struct acpi_off *off)
{
	unsigned int n;

	if (kmemcmp(p, "_S5_", 4) != 0 || p[4] != AML_PACKAGE)
		return false;
	p += 5;
	p += 1 + (*p >> 6);		/* the length tells how long it is itself */
	if (*p++ < 2)
		return false;
	n = integer(p, &off->type[0]);
	return n != 0 && integer(p + n, &off->type[1]) != 0;
}

bool acpi_find_off(struct acpi_off *off)
{
	paddr_t fadt = find_fadt(), dsdt;
	u8 code[S5_BYTES];
	u32 length;

	if (fadt == 0)
		return false;
	dsdt = find_dsdt(fadt);
	length = table_length(dsdt, "DSDT");
	off->control[0] = (u16)get32(fadt + FADT_CONTROL_A);
	off->control[1] = (u16)get32(fadt + FADT_CONTROL_B);
	off->smi_command = (u16)get32(fadt + FADT_SMI);
	off->enable = (u8)get32(fadt + FADT_ENABLE);
	if (off->control[0] == 0)
		return false;
	for (u32 i = HEADER_BYTES; i + S5_SHORTEST <= length; i++) {
		u32 bytes = MIN(S5_BYTES, length - i);

		kmemset(code, 0, sizeof(code));
		if (kdb_read_phys(code, dsdt + i, bytes) == bytes && parse_s5(code, off))
			return true;
	}
	return false;
}
