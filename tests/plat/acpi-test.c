/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The reader of the firmware's tables over tables made here: the root pointer in every place where
 * it may be, old and new formats, one thing wrong at a time, and any bytes at all. Each piece of
 * memory that is asked for is a block of its own, so that the sanitizer sees a byte too much.
 */
#include <lib/acpi.h>

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
#define MADT		(TABLES + 0x300)
#define HPET		(TABLES + 0x500)
#define MCFG		(TABLES + 0x600)
#define LISTED		4	/* MADT, FADT, HPET, MCFG */
#define LIST_BYTES(entry) (36 + LISTED * (entry))
#define BLOCKS_MAX	8192

static unsigned char low[LOW_SIZE], tables[TABLES_SIZE];
static uint64_t hidden_page;
static void *blocks[BLOCKS_MAX];
static unsigned int num_blocks;
static size_t given;		/* bytes that were asked for and got */

static int tests, failures;

static void ok(bool good, const char *name)
{
	tests++;
	failures += !good;
	printf("%sok %d - %s\n", good ? "" : "not ", tests, name);
}

static unsigned char *place(uint64_t start, size_t size)
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

static const void *memory(uint64_t start, size_t size)
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

static void forget_blocks(void)
{
	while (num_blocks > 0)
		free(blocks[--num_blocks]);
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

	t = make_table(FADT, "FACP", revision ? 244 : 116);
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
	}
	fix_sum(t, revision ? 244 : 116, 9);

	t = make_table(DSDT, "DSDT", 36 + sizeof(aml));
	memcpy(t + 36, aml, sizeof(aml));
	fix_sum(t, 36 + sizeof(aml), 9);
}

static uint64_t told_root;	/* what the loader says */

static bool look(struct acpi_off *off)
{
	struct acpi acpi;
	bool found;

	memset(off, 0xee, sizeof(*off));
	found = acpi_open(&acpi, memory, told_root) && acpi_find_off(&acpi, off);
	forget_blocks();
	return found;
}

static bool found(void)
{
	struct acpi_off off;

	return look(&off) && off.control[0] == 0x604 && off.control[1] == 0x704 &&
	       off.smi_command == 0xb2 && off.enable == 0xf1 && off.type[0] == 5 &&
	       off.type[1] == 1;
}

static bool absent(void)
{
	struct acpi_off off;

	return !look(&off);
}

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

/* One number of a table is another one, the sum is right. */
static void patch(uint64_t table, unsigned int at, uint64_t value, unsigned int bytes)
{
	unsigned char *t = place(table, 36);

	put(t + at, value, bytes);
	fix_sum(t, (size_t)acpi_number(t + 4, 4), 9);
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
	struct acpi_off off;
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
		(void)look(&off);
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
