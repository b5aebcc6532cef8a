/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unit tests: what a made-up OpenFirmware tells, and booting a big-endian machine from a container.
 */
#include "unit.h"

#include <lib/openfirmware.h>

#define NODE_MEMORY	11
#define NODE_CHOSEN	12
#define MAX_RANGES	80

static struct firmware_range ram[MAX_RANGES], offered[MAX_RANGES];
static long ram_bytes, offered_bytes;
static const char *bootargs;
static struct memory memory;
static struct loader_info told;
static struct problem why;

static u64 property(const char *name, void *to, u64 bytes)
{
	const void *from = NULL;
	long length = -1;

	if (!strcmp(name, "reg")) {
		from = ram;
		length = ram_bytes;
	} else if (!strcmp(name, "available")) {
		from = offered;
		length = offered_bytes;
	} else if (!strcmp(name, "bootargs") && bootargs) {
		from = bootargs;
		length = (long)strlen(bootargs) + 1;
	}
	if (length > 0)
		memcpy(to, from, (u64)length < bytes ? (u64)length : bytes);
	return (u64)length;
}

/* The client interface. */
static u64 firmware(u64 *cells)
{
	const char *service = (const char *)(uintptr_t)cells[0];
	const char *text = (const char *)(uintptr_t)cells[3];

	if (!strcmp(service, "finddevice"))
		cells[4] = !strcmp(text, "/memory") ? NODE_MEMORY :
			   !strcmp(text, "/chosen") ? NODE_CHOSEN : ~(u64)0;
	else if (!strcmp(service, "getprop"))
		cells[7] = property((const char *)(uintptr_t)cells[4], (void *)(uintptr_t)cells[5],
				    cells[6]);
	else
		return ~(u64)0;
	return 0;
}

/* 64 MiB of memory, of which the firmware offers all but 1 MiB at its end. */
static void firmware_new(void)
{
	ram[0] = (struct firmware_range){ 0, 64 * MIB };
	offered[0] = (struct firmware_range){ 0, 63 * MIB };
	ram_bytes = offered_bytes = sizeof(ram[0]);
	bootargs = NULL;
	firmware_entry = firmware;
}

#define CHECK_ENTRY(i, from, to, kind) \
	do { \
		CHECK_EQUAL(memory.map[i].at.start, from); \
		CHECK_EQUAL(memory.map[i].at.end, to); \
		CHECK_EQUAL(memory.map[i].type, kind); \
	} while (0)

/* Where the loader is. */
static const struct range nothing;

TEST(of_memory, "openfirmware: what is not offered of memory is the firmware's")
{
	firmware_new();
	CHECK(openfirmware_memory(&memory, nothing, &why));
	CHECK_EQUAL(memory.entries, 2);
	CHECK_ENTRY(0, 0, 63 * MIB, MEMORY_RAM);
	CHECK_ENTRY(1, 63 * MIB, 64 * MIB, MEMORY_FIRMWARE);
	CHECK_EQUAL(openfirmware_memory_end(), 64 * MIB);
}

TEST(of_memory_own, "openfirmware: what it has loaded is memory like all other")
{
	firmware_new();
	offered[0].bytes = 6 * MIB;
	offered[1] = (struct firmware_range){ 7 * MIB, 57 * MIB };
	offered_bytes = 2 * sizeof(offered[0]);
	CHECK(openfirmware_memory(&memory, (struct range){ 6 * MIB, 7 * MIB }, &why));
	for (u32 i = 0; i < memory.entries; i++)
		CHECK_EQUAL(memory.map[i].type, MEMORY_RAM);
	CHECK(memory.entries > 0);
	CHECK_EQUAL(memory.map[memory.entries - 1].at.end, 64 * MIB);
}

TEST(of_memory_parts, "openfirmware: offers in any order, with gaps, beyond and outside of memory")
{
	firmware_new();
	ram[1] = (struct firmware_range){ 128 * MIB, 64 * MIB };
	offered[0] = (struct firmware_range){ 160 * MIB, 64 * MIB };
	offered[1] = (struct firmware_range){ 16 * MIB, 16 * MIB };
	offered[2] = (struct firmware_range){ 1 * MIB, 1 * MIB };
	offered[3] = (struct firmware_range){ 80 * MIB, 8 * MIB };
	offered[4] = (struct firmware_range){ 40 * MIB, 24 * MIB };
	ram_bytes = 2 * sizeof(ram[0]);
	offered_bytes = 5 * sizeof(offered[0]);
	CHECK(openfirmware_memory(&memory, nothing, &why));
	CHECK_EQUAL(memory.entries, 8);
	CHECK_ENTRY(0, 0, MIB, MEMORY_FIRMWARE);
	CHECK_ENTRY(1, MIB, 2 * MIB, MEMORY_RAM);
	CHECK_ENTRY(2, 2 * MIB, 16 * MIB, MEMORY_FIRMWARE);
	CHECK_ENTRY(3, 16 * MIB, 32 * MIB, MEMORY_RAM);
	CHECK_ENTRY(4, 32 * MIB, 40 * MIB, MEMORY_FIRMWARE);
	CHECK_ENTRY(5, 40 * MIB, 64 * MIB, MEMORY_RAM);
	CHECK_ENTRY(6, 128 * MIB, 160 * MIB, MEMORY_FIRMWARE);
	CHECK_ENTRY(7, 160 * MIB, 192 * MIB, MEMORY_RAM);
}

TEST(of_memory_bad, "openfirmware: no memory, too many ranges, a range that wraps round")
{
	firmware_new();
	ram_bytes = -1;
	CHECK(!openfirmware_memory(&memory, nothing, &why));
	CHECK_EQUAL(why.kind, PROBLEM_MEMORY_MAP);
	CHECK_TEXT(why.text, "does not tell what memory there is");
	firmware_new();
	offered_bytes = 0;
	CHECK(!openfirmware_memory(&memory, nothing, &why));
	firmware_new();
	ram_bytes = 65 * sizeof(ram[0]);
	CHECK(!openfirmware_memory(&memory, nothing, &why));
	CHECK_TEXT(why.text, "more than 64 entries");
	firmware_new();
	ram[0].bytes = ~(u64)0;
	ram[0].start = 2 * MIB;
	CHECK(!openfirmware_memory(&memory, nothing, &why));
	CHECK_TEXT(why.text, "wrap round");
}

static void told_new(const char *text)
{
	told.num_modules = told.strings_used = 0;
	told.cmdline = text;
}

TEST(of_cmdline, "openfirmware: words for the firmware come before those of the image")
{
	firmware_new();
	told_new("kmem=8M");
	CHECK(openfirmware_cmdline(&told, &why));
	CHECK(!strcmp(told.cmdline, "kmem=8M"));
	bootargs = "kmem=4M bootinfo=no";
	CHECK(openfirmware_cmdline(&told, &why));
	CHECK(!strcmp(told.cmdline, "kmem=4M bootinfo=no kmem=8M"));
}

TEST(of_cmdline_long, "openfirmware: a command line that is too long")
{
	static char text[CMDLINE_MAX + 2];

	firmware_new();
	told_new("kmem=8M");
	memset(text, 'a', sizeof(text) - 1);
	bootargs = text;
	CHECK(!openfirmware_cmdline(&told, &why));
	CHECK_EQUAL(why.kind, PROBLEM_STRING);
}

/* --- a container, in memory of a big-endian machine --- */

#define CONTAINER	(2 * MIB)
#define STRINGS		0x200
#define FILES		0x2000
#define EM_SPARCV9	43
#define KIP_WORD(i)	(8 * (u64)(i))

static struct boot boot;
static u8 *arena;
static u64 files;

static void put64(u64 address, u64 value)
{
	phys_put64(&boot.mem, address, value);
}

static void put16(u64 address, u32 value)
{
	arena[address] = (u8)(value >> 8);
	arena[address + 1] = (u8)value;
}

/* A program of one segment: a page of headers, two pages of contents. Returns where its file is. */
static u64 add_program(u32 i, u64 load_at, u64 entry)
{
	u64 file = CONTAINER + FILES + i * 0x8000, head = CONTAINER + 32 + i * 24;

	put64(head, file - CONTAINER);
	put64(head + 8, 0x6000);
	put64(head + 16, STRINGS + 16 * i);
	memcpy(arena + file, "\177ELF\2\2\1", 7);
	put16(file + 16, 2);
	put16(file + 18, EM_SPARCV9);
	put64(file + 24, entry);
	put64(file + 32, 64);
	put16(file + 54, 56);
	put16(file + 56, 1);
	phys_put32(&boot.mem, file + 64, 1);
	phys_put32(&boot.mem, file + 68, 7);
	put64(file + 72, 0x2000);
	put64(file + 80, load_at);
	put64(file + 88, load_at);
	put64(file + 96, 0x4000);
	put64(file + 104, 0x4000);
	return file;
}

static void container_new(void)
{
	u64 kip;

	firmware_new();
	memset(&boot, 0, sizeof(boot));
	free(arena);
	arena = calloc(1, 64 * MIB);
	boot.mem = (struct phys){ (uintptr_t)arena, 64 * MIB, &target_sun4u };
	boot.loader = (struct range){ 6 * MIB, 7 * MIB };
	put64(CONTAINER, CONTAINER_MAGIC);
	put64(CONTAINER + 8, files = FILES + 3 * 0x8000);
	put64(CONTAINER + 16, 3);
	put64(CONTAINER + 24, STRINGS + 0x40);
	strcpy((char *)arena + CONTAINER + STRINGS, "kernel");
	strcpy((char *)arena + CONTAINER + STRINGS + 16, "sigma0");
	strcpy((char *)arena + CONTAINER + STRINGS + 32, "root a b");
	strcpy((char *)arena + CONTAINER + STRINGS + 64, "kmem=4M");
	kip = add_program(0, 4 * MIB, 4 * MIB) + 0x2000;
	memcpy(arena + kip, "L4\346K", 4);
	put64(kip + KIP_WORD(21), (u64)0x800 << 32 | 32);
	put64(kip + KIP_WORD(50), 0x402007);
	add_program(1, 15 * MIB, 15 * MIB);
	add_program(2, 16 * MIB, 16 * MIB);
}

__printf(1, 2) static void no_line(const char *fmt, ...)
{
	(void)fmt;
	CHECK(!"nothing is wrong");
}

static bool container_boot(void)
{
	return openfirmware_memory(&boot.memory, nothing, &why) &&
	       container_read(&boot.mem, CONTAINER, &boot.told, boot.modules, &why) &&
	       openfirmware_cmdline(&boot.told, &why) && boot_run(&boot, no_line, false, &why);
}

static u64 kip_word(u32 i)
{
	return phys_get64(&boot.mem, 4 * MIB + KIP_WORD(i));
}

TEST(container_boots, "container: a big-endian machine is booted, its words filled in")
{
	container_new();
	CHECK(container_boot());
	CHECK_EQUAL(boot.kip.at, 4 * MIB);
	CHECK_EQUAL(boot.kip.word_bytes, 8);
	CHECK_EQUAL(kip_word(9), 15 * MIB);
	CHECK_EQUAL(kip_word(10), 15 * MIB);
	CHECK_EQUAL(kip_word(11), 15 * MIB + 0x4000);
	CHECK_EQUAL(kip_word(17), 16 * MIB);
	CHECK_EQUAL(kip_word(46), boot.bootinfo.start);
	/* The magic number of boot information, in words of the root task. */
	CHECK_EQUAL(phys_get64(&boot.mem, boot.bootinfo.start), 0x14b0021d);
	CHECK_EQUAL(range_size(boot.kernel_memory), 4 * MIB);
	CHECK_EQUAL(boot.kernel_memory.start % (4 * MIB), 0);
	/* There is no multiboot structure on such a machine. */
	CHECK(range_is_empty(boot.mbi));
	CHECK(!strcmp(boot.modules[2].cmdline, "root a b"));
}

#define CHECK_CONTAINER(wanted, number, part) \
	do { \
		CHECK(!container_boot()); \
		CHECK_EQUAL(why.kind, wanted); \
		CHECK_EQUAL(why.module, number); \
		CHECK_TEXT(why.text, part); \
	} while (0)

TEST(container_bad, "container: nothing of it is trusted")
{
	container_new();
	put64(CONTAINER, ~CONTAINER_MAGIC);
	CHECK_CONTAINER(PROBLEM_CONTAINER, NO_MODULE, "there is none");
	container_new();
	put64(CONTAINER + 8, 64 * MIB);
	CHECK_CONTAINER(PROBLEM_CONTAINER, NO_MODULE, "does not end in memory");
	container_new();
	put64(CONTAINER + 16, 513);
	CHECK_CONTAINER(PROBLEM_SLOTS, NO_MODULE, "513 modules");
	container_new();
	put64(CONTAINER + 8, 32 + 3 * 24 - 1);
	CHECK_CONTAINER(PROBLEM_CONTAINER, NO_MODULE, "table outside");
	container_new();
	put64(CONTAINER + 24, files);
	CHECK_CONTAINER(PROBLEM_CONTAINER, NO_MODULE, "string outside");
	container_new();
	put64(CONTAINER + 32 + 24, files - 0x5fff);
	CHECK_CONTAINER(PROBLEM_CONTAINER, 1, "file outside");
	container_new();
	put64(CONTAINER + 32 + 24 + 8, ~(u64)0);
	CHECK_CONTAINER(PROBLEM_CONTAINER, 1, "file outside");
	container_new();
	put64(CONTAINER + 32 + 48 + 8, 0);
	CHECK_CONTAINER(PROBLEM_TRUNCATED, 2, "empty file");
	container_new();
	put64(CONTAINER + 32 + 48 + 16, ~(u64)0);
	CHECK_CONTAINER(PROBLEM_CONTAINER, 2, "string outside");
	container_new();
	memset(arena + CONTAINER + STRINGS, 'a', FILES - STRINGS);
	CHECK_CONTAINER(PROBLEM_STRING, NO_MODULE, "does not end");
	container_new();
	put64(CONTAINER + 16, 2);
	CHECK_CONTAINER(PROBLEM_MISSING, 2, "loaded 2 modules");
}

TEST(container_programs, "container: a program of another machine or byte order is refused")
{
	container_new();
	arena[CONTAINER + FILES + 0x8000 + 5] = 1;
	CHECK_CONTAINER(PROBLEM_MACHINE, 1, "wrong byte order 1");
	container_new();
	put16(CONTAINER + FILES + 0x8000 + 18, EM_X86_64);
	CHECK_CONTAINER(PROBLEM_MACHINE, 1, "wrong machine 62");
	container_new();
	arena[CONTAINER + FILES + 0x8000 + 4] = 1;
	CHECK_CONTAINER(PROBLEM_MACHINE, 1, "wrong machine");
}
