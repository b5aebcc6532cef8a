/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each piece of memory that is asked for is a block of its own, so that the sanitizer sees a byte
 * too much.
 */
#include "tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCKS_MAX	8192

unsigned char low[LOW_SIZE], tables[TABLES_SIZE];
uint64_t hidden_page;
static void *blocks[BLOCKS_MAX];
static unsigned int num_blocks;
size_t given;

int tests, failures;

void ok(bool good, const char *name)
{
	tests++;
	failures += !good;
	printf("%sok %d - %s\n", good ? "" : "not ", tests, name);
}

unsigned char *place(uint64_t start, size_t size)
{
	if (start + size < start)
		return NULL;
	if (hidden_page && start < hidden_page + 0x1000 && start + size > hidden_page)
		return NULL;
	if (start + size <= LOW_SIZE)
		return low + start;
	if (start >= TABLES && start + size <= TABLES + TABLES_SIZE)
		return tables + (start - TABLES);
	return NULL;
}

const void *memory(uint64_t start, size_t size)
{
	const unsigned char *at = place(start, size);
	void *block;

	if (!at)
		return NULL;
	if (num_blocks == BLOCKS_MAX)
		abort();
	given += size;
	block = malloc(size);
	blocks[num_blocks++] = block;
	return memcpy(block, at, size);
}

void forget_blocks(void)
{
	while (num_blocks > 0)
		free(blocks[--num_blocks]);
}

void put(unsigned char *p, unsigned long long value, unsigned int bytes)
{
	for (; bytes-- > 0; value >>= 8)
		*p++ = (unsigned char)value;
}

void fix_sum(unsigned char *p, size_t size, size_t where)
{
	unsigned char sum = 0;
	size_t i;

	p[where] = 0;
	for (i = 0; i < size; i++)
		sum = (unsigned char)(sum + p[i]);
	p[where] = (unsigned char)-sum;
}

unsigned char *make_table(unsigned long long at, const char *signature, unsigned int length)
{
	unsigned char *t = place(at, length);

	memset(t, 0, length);
	memcpy(t, signature, 4);
	put(t + 4, length, 4);
	return t;
}

/* A list of all tables; of MADTs only if it shall be of no use. */
static void make_list(uint64_t at, const char *signature, unsigned int bytes, bool is_useless)
{
	static const uint64_t listed[LISTED] = { MADT, FADT, HPET, MCFG };
	unsigned char *t = make_table(at, signature, LIST_BYTES(bytes));

	for (unsigned int i = 0; i < LISTED; i++)
		put(t + 36 + i * bytes, is_useless ? MADT : listed[i], bytes);
	fix_sum(t, LIST_BYTES(bytes), 9);
}

/* A processor, an IO-APIC, an override, an IO-SAPIC above 4 GiB. */
static void make_madt(void)
{
	unsigned char *t = make_table(MADT, "APIC", 44 + 8 + 12 + 10 + 16);

	t[44 + 1] = 8;
	t[52] = 1;
	t[52 + 1] = 12;
	put(t + 52 + 4, 0xfec00000, 4);
	t[64] = 2;
	t[64 + 1] = 10;
	t[74] = 6;
	t[74 + 1] = 16;
	put(t + 74 + 8, 0x1fec00000, 8);
	fix_sum(t, 44 + 8 + 12 + 10 + 16, 9);
}

static void make_fadt(unsigned int revision)
{
	unsigned char *t = make_table(FADT, "FACP", revision ? FADT_BYTES : 116);

	put(t + 40, revision ? 0 : DSDT, 4);
	put(t + 48, 0xb2, 4);
	t[52] = 0xf1;
	put(t + 56, 0x600, 4);
	t[88] = 4;
	put(t + 64, 0x604, 4);
	put(t + 68, 0x704, 4);
	t[89] = 2;
	put(t + 80, 0xafe0, 4);
	t[92] = 8;
	if (revision) {
		put(t + 140, DSDT, 8);
		/* Reset in ports; a block of events in memory. */
		t[116] = 1;
		t[117] = 8;
		put(t + 120, 0xcf9, 8);
		t[220 + 1] = 64;
		put(t + 224, 0xfee11000, 8);
		put(t + 112, 0x400, 4);
		t[128] = 0x0e;
	}
	fix_sum(t, revision ? FADT_BYTES : 116, 9);
}

void make_machine(unsigned int root_at, unsigned int revision)
{
	static const unsigned char aml[] = { 0x10, 0x20, 0x08, '_', 'S', '4', '_', 0x12, 0x02, 0x00,
		'_', 'S', '5', '_', 0x70, 0x08, '\\', '_', 'S', '5', '_', 0x12, 0x06, 0x04, 0x0a,
		0x05, 0x01, 0x00, 0x00 };
	unsigned char *t, *root = low + root_at;

	memset(low, 0, sizeof(low));
	memset(tables, 0, sizeof(tables));
	hidden_page = 0;
	put(low + 0x40e, 0x9fc0, 2);

	memcpy(root, "RSD PTR ", 8);
	root[15] = (unsigned char)revision;
	put(root + 16, RSDT, 4);
	fix_sum(root, 20, 8);
	if (revision) {
		put(root + 20, 36, 4);
		put(root + 24, XSDT, 8);
		fix_sum(root, 36, 32);
	}

	make_list(RSDT, "RSDT", 4, revision != 0);
	make_list(XSDT, "XSDT", 8, false);
	make_madt();
	t = make_table(HPET, "HPET", 56);
	put(t + 44, 0xfed00000, 8);
	fix_sum(t, 56, 9);
	t = make_table(MCFG, "MCFG", 44 + 2 * 16);
	put(t + 44, 0xb0000000, 8);
	t[44 + 11] = 0xff;
	put(t + 60, 0x4000000000, 8);
	t[60 + 10] = 0x40;
	t[60 + 11] = 0x7f;
	fix_sum(t, 44 + 2 * 16, 9);

	make_fadt(revision);
	t = make_table(DSDT, "DSDT", 36 + sizeof(aml));
	memcpy(t + 36, aml, sizeof(aml));
	fix_sum(t, 36 + sizeof(aml), 9);
}

void patch(uint64_t table, unsigned int at, uint64_t value, unsigned int bytes)
{
	unsigned char *t = place(table, 36);

	put(t + at, value, bytes);
	fix_sum(t, (size_t)acpi_number(t + 4, 4), 9);
}

uint64_t told_root;

bool look(struct acpi_off *off)
{
	struct acpi acpi;
	bool found;

	memset(off, 0xee, sizeof(*off));
	found = acpi_open(&acpi, memory, told_root) && acpi_find_off(&acpi, off);
	forget_blocks();
	return found;
}

bool found(void)
{
	struct acpi_off off;

	return look(&off) && off.control[0] == 0x604 && off.control[1] == 0x704 &&
	       off.smi_command == 0xb2 && off.enable == 0xf1 && off.type[0] == 5 &&
	       off.type[1] == 1;
}

bool absent(void)
{
	struct acpi_off off;

	return !look(&off);
}
