/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The way from the root pointer to the soft-off values, over tables made here: in every place the
 * root pointer may be, old and new formats, and with one thing wrong at a time. The plat library's
 * reader and the debugger's go it.
 */
#include "acpi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first megabyte, and the place of the tables, as "physical memory". */
#define LOW_SIZE	0x100000
#define TABLES		0x7fe0000ull
#define TABLES_SIZE	0x10000
#define FADT		(TABLES + 0x1000)
#define DSDT		(TABLES + 0x2000)
#define RSDT		(TABLES + 0x100)
#define XSDT		(TABLES + 0x200)
#define OTHER		(TABLES + 0x300)

/* The page size of sigma0: memory comes and goes in pages. */
static unsigned char low[LOW_SIZE], tables[TABLES_SIZE];
static unsigned long long hidden_page;

static int tests, failures;

static void ok(bool good, const char *name)
{
	tests++;
	failures += !good;
	printf("%sok %d - %s\n", good ? "" : "not ", tests, name);
}

static void *memory(unsigned long long start, size_t size)
{
	if (hidden_page && start < hidden_page + 0x1000 && start + size > hidden_page)
		return NULL;
	if (start + size <= LOW_SIZE)
		return low + start;
	if (start >= TABLES && start + size <= TABLES + TABLES_SIZE)
		return tables + (start - TABLES);
	return NULL;
}

static void put(unsigned char *p, unsigned long long value, unsigned int bytes)
{
	for (; bytes-- > 0; value >>= 8)
		*p++ = (unsigned char)value;
}

static void fix_sum(unsigned char *p, size_t size, size_t where)
{
	unsigned char sum = 0;
	size_t i;

	p[where] = 0;
	for (i = 0; i < size; i++)
		sum = (unsigned char)(sum + p[i]);
	p[where] = (unsigned char)-sum;
}

static unsigned char *make_table(unsigned long long at, const char *signature, unsigned int length)
{
	unsigned char *t = memory(at, length);

	memset(t, 0, length);
	memcpy(t, signature, 4);
	put(t + 4, length, 4);
	return t;
}

/* A small machine; `revision` 0 has an RSDT, 2 an XSDT as well and nothing in the RSDT. */
static void make_machine(unsigned int root_at, unsigned int revision)
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

	make_table(OTHER, "APIC", 40);
	fix_sum(tables + (OTHER - TABLES), 40, 9);
	t = make_table(RSDT, "RSDT", 44);
	put(t + 36, OTHER, 4);
	put(t + 40, revision ? OTHER : FADT, 4);
	fix_sum(t, 44, 9);
	t = make_table(XSDT, "XSDT", 52);
	put(t + 36, OTHER, 8);
	put(t + 44, FADT, 8);
	fix_sum(t, 52, 9);

	t = make_table(FADT, "FACP", revision ? 244 : 116);
	put(t + 40, revision ? 0 : DSDT, 4);
	put(t + 48, 0xb2, 4);
	t[52] = 0xf1;
	put(t + 64, 0x604, 4);
	put(t + 68, 0x704, 4);
	if (revision)
		put(t + 140, DSDT, 8);
	fix_sum(t, revision ? 244 : 116, 9);

	t = make_table(DSDT, "DSDT", 36 + sizeof(aml));
	memcpy(t + 36, aml, sizeof(aml));
	fix_sum(t, 36 + sizeof(aml), 9);
}

static bool found(void)
{
	struct acpi_soft_off off;

	memset(&off, 0xee, sizeof(off));
	return acpi_find_soft_off(memory, &off) && off.pm1a_control == 0x604 &&
	       off.pm1b_control == 0x704 && off.smi_command == 0xb2 && off.acpi_enable == 0xf1 &&
	       off.type_a == 5 && off.type_b == 1;
}

static bool absent(void)
{
	struct acpi_soft_off off;

	return !acpi_find_soft_off(memory, &off);
}

/* Whatever bytes of the tables are wrong: no access outside of them. */
static void test_noise(void)
{
	struct acpi_soft_off off;
	unsigned int i, changes;

	srand(1);
	for (i = 0; i < 20000; i++) {
		make_machine(0x9fc10, i & 2);
		for (changes = 0; changes < 3; changes++)
			tables[(unsigned int)rand() % 0x2050] = (unsigned char)rand();
		fix_sum(tables + (FADT - TABLES), i & 2 ? 244 : 116, 9);
		acpi_find_soft_off(memory, &off);
	}
	ok(true, "damaged tables do no harm");
}

int main(void)
{
	make_machine(0xf5a40, 0);
	ok(found(), "old tables, root pointer in the BIOS area");
	make_machine(0xf5a40, 2);
	ok(found(), "new tables: XSDT and 64-bit DSDT address");
	make_machine(0xf5a40, 2);
	put(tables + (RSDT - TABLES) + 40, FADT, 4);
	fix_sum(tables + (RSDT - TABLES), 44, 9);
	tables[XSDT - TABLES + 9] ^= 1;
	ok(found(), "new tables: XSDT with a wrong sum, FADT found by the RSDT");
	make_machine(0x9fc10, 0);
	ok(found(), "root pointer in the extended BIOS data area");
	make_machine(0xfffe0, 0);
	ok(found(), "root pointer at the end of the BIOS area");
	make_machine(0xf5a40, 0);
	hidden_page = 0x9f000;
	ok(found(), "a page that sigma0 refuses is passed over");
	hidden_page = 0;
	low[0xf5a48] ^= 1;
	ok(absent(), "root pointer with a wrong sum");
	make_machine(0xf5a40, 0);
	tables[0x1040] ^= 1;
	ok(absent(), "FADT with a wrong sum");
	make_machine(0xf5a40, 0);
	put(tables + 0x104, ~0u, 4);
	ok(absent(), "RSDT of absurd length");
	make_machine(0xf5a40, 0);
	hidden_page = DSDT;
	ok(absent(), "DSDT refused by sigma0");
	memset(low, 0, sizeof(low));
	ok(absent(), "no tables at all");
	test_noise();
	printf("1..%d\n", tests);
	return failures != 0;
}
