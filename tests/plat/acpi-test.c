/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The reader of the firmware's tables over tables made here: the root pointer in every place where
 * it may be, old and new formats, one thing wrong at a time, and any bytes at all. Each piece of
 * memory that is asked for is a block of its own, so that the sanitizer sees a byte too much.
 */
#include "tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned int ranges_fn(const struct acpi *acpi, struct acpi_range *r, unsigned int max);
static ranges_fn *const range_fns[] = { acpi_io_apics, acpi_hpet, acpi_mmconfig, acpi_registers };

#define RANGES_MAX	32
static struct acpi_range ranges[RANGES_MAX];

static unsigned int ranges_of(ranges_fn *fn)
{
	struct acpi acpi;
	unsigned int n;

	memset(ranges, 0xee, sizeof(ranges));
	n = acpi_open(&acpi, memory, 0) ? fn(&acpi, ranges, RANGES_MAX) : 0;
	forget_blocks();
	return n;
}

static bool is_range(unsigned int i, uint64_t start, uint64_t last, bool is_ports)
{
	return ranges[i].start == start && ranges[i].last == last &&
	       ranges[i].is_ports == is_ports;
}

static void test_ranges(void)
{
	struct acpi acpi;
	struct acpi_range one;

	make_machine(0xf5a40, 2);
	ok(ranges_of(acpi_io_apics) == 2 && is_range(0, 0xfec00000, 0xfec00fff, false) &&
	   is_range(1, 0x1fec00000, 0x1fec00fff, false), "the IO-APICs that the MADT names");
	ok(ranges_of(acpi_hpet) == 1 && is_range(0, 0xfed00000, 0xfed003ff, false), "the HPET");
	ok(ranges_of(acpi_mmconfig) == 2 && is_range(0, 0xb0000000, 0xbfffffff, false) &&
	   is_range(1, 0x4004000000, 0x4007ffffff, false),
	   "PCI configuration space, a part of its buses");
	ok(ranges_of(acpi_registers) == 7 && is_range(0, 0xb2, 0xb2, true) &&
	   is_range(1, 0x600, 0x603, true) && is_range(2, 0x604, 0x605, true) &&
	   is_range(3, 0x704, 0x705, true) && is_range(4, 0xafe0, 0xafe7, true) &&
	   is_range(5, 0xfee11000, 0xfee11007, false) && is_range(6, 0xcf9, 0xcf9, true),
	   "registers of the FADT in ports and memory");
	make_machine(0xf5a40, 0);
	ok(ranges_of(acpi_registers) == 5, "an old FADT has no generic addresses");
	ok(acpi_open(&acpi, memory, 0) && acpi_io_apics(&acpi, &one, 1) == 2 &&
	   one.start == 0xfec00000 && acpi_io_apics(&acpi, NULL, 0) == 2,
	   "more than there is room for: counted");
	forget_blocks();
}

static void test_hostile_ranges(void)
{
	make_machine(0xf5a40, 2);
	patch(MADT, 44 + 1, 0, 1);
	ok(ranges_of(acpi_io_apics) == 0, "an entry of no length ends the MADT");
	make_machine(0xf5a40, 2);
	patch(MADT, 74 + 1, 17, 1);
	ok(ranges_of(acpi_io_apics) == 1, "so does one that is longer than the table");
	make_machine(0xf5a40, 2);
	patch(MADT, 52 + 1, 11, 1);
	ok(ranges_of(acpi_io_apics) == 0, "an IO-APIC without all of its address is none");
	make_machine(0xf5a40, 2);
	tables[MADT - TABLES + 9] ^= 1;
	ok(ranges_of(acpi_io_apics) == 0, "a MADT with a wrong sum is none");
	make_machine(0xf5a40, 2);
	patch(MADT, 74 + 8, ~0ull - 0xfff + 1, 8);
	ok(ranges_of(acpi_io_apics) == 1, "nor is one that wraps round");
	make_machine(0xf5a40, 2);
	patch(HPET, 40, 1, 1);
	ok(ranges_of(acpi_hpet) == 0, "an HPET in ports");
	make_machine(0xf5a40, 2);
	patch(HPET, 44, 0, 8);
	ok(ranges_of(acpi_hpet) == 0, "an HPET at 0");
	make_machine(0xf5a40, 2);
	patch(MCFG, 44, ~0ull << 20, 8);
	patch(MCFG, 60 + 10, 0x80, 1);
	ok(ranges_of(acpi_mmconfig) == 0, "configuration space that wraps round, and of no buses");
	make_machine(0xf5a40, 2);
	patch(FADT, 64, 0xffff, 4);
	patch(FADT, 56, 0x10600, 4);
	ok(ranges_of(acpi_registers) == 5, "ports beyond the last one");
}

/* As many IO-APICs as a table has room for: not more than can be meant. */
static void test_many(void)
{
	unsigned int n = 1000, length = 44 + n * 12;
	unsigned char *t;

	make_machine(0xf5a40, 2);
	put(place(XSDT, 44) + 36, TABLES + 0x4000, 8);
	fix_sum(place(XSDT, 36), LIST_BYTES(8), 9);
	t = make_table(TABLES + 0x4000, "APIC", length);
	for (unsigned int i = 0; i < n; i++) {
		t[44 + i * 12] = 1;
		t[44 + i * 12 + 1] = 12;
		put(t + 44 + i * 12 + 4, 0xf0000000 + i * 0x1000, 4);
	}
	fix_sum(t, length, 9);
	ok(ranges_of(acpi_io_apics) == ACPI_RANGES_MAX, "a thousand IO-APICs: some of them");
}

/* The same address twice; a second HPET; a long list of one damaged table. */
static void test_repeated(void)
{
	const unsigned int n = 3000, length = 36 + n * 8;
	struct acpi acpi;
	unsigned char *t;

	make_machine(0xf5a40, 2);
	patch(MADT, 74, 1, 1);
	patch(MADT, 74 + 4, 0xfec00000, 4);
	ok(ranges_of(acpi_io_apics) == 1, "an IO-APIC that is named twice is one");

	make_machine(0xf5a40, 2);
	t = make_table(TABLES + 0x4000, "HPET", 56);
	put(t + 44, 0xfed01000, 8);
	fix_sum(t, 56, 9);
	put(place(XSDT, 44) + 36 + 3 * 8, TABLES + 0x4000, 8);
	fix_sum(place(XSDT, 36), LIST_BYTES(8), 9);
	ok(ranges_of(acpi_hpet) == 2 && is_range(0, 0xfed00000, 0xfed003ff, false) &&
	   is_range(1, 0xfed01000, 0xfed013ff, false), "two HPETs, each with its table");

	make_machine(0xf5a40, 2);
	t = make_table(TABLES + 0x8000, "XSDT", length);
	for (unsigned int i = 0; i < n; i++)
		put(t + 36 + i * 8, TABLES + 0x4000, 8);
	fix_sum(t, length, 9);
	make_table(TABLES + 0x4000, "APIC", 0x4000);
	put(low + 0xf5a40 + 24, TABLES + 0x8000, 8);
	fix_sum(low + 0xf5a40, 36, 32);
	given = 0;
	/* What the old list names is found in the end. */
	ok(acpi_open(&acpi, memory, 0) && acpi_io_apics(&acpi, ranges, RANGES_MAX) == 2 &&
	   given < 24u << 20, "damaged tables are not read without end");
	forget_blocks();
}

/* Whatever bytes of the tables are wrong: no access outside of them, no range that wraps. */
static void test_noise(void)
{
	static const uint64_t all[] = { RSDT, XSDT, MADT, HPET, MCFG, FADT, DSDT };
	struct acpi_reset reset;
	struct acpi_off off;
	struct acpi acpi;
	bool sound = true;

	srand(1);
	for (unsigned int i = 0; i < 20000; i++) {
		make_machine(0x9fc10, i & 2);
		for (unsigned int changes = 0; changes < 3; changes++)
			tables[(unsigned int)rand() % 0x2050] = (unsigned char)rand();
		for (unsigned int k = 0; k < sizeof(all) / sizeof(all[0]); k++) {
			unsigned char *t = place(all[k], 36);
			size_t length = (size_t)acpi_number(t + 4, 4);

			if (length >= 36 && place(all[k], length))
				fix_sum(t, length, 9);
		}
		if (look(&off))
			sound &= off.type[0] < 8 && off.type[1] < 8;
		if (acpi_open(&acpi, memory, 0) && acpi_find_reset(&acpi, &reset))
			sound &= reset.where.space < ACPI_NOWHERE &&
				 (reset.where.space != ACPI_PORTS ||
				  reset.where.address <= 0xffff);
		forget_blocks();
		for (unsigned int k = 0; k < sizeof(range_fns) / sizeof(range_fns[0]); k++) {
			unsigned int n = ranges_of(range_fns[k]);

			for (unsigned int r = 0; r < n && r < RANGES_MAX; r++)
				sound &= ranges[r].start <= ranges[r].last &&
					 (!ranges[r].is_ports || ranges[r].last <= 0xffff);
		}
	}
	ok(sound, "damaged tables do no harm");
}

/* The root pointer is in no place that is searched: above 1 MiB, with the tables. */
static void test_told_root(void)
{
	static const uint64_t wrong[] = { 1, LOW_SIZE - 8, FADT, 1ull << 40, ~0ull, ~0ull - 19 };
	unsigned char *root = place(TABLES + 0x8010, 36);
	bool is_passed_over = true;

	make_machine(0xf5a40, 2);
	memcpy(root, low + 0xf5a40, 36);
	memset(low, 0, sizeof(low));
	ok(absent(), "a root pointer outside of the BIOS area is not found");
	told_root = TABLES + 0x8010;
	ok(found(), "it is found where the loader says");
	/* The other one leads nowhere. */
	make_machine(0xf5a40, 2);
	memcpy(root, low + 0xf5a40, 36);
	put(low + 0xf5a40 + 24, 0, 8);
	fix_sum(low + 0xf5a40, 20, 8);
	fix_sum(low + 0xf5a40, 36, 32);
	ok(found(), "the loader's word counts more than the BIOS area");
	root[8] ^= 1;
	make_machine(0xf5a40, 0);
	ok(found(), "a damaged one is passed over");
	for (unsigned int i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		told_root = wrong[i];
		is_passed_over &= found();
	}
	ok(is_passed_over, "so is any other address");
	told_root = 0;
}

int main(void)
{
	make_machine(0xf5a40, 0);
	ok(found(), "old tables, root pointer in the BIOS area");
	make_machine(0xf5a40, 2);
	ok(found(), "new tables: XSDT and 64-bit DSDT address");
	make_machine(0xf5a40, 2);
	patch(RSDT, 40, FADT, 4);
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
	test_told_root();
	test_ranges();
	test_hostile_ranges();
	test_many();
	test_repeated();
	test_noise();
	printf("1..%d\n", tests);
	return failures != 0;
}
