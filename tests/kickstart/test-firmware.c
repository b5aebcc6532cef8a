/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unit tests: boots with memory maps as firmware and boot loaders have them, files and programs
 * where these have put something else, and files that are compressed.
 */
#include "tags.h"

#include <stdarg.h>

#include <l4/abi/kip.h>

/* No conventional memory is described where the map has something else, nor the kernel's. */
static void check_away_from(const struct world *w, struct range r)
{
	CHECK(!range_overlaps(w->boot.kernel_memory, r));
	CHECK(!range_overlaps(w->boot.bootinfo, r) && !range_overlaps(w->boot.mbi, r));
	for (u32 i = 0; i < w->boot.told.num_modules; i++)
		CHECK(!range_overlaps(module_range(&w->boot.modules[i]), r));
	for (u32 i = 0; i < world_descriptors(w); i++) {
		struct descriptor d = world_descriptor(w, i);

		if (d.type == L4_MEMORY_CONVENTIONAL)
			CHECK(d.high < r.start || d.low >= r.end);
	}
}

/* A map as OVMF has it, in an order that no firmware keeps; the numbers are pages. */
static const struct efi_entry ovmf[] = {
	{ 7, 0x3000, 0xb00 }, { 20, 0x3ff0, 8 }, { 10, 0x800, 8 }, { 4, 0x808, 3 },
	{ 10, 0x80b, 1 },
	{ 7, 0x80c, 4 }, { 7, 1, 0x9f }, { 3, 0, 1 }, { 10, 0x810, 0xf0 }, { 1, 0x100, 0x40 },
	{ 2, 0x140, 0x6c0 }, { 4, 0x900, 0x700 }, { 7, 0x1000, 0x1000 }, { 4, 0x2000, 0xc00 },
	{ 7, 0x2c00, 0x400 }, { 3, 0x3b00, 0x100 }, { 5, 0x3c00, 0x80 }, { 6, 0x3c80, 0x80 },
	{ 0, 0x3d00, 0x80 }, { 9, 0x3d80, 0x20 }, { 10, 0x3da0, 0x60 }, { 4, 0x3e00, 0x1f0 },
	{ 6, 0x3ff8, 8 }, { 11, 0xffc00, 0x400 },
};

TEST(firmware_uefi, "a map of UEFI: unsorted, with types of its own, what borders is one")
{
	struct world *w = world_usual(64, 64, 64);

	begin_tags(w);
	efi_tag(w, ovmf, ARRAY_SIZE(ovmf));
	for (u32 i = 0; i < ARRAY_SIZE(ovmf); i++) {
		paddr_t entry = TAGS + 8 + 16 + i * EFI_BYTES;

		put64(w, entry + 8, ovmf[i].start * PAGE);
	}
	module_tags(w);
	end_tags(w);
	CHECK(world_boot(w));
	for (u32 i = 0; i < ARRAY_SIZE(ovmf); i++)
		if (ovmf[i].type == 0 || (ovmf[i].type > 4 && ovmf[i].type != 7))
			check_away_from(w, (struct range){ ovmf[i].start * PAGE, (ovmf[i].start +
							    ovmf[i].pages) * PAGE });
	/* Of 24 entries 14 are left, each a descriptor. */
	CHECK_EQUAL(w->boot.memory.entries, 14);
}

TEST(firmware_many, "a map of 105 entries, from the highest to the lowest")
{
	struct world *w = world_usual(64, 64, 64);

	for (u32 i = 0; i < 100; i++)
		world_map(w, 0x100000000 + (100 - i) * 0x10000, 0x8000, 2 + i % 3);
	CHECK(world_read(w));
	CHECK_EQUAL(w->boot.memory.entries, 105);
	CHECK_PROBLEM(w, PROBLEM_SLOTS, 0, "memory descriptors needed, the kernel has room for 64");
	w = world_usual(64, 64, 64);
	for (u32 i = 0; i < 100; i++)
		world_map(w, 0x100000000 + (100 - i) * 0x10000, 0x10000, 2);
	CHECK(world_boot(w));
	CHECK_EQUAL(w->boot.memory.entries, 6);
}

TEST(firmware_ram_only, "a map that has nothing but memory, as iPXE tells it")
{
	struct world *w = world_usual(64, 64, 64);

	world_clear_map(w);
	world_map(w, MIB, MEMORY_SIZE - MIB, 1);
	world_map(w, 0, 0x9fc00, 1);
	CHECK(world_boot(w));
	CHECK_EQUAL(w->boot.memory.entries, 2);
	CHECK_DESCRIPTOR(w, 1, MIB, MEMORY_SIZE - 1, 1, 1);
	CHECK_DESCRIPTOR(w, 2, 0, 0x9fbff, 1, 1);
	check_away_from(w, (struct range){ 0xa0000, MIB });
}

TEST(firmware_far, "memory where no processor has addresses is described, nothing is placed there")
{
	struct world *w = world_usual(64, 64, 64);

	world_map(w, (u64)1 << 52, GIB, 1);
	world_map(w, (u64)1 << 63, (u64)1 << 63, 1);
	world_map(w, ~(u64)0 - 4 * PAGE + 1, PAGE, 2);
	CHECK(world_boot(w));
	check_away_from(w, (struct range){ 4 * GIB, 5 * GIB });
	check_away_from(w, (struct range){ ~(u64)0 - 4 * PAGE + 1, ~(u64)0 - 3 * PAGE });
	CHECK(w->boot.kernel_memory.end <= MEMORY_SIZE && w->boot.bootinfo.end <= MEMORY_SIZE);
}

TEST(firmware_odd, "entries of no length, of unknown types, on and between borders of pages")
{
	struct world *w = world_usual(64, 64, 64);

	world_map(w, 32 * MIB + 1, 1, 20);
	world_map(w, 33 * MIB - 1, 2, 0);
	world_map(w, 34 * MIB, 0, 2);
	world_map(w, ~(u64)0, 0, 2);
	world_map(w, 35 * MIB, 1, 0xffffffff);
	CHECK(world_boot(w));
	check_away_from(w, (struct range){ 32 * MIB + 1, 32 * MIB + 2 });
	check_away_from(w, (struct range){ 33 * MIB - 1, 33 * MIB + 1 });
	check_away_from(w, (struct range){ 35 * MIB, 35 * MIB + 1 });
	CHECK(memory_is_ram(&w->boot.memory, (struct range){ 34 * MIB, 34 * MIB + PAGE }));
}

TEST(firmware_image, "error: a program that would lie over what the firmware has there, by name")
{
	static const struct {
		u32 type;
		const char *text;
	} cases[] = {
		{ 2, "is what the firmware has reserved (type 2)" },
		{ 3, "is tables of ACPI (type 3)" },
		{ 4, "is ACPI NVS memory (type 4)" },
		{ 5, "is bad memory (type 5)" },
		{ 6, "is memory of an unknown type (type 6)" },
		{ 7, "is persistent memory (type 7)" },
		{ 20, "is memory of an unknown type (type 20)" },
		{ 0, "is memory of an unknown type (type 0)" },
	};

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		struct world *w = world_usual(64, 64, 64);

		world_map(w, SIGMA0_ADDRESS + PAGE, PAGE, cases[i].type);
		world_map(w, SIGMA0_ADDRESS + 3 * PAGE, PAGE, 2);
		CHECK_PROBLEM(w, PROBLEM_OUTSIDE, 1, "module 1 (sigma0 sigma0): image "
			      "0xf00000-0xf04000 is outside memory: at 0xf01000-0xf02000 is ");
		CHECK(strstr(w->text, cases[i].text));
	}
}

TEST(firmware_file, "error: a file where the firmware has something else, by name")
{
	struct world *w = world_usual(64, 64, 64);

	world_map(w, FILES_ADDRESS + FILE_SIZE, PAGE, 4);
	CHECK_PROBLEM(w, PROBLEM_OUTSIDE, 1, "module 1 (sigma0 sigma0): file 0x144000-0x148000 is "
		      "outside memory: at 0x144000-0x145000 is ACPI NVS memory (type 4)");
}

static char said[1000];

__printf(1, 2) static void say(const char *fmt, ...)
{
	size_t n = strlen(said);
	va_list args;

	va_start(args, fmt);
	vsnprintf(said + n, sizeof(said) - n, fmt, args);
	va_end(args);
}

TEST(firmware_loader, "a loader that was put over memory of the firmware says so and goes on")
{
	struct world *w = world_usual(64, 64, 64);

	said[0] = '\0';
	CHECK(world_read(w) && boot_run(&w->boot, say, false, &w->why));
	CHECK(!said[0]);
	w = world_usual(64, 64, 64);
	world_map(w, 0x101000, PAGE, 4);
	CHECK(world_read(w) && boot_run(&w->boot, say, false, &w->why));
	CHECK_TEXT(said, "the boot loader has put kickstart, 0x100000-0x13a000, over ACPI NVS "
		   "memory, 0x101000-0x102000 (type 4)\n");
	check_away_from(w, (struct range){ 0x101000, 0x102000 });
}

static const struct {
	const char *name, *advice, *begin;
	u32 bytes;
} compressed[] = {
	{ "gzip", "insmod gzio", "\x1f\x8b", 2 },
	{ "xz", "insmod xzio", "\xfd" "7zXZ\0", 6 },
	{ "lzop", "insmod lzopio", "\x89LZO\0\r\n\x1a\n", 9 },
	{ "lzma", "unpack it before", "\x5d\0\0", 3 },
	{ "zstd", "unpack it before", "\x28\xb5\x2f\xfd", 4 },
	{ "bzip2", "unpack it before", "BZh", 3 },
	{ "lz4", "unpack it before", "\x04\x22\x4d\x18", 4 },
	{ "lz4 (its old format)", "unpack it before", "\x02\x21\x4c\x18", 4 },
	{ "compress", "unpack it before", "\x1f\x9d", 2 },
};

TEST(compressed_programs, "error: a compressed program is named, with what to do about it")
{
	for (u32 i = 0; i < ARRAY_SIZE(compressed); i++) {
		for (u32 module = 0; module < MODULES_NEEDED; module++) {
			struct world *w = world_usual(64, 64, 64);
			char text[80];

			memcpy(at(w, FILES_ADDRESS + module * FILE_SIZE), compressed[i].begin,
			       compressed[i].bytes);
			CHECK_PROBLEM(w, PROBLEM_COMPRESSED, (int)module, "unpack it");
			snprintf(text, sizeof(text), "compressed by %s: ", compressed[i].name);
			CHECK(strstr(w->text, text) && strstr(w->text, compressed[i].advice));
		}
	}
}

TEST(compressed_data, "a further module may be compressed data; not with decode-all=yes")
{
	for (u32 i = 0; i < ARRAY_SIZE(compressed); i++) {
		struct world *w = world_usual(64, 64, 64);

		memcpy(world_file(w, compressed[i].bytes, "data"), compressed[i].begin,
		       compressed[i].bytes);
		CHECK(world_boot(w));
		CHECK(!w->boot.modules[3].is_program);
		w = world_usual(64, 64, 64);
		memcpy(world_file(w, compressed[i].bytes, "data"), compressed[i].begin,
		       compressed[i].bytes);
		world_options(w, "decode-all=yes");
		CHECK_PROBLEM(w, PROBLEM_COMPRESSED, 3, "module 3 (module data): compressed by ");
	}
}

TEST(compressed_short, "a file of fewer bytes than a compressed one begins with is just no program")
{
	for (u32 i = 0; i < ARRAY_SIZE(compressed); i++) {
		struct world *w = world_usual(64, 64, 64);
		u32 entry = TABLE_ADDRESS + 16;

		memcpy(at(w, read32(w, entry)), compressed[i].begin, compressed[i].bytes);
		put32(w, entry + 4, read32(w, entry) + compressed[i].bytes - 1);
		CHECK_PROBLEM(w, PROBLEM_NOT_ELF, 1, "not an ELF file");
	}
}
