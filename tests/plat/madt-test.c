/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The reader of the table MADT over tables made here: each kind of entry, entries that are cut off,
 * named twice, too many of them, and any bytes at all. Each piece of memory that is asked for is a
 * block of its own, so that the sanitizer sees a byte too much.
 */
#include <lib/acpi_lines.h>
#include <lib/acpi_madt.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOT		0xf5a40u
#define RSDT		0x10000u
#define MADT		0x11000u
#define MEMORY		0x100000u
#define HEADER		44
#define LIST_MAX	600
#define LOCAL_APIC	0xfee00000u

static unsigned char mem[MEMORY];
static size_t end;		/* of the MADT, as far as it is made */
static int tests, failures;

static struct acpi_processor cpus[LIST_MAX];
static struct acpi_io_apic ios[LIST_MAX];
static struct acpi_override overrides[LIST_MAX];
static struct acpi_nmi nmis[LIST_MAX];

static void ok(bool good, const char *name)
{
	tests++;
	failures += !good;
	printf("%sok %d - %s\n", good ? "" : "not ", tests, name);
}

#define BLOCKS_MAX 8192
static void *blocks[BLOCKS_MAX];
static unsigned int num_blocks;

static const void *memory(uint64_t start, size_t bytes)
{
	void *block;

	if (start >= MEMORY || bytes > MEMORY - start)
		return NULL;
	if (num_blocks == BLOCKS_MAX)
		abort();
	block = malloc(bytes);
	blocks[num_blocks++] = block;
	return memcpy(block, mem + start, bytes);
}

static void put(size_t at, uint64_t value, unsigned int bytes)
{
	for (; bytes-- > 0; value >>= 8)
		mem[at++] = (unsigned char)value;
}

static void fix_sum(size_t at, size_t bytes, size_t where)
{
	unsigned char sum = 0;

	mem[at + where] = 0;
	for (size_t i = 0; i < bytes; i++)
		sum = (unsigned char)(sum + mem[at + i]);
	mem[at + where] = (unsigned char)-sum;
}

/* A root pointer, a list of one table, and that table without entries. */
static void begin(void)
{
	memset(mem, 0, sizeof(mem));
	memcpy(mem + ROOT, "RSD PTR ", 8);
	put(ROOT + 16, RSDT, 4);
	fix_sum(ROOT, 20, 8);
	memcpy(mem + RSDT, "RSDT", 4);
	put(RSDT + 4, 40, 4);
	put(RSDT + 36, MADT, 4);
	fix_sum(RSDT, 40, 9);
	memcpy(mem + MADT, "APIC", 4);
	put(MADT + 36, LOCAL_APIC, 4);
	end = MADT + HEADER;
}

static void finish(void)
{
	put(MADT + 4, end - MADT, 4);
	fix_sum(MADT, end - MADT, 9);
}

static size_t entry(unsigned int type, unsigned int bytes)
{
	size_t at = end;

	put(at, type, 1);
	put(at + 1, bytes, 1);
	end += bytes;
	return at;
}

static void add_local(unsigned int uid, unsigned int id, unsigned int flags)
{
	size_t at = entry(0, 8);

	put(at + 2, uid, 1);
	put(at + 3, id, 1);
	put(at + 4, flags, 4);
}

static void add_x2(unsigned int uid, uint32_t id, unsigned int flags)
{
	size_t at = entry(9, 16);

	put(at + 4, id, 4);
	put(at + 8, flags, 4);
	put(at + 12, uid, 4);
}

static void add_io(unsigned int id, uint32_t address, uint32_t first)
{
	size_t at = entry(1, 12);

	put(at + 2, id, 1);
	put(at + 4, address, 4);
	put(at + 8, first, 4);
}

static void add_override(unsigned int bus, unsigned int isa, uint32_t line, unsigned int flags)
{
	size_t at = entry(2, 10);

	put(at + 2, bus, 1);
	put(at + 3, isa, 1);
	put(at + 4, line, 4);
	put(at + 8, flags, 2);
}

/* What the table says: reads all of it. */
static struct {
	unsigned int cpus, ios, overrides, nmis;
	uint64_t local;
	bool is_there;
} said;

static void forget_blocks(void)
{
	while (num_blocks > 0)
		free(blocks[--num_blocks]);
}

static void look(unsigned int max)
{
	struct acpi acpi;

	memset(cpus, 0xee, sizeof(cpus));
	(void)acpi_open(&acpi, memory, 0);
	said.cpus = acpi_processors(&acpi, cpus, max);
	said.ios = acpi_io_apic_list(&acpi, ios, max);
	said.overrides = acpi_overrides(&acpi, overrides, max);
	said.nmis = acpi_nmis(&acpi, nmis, max);
	said.is_there = acpi_local_apic(&acpi, &said.local);
	forget_blocks();
}

static bool is_cpu(unsigned int i, uint32_t id, uint32_t uid)
{
	return cpus[i].apic_id == id && cpus[i].uid == uid;
}

static void test_processors(void)
{
	begin();
	add_local(1, 0, 1);
	add_local(2, 4, 0);
	add_local(3, 6, 2);
	add_local(4, 2, 3);
	add_local(5, 0xff, 1);
	add_x2(0x1000, 0xff, 1);
	add_x2(0x1001, 0x12345, 1);
	add_x2(0x1002, 0x12346, 0);
	finish();
	look(LIST_MAX);
	ok(said.cpus == 5 && is_cpu(0, 0, 1) && is_cpu(1, 2, 4) && is_cpu(2, ACPI_APIC_ALL, 5) &&
	   is_cpu(3, 0xff, 0x1000) && is_cpu(4, 0x12345, 0x1001),
	   "processors that are switched on, of both kinds; 255 in a byte is nobody");
	look(2);
	ok(said.cpus == 5 && is_cpu(1, 2, 4) && cpus[2].apic_id == 0xeeeeeeee,
	   "more than there is room for: counted");

	begin();
	add_local(1, 3, 1);
	add_local(2, 3, 1);
	add_x2(3, 3, 1);
	add_local(4, 5, 1);
	finish();
	look(LIST_MAX);
	ok(said.cpus == 2 && is_cpu(0, 3, 1) && is_cpu(1, 5, 4),
	   "the same APIC id again is no other");
}

static void test_controllers(void)
{
	size_t at;

	begin();
	add_io(7, 0xfec00000, 0);
	add_io(8, 0xfec10000, 24);
	add_io(9, 0xfec00000, 48);
	add_override(0, 0, 2, 0);
	add_override(0, 9, 20, 0xd);
	add_override(0, 9, 21, 0);
	add_override(1, 3, 22, 0);
	add_override(0, 16, 23, 0);
	at = entry(4, 6);
	put(at + 2, 0xff, 1);
	put(at + 3, 5, 2);
	put(at + 5, 1, 1);
	at = entry(10, 12);
	put(at + 2, 0xd, 2);
	put(at + 4, 0x1001, 4);
	at = entry(4, 6);
	put(at + 5, 2, 1);
	finish();
	look(LIST_MAX);
	ok(said.ios == 2 && ios[0].address == 0xfec00000 && ios[0].first == 0 && ios[0].id == 7 &&
	   ios[1].address == 0xfec10000 && ios[1].first == 24 && ios[1].id == 8,
	   "IO-APICs, one of them named twice");
	ok(said.overrides == 2 && overrides[0].isa == 0 && overrides[0].line == 2 &&
	   overrides[0].flags == 0 && overrides[1].isa == 9 && overrides[1].line == 20 &&
	   overrides[1].flags == (ACPI_POLARITY_HIGH | ACPI_TRIGGER_LEVEL),
	   "overrides: the first for a line, of ISA alone, of lines that the 8259 has");
	ok(said.nmis == 2 && nmis[0].uid == ACPI_UID_ALL && nmis[0].input == 1 &&
	   nmis[0].flags == (ACPI_POLARITY_HIGH | ACPI_TRIGGER_EDGE) && nmis[1].uid == 0x1001 &&
	   nmis[1].input == 0, "inputs of NMIs, that a controller has");
	ok(said.is_there && said.local == LOCAL_APIC, "where local controllers are");

	begin();
	at = entry(5, 12);
	put(at + 4, 0x1fee00000, 8);
	finish();
	look(LIST_MAX);
	ok(said.is_there && said.local == 0x1fee00000, "and where they are instead");
}

/* The entry of this type, a byte too short, and at the end of a table that cuts it off. */
static bool needs_all(unsigned int type, unsigned int bytes, const unsigned int *count)
{
	bool is_good = true;
	size_t at;

	for (unsigned int form = 0; form < 3; form++) {
		begin();
		at = entry(type, form == 1 ? bytes - 1 : bytes);
		/* Whatever flag means that there is something. */
		put(at + (type == 9 ? 8 : 4), 1, 1);
		if (form == 2)
			end--;
		finish();
		look(LIST_MAX);
		is_good &= *count == (form == 0);
	}
	return is_good;
}

static void test_damaged(void)
{
	size_t at;

	ok(needs_all(0, 8, &said.cpus) && needs_all(9, 16, &said.cpus) &&
	   needs_all(1, 12, &said.ios) && needs_all(2, 10, &said.overrides) &&
	   needs_all(4, 6, &said.nmis) && needs_all(10, 12, &said.nmis),
	   "entries that are too short or cut off are none");

	begin();
	add_local(1, 1, 1);
	(void)entry(0x7f, 0);
	end += 2;
	add_local(2, 2, 1);
	finish();
	look(LIST_MAX);
	ok(said.cpus == 1, "an entry of no length ends the table");
	/* The length, read as a type, and what follows look like an IO-APIC. */
	begin();
	add_local(1, 1, 1);
	at = entry(0x7f, 1);
	put(at + 2, 12, 1);
	end += 12;
	finish();
	look(LIST_MAX);
	ok(said.cpus == 1 && said.ios == 0, "so does one that ends before its length");
	begin();
	add_local(1, 1, 1);
	finish();
	mem[MADT + 9] ^= 1;
	look(LIST_MAX);
	ok(said.cpus == 0 && !said.is_there, "a wrong sum: no table");
	begin();
	end--;
	finish();
	look(LIST_MAX);
	ok(said.cpus == 0 && !said.is_there, "a table without all of its head");
	begin();
	put(MADT + 4, 0xffffffff, 4);
	look(LIST_MAX);
	ok(said.cpus == 0 && !said.is_there, "a table without end");
	memset(mem, 0, sizeof(mem));
	look(LIST_MAX);
	ok(said.cpus == 0 && said.ios == 0 && said.overrides == 0 && said.nmis == 0 &&
	   !said.is_there, "no tables at all");
}

static void test_many(void)
{
	begin();
	for (unsigned int i = 0; i < 700; i++)
		add_x2(i, 0x1000 + i, 1);
	finish();
	look(LIST_MAX);
	ok(said.cpus == ACPI_MADT_MAX && is_cpu(511, 0x11ff, 511), "hundreds of processors: some");
	begin();
	for (unsigned int i = 0; i < 30000; i++)
		(void)entry(0x7f, 2);
	add_local(1, 1, 1);
	finish();
	look(LIST_MAX);
	ok(said.cpus == 0, "entries without end are not read");
}

static void test_noise(void)
{
	bool is_sound = true;

	srand(1);
	for (unsigned int i = 0; i < 20000; i++) {
		begin();
		add_local(1, 0, 1);
		add_x2(2, 700, 1);
		add_io(1, 0xfec00000, 0);
		add_override(0, 9, 9, 0xd);
		add_local(1, 1, 1);
		for (unsigned int changes = 0; changes < 3; changes++)
			mem[MADT + HEADER + (unsigned int)rand() % (end - MADT - HEADER)] =
				(unsigned char)rand();
		if (i & 1)
			end -= (unsigned int)rand() % 16;
		finish();
		look(LIST_MAX);
		is_sound &= said.cpus <= 5 && said.ios <= 5 && said.is_there;
		for (unsigned int k = 0; k < said.overrides; k++)
			is_sound &= overrides[k].isa < 16;
		for (unsigned int k = 0; k < said.nmis; k++)
			is_sound &= nmis[k].input < 2;
	}
	ok(is_sound, "damaged entries do no harm");
}

#define LINES	40

static struct acpi_line lines[LINES + 1];

static void look_at_lines(unsigned int level)
{
	struct acpi acpi;

	memset(lines, 0xee, sizeof(lines));
	(void)acpi_open(&acpi, memory, 0);
	acpi_lines(&acpi, (uint16_t)level, lines, LINES);
	forget_blocks();
}

static bool is_line(unsigned int n, uint32_t input, bool is_level, bool is_low)
{
	return lines[n].input == input && lines[n].is_level == is_level &&
	       lines[n].is_low == is_low;
}

static bool is_no_line(unsigned int n)
{
	return lines[n].input == ACPI_NO_INPUT;
}

static void test_lines(void)
{
	bool usual = true;

	begin();
	finish();
	look_at_lines(0);
	for (unsigned int i = 0; i < LINES; i++)
		usual &= i == 2 ? is_no_line(i) : is_line(i, i, i >= 16, i >= 16);
	ok(usual, "lines without overrides: ISA's are edges and high, the others level and low");
	ok(lines[LINES].input == 0xeeeeeeee, "no line is stored behind the last one");

	begin();
	add_override(0, 0, 2, 0);
	add_override(0, 5, 5, 0xd);
	add_override(0, 9, 20, 0xf);
	add_override(0, 3, 4, 0x5);
	add_override(0, 10, 4, 0xd);
	add_override(0, 14, 33, 0xa);
	add_override(0, 15, 1000, 0x7);
	add_override(0, 12, 5, 0);
	finish();
	look_at_lines(0);
	ok(is_line(0, 2, false, false) && is_no_line(2), "the timer comes in at input 2");
	ok(is_line(5, 5, true, false), "an override to the same input: level, high");
	ok(is_line(9, 20, true, true) && is_no_line(20), "one to an input above: it is its own");
	ok(is_line(3, 4, false, false) && is_no_line(4),
	   "one to the input of another ISA line: that one has none");
	ok(is_no_line(10) && is_no_line(12), "a second one to the same input: no line");
	ok(is_line(14, 33, false, false) && is_no_line(33),
	   "flags that mean nothing: what the bus does");
	ok(is_line(15, 1000, false, true), "an input that may not exist: the driver's business");

	begin();
	add_override(0, 2, 7, 0);
	finish();
	look_at_lines(0);
	ok(is_no_line(2) && is_line(7, 7, false, false), "the cascade is no line and takes none");

	begin();
	add_override(0, 11, 11, 0x5);
	add_override(0, 10, 10, 0);
	finish();
	look_at_lines(0x0e20);
	ok(is_line(5, 5, true, false) && is_line(9, 9, true, false) && is_line(4, 4, false, false),
	   "where the table says nothing the machine's own word counts: level, high");
	ok(is_line(11, 11, false, false) && is_line(10, 10, true, false),
	   "where the table says it, it does not");
	look_at_lines(0xffff);
	ok(is_line(5, 5, false, false), "a word that cannot be true counts nowhere");
	look_at_lines(0x2020);
	ok(is_line(5, 5, false, false), "nor one that has a single wrong line");
	ok(is_line(16, 16, true, true), "lines above are not the 8259s'");
}

int main(void)
{
	test_processors();
	test_controllers();
	test_damaged();
	test_many();
	test_noise();
	test_lines();
	printf("1..%d\n", tests);
	return failures != 0;
}
