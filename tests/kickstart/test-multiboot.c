/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unit tests: what the boot loader tells, and the copy of it.
 */
#include "unit.h"

#include <l4/abi/kip.h>
#include <l4/abi/loader.h>

static void put32(struct world *w, paddr_t address, u32 value)
{
	phys_put32(&w->boot.mem, address, value);
}

static void clear_flags(struct world *w, u32 flags)
{
	put32(w, INFO_ADDRESS, read32(w, INFO_ADDRESS) & ~flags);
}

static bool read(struct world *w, u32 magic, paddr_t info)
{
	struct boot *b = &w->boot;

	return multiboot1_read(&b->mem, magic, info, &b->told, &b->memory, b->modules, &w->why);
}

TEST(multiboot_magic, "error: not started by a multiboot loader")
{
	struct world *w = world_usual(64, 64, 64);

	CHECK(!read(w, 0x36d76289, INFO_ADDRESS));
	CHECK_EQUAL(w->why.kind, PROBLEM_NOT_MULTIBOOT);
	CHECK(read(w, MULTIBOOT_MAGIC, INFO_ADDRESS));
}

TEST(multiboot_outside, "error: information structure outside memory")
{
	struct world *w = world_usual(64, 64, 64);

	CHECK(!read(w, MULTIBOOT_MAGIC, 0));
	CHECK_EQUAL(w->why.kind, PROBLEM_MULTIBOOT);
	CHECK(!read(w, MULTIBOOT_MAGIC, MEMORY_SIZE - 80));
	CHECK(!read(w, MULTIBOOT_MAGIC, 0xffffffff));
	CHECK_TEXT(w->why.text, "malformed multiboot information: structure outside memory");
}

TEST(multiboot_no_map, "LDR-06 no memory map: the sizes of lower and upper memory are used")
{
	struct world *w = world_usual(64, 64, 64);

	clear_flags(w, 0x40);
	CHECK(world_boot(w));
	CHECK_EQUAL(w->boot.memory.entries, 2);
	CHECK_DESCRIPTOR(w, 1, 0, 639 * KIB - 1, 1, 1);
	CHECK_DESCRIPTOR(w, 2, MIB, MEMORY_SIZE - 1, 1, 1);
}

TEST(multiboot_no_memory, "LDR-06 error: no memory information at all is said, not waited for")
{
	struct world *w = world_usual(64, 64, 64);

	clear_flags(w, 0x41);
	CHECK_PROBLEM(w, PROBLEM_MEMORY_MAP, NO_MODULE, "does not tell what memory there is");
	w = world_usual(64, 64, 64);
	world_clear_map(w);
	CHECK_PROBLEM(w, PROBLEM_MEMORY_MAP, NO_MODULE, "does not tell what memory there is");
}

TEST(multiboot_lower, "error: an impossible size of lower memory")
{
	struct world *w = world_usual(64, 64, 64);

	clear_flags(w, 0x40);
	put32(w, INFO_ADDRESS + 4, 1024);
	CHECK(world_boot(w));
	put32(w, INFO_ADDRESS + 4, 1025);
	CHECK_PROBLEM(w, PROBLEM_MULTIBOOT, NO_MODULE, "lower memory");
}

TEST(multiboot_4gib, "LDR-06 a memory map entry of 4 GiB at 1012 GiB does no harm")
{
	struct world *w = world_usual(64, 64, 64);

	world_map(w, 0xfd00000000, 4 * GIB, 2);
	CHECK(world_boot(w));
	CHECK_DESCRIPTOR(w, 6, 0xfd00000000, 0xfdffffffff, 0xf, 2);
	CHECK(w->boot.bootinfo.start && w->boot.mbi.start);
}

static void check_map_entry_size(u32 size, const char *part)
{
	struct world *w = world_usual(64, 64, 64);

	put32(w, MMAP_ADDRESS, size);
	CHECK(!world_boot(w));
	CHECK_EQUAL(w->why.kind, PROBLEM_MULTIBOOT);
	if (!strstr(w->text, part))
		test_failed(__FILE__, __LINE__, part);
}

TEST(multiboot_map_sizes, "error: memory map entries of impossible sizes")
{
	check_map_entry_size(0, "impossible size");
	check_map_entry_size(19, "impossible size");
	check_map_entry_size(117, "impossible size");
	check_map_entry_size(0xffffffff, "impossible size");
	check_map_entry_size(0xfffffffc, "impossible size");
	check_map_entry_size(100, "ends within an entry");
}

TEST(multiboot_map_place, "error: memory map outside memory or cut off")
{
	struct world *w = world_usual(64, 64, 64);

	put32(w, INFO_ADDRESS + 48, 0xfffffff0);
	CHECK_PROBLEM(w, PROBLEM_MULTIBOOT, NO_MODULE, "memory map outside memory");
	w = world_usual(64, 64, 64);
	put32(w, INFO_ADDRESS + 44, 5 * 24 - 1);
	CHECK_PROBLEM(w, PROBLEM_MULTIBOOT, NO_MODULE, "memory map");
}

TEST(multiboot_map_long_entries, "memory map entries may have more fields than are known")
{
	struct world *w = world_usual(64, 64, 64);

	world_clear_map(w);
	world_map(w, 0, 0x9fc00, 1);
	put32(w, MMAP_ADDRESS, 24);
	w->mmap_length += 4;
	world_map(w, MIB, 63 * MIB, 1);
	CHECK(world_boot(w));
	CHECK_EQUAL(w->boot.memory.entries, 2);
}

TEST(multiboot_map_overlap, "a memory map with overlaps boots, nothing lies in what is reserved")
{
	struct world *w = world_usual(64, 64, 64);
	const struct range reserved = { 48 * MIB - PAGE, 64 * MIB };

	world_map(w, reserved.start, range_size(reserved), 2);
	world_map(w, MIB, 2 * MIB, 1);
	CHECK(world_boot(w));
	CHECK(!range_overlaps(w->boot.kernel_memory, reserved));
	for (u32 i = 0; i < world_descriptors(w); i++) {
		struct descriptor d = world_descriptor(w, i);

		if (d.type == L4_MEMORY_CONVENTIONAL)
			CHECK(d.high < reserved.start || d.low >= reserved.end);
	}
}

TEST(multiboot_map_bad, "error: memory map entries that wrap round stop the boot")
{
	struct world *w = world_usual(64, 64, 64);

	world_map(w, 4 * GIB, ~(u64)0, 1);
	CHECK_PROBLEM(w, PROBLEM_MEMORY_MAP, NO_MODULE, "wrap round");
}

TEST(multiboot_table, "error: module table outside memory, also with a huge count")
{
	struct world *w = world_usual(64, 64, 64);

	put32(w, INFO_ADDRESS + 24, MEMORY_SIZE - 47);
	CHECK_PROBLEM(w, PROBLEM_MULTIBOOT, NO_MODULE, "module table outside memory");
	w = world_usual(64, 64, 64);
	put32(w, INFO_ADDRESS + 20, 0x10000003);
	CHECK_PROBLEM(w, PROBLEM_SLOTS, NO_MODULE, "268435459 modules");
}

TEST(multiboot_string_end, "error: a command line without end")
{
	struct world *w = world_usual(64, 64, 64);

	memset(at(w, 0x20000), 'x', CMDLINE_MAX);
	put32(w, TABLE_ADDRESS + 16 + 8, 0x20000);
	CHECK_PROBLEM(w, PROBLEM_STRING, 1, "does not end within 4096 bytes");
	*at(w, 0x20000 + CMDLINE_MAX - 1) = '\0';
	CHECK(world_boot(w));
}

TEST(multiboot_string_outside, "error: a command line outside memory")
{
	struct world *w = world_usual(64, 64, 64);

	*at(w, MEMORY_SIZE - 1) = 'x';
	put32(w, TABLE_ADDRESS + 32 + 8, MEMORY_SIZE - 1);
	CHECK_PROBLEM(w, PROBLEM_STRING, 2, "runs out of memory");
	w = world_usual(64, 64, 64);
	put32(w, INFO_ADDRESS + 16, 0xfffffffe);
	CHECK_PROBLEM(w, PROBLEM_STRING, NO_MODULE, "runs out of memory");
}

TEST(multiboot_strings_full, "error: command lines too long together")
{
	struct world *w = world_usual(64, 64, 64);

	memset(at(w, 0x20000), 'x', 4000);
	for (u32 i = 0; i < 20; i++) {
		world_file(w, 16, "data");
		put32(w, TABLE_ADDRESS + 16 * (3 + i) + 8, 0x20000);
	}
	CHECK_PROBLEM(w, PROBLEM_STRING, 19, "longer than 65536 bytes together");
}

TEST(multiboot_no_strings, "modules and loader without a command line have an empty one")
{
	struct world *w = world_usual(64, 64, 64);

	put32(w, INFO_ADDRESS + 16, 0);
	put32(w, TABLE_ADDRESS + 8, 0);
	CHECK(world_boot(w));
	CHECK_EQUAL(w->boot.modules[0].cmdline[0], '\0');
	CHECK_EQUAL(w->boot.options.kmem, 16 * MIB);
}

TEST(multiboot_module_range, "error: a module that is empty or ends before it starts")
{
	struct world *w = world_usual(64, 64, 64);

	put32(w, TABLE_ADDRESS + 20, read32(w, TABLE_ADDRESS + 16));
	CHECK_PROBLEM(w, PROBLEM_TRUNCATED, 1, "module 1 (sigma0 sigma0): empty file");
	put32(w, TABLE_ADDRESS + 20, PAGE);
	CHECK_PROBLEM(w, PROBLEM_MULTIBOOT, 1, "module ends before it starts");
}

TEST(multiboot_missing, "error: missing modules are named")
{
	struct world *w = world_new();

	CHECK_PROBLEM(w, PROBLEM_MISSING, 0, "module 0 (kernel): missing");
	world_kernel(w, 64);
	CHECK_PROBLEM(w, PROBLEM_MISSING, 1, "module 1 (sigma0): missing");
	world_file(w, 100, "sigma0");
	CHECK_PROBLEM(w, PROBLEM_MISSING, 2, "module 2 (root task): missing");
	w = world_usual(64, 64, 64);
	clear_flags(w, 8);
	CHECK_PROBLEM(w, PROBLEM_MISSING, 0, "module 0 (kernel): missing");
}

TEST(multiboot_many_modules, "LDR-06 more than 32 modules, all described")
{
	struct world *w = world_usual(64, 64, 64);

	for (u32 i = 3; i < 50; i++)
		*world_file(w, 100, "data") = (u8)i;
	CHECK(world_boot(w));
	/* the address space, five map entries, the two areas below 1 MiB, kernel memory */
	for (u32 i = 3; i < 50; i++) {
		struct descriptor d = world_descriptor(w, 9 + (i - 1));

		CHECK_EQUAL(d.low, FILES_ADDRESS + (3 * FILE_SIZE) + (i - 3) * PAGE);
		CHECK_EQUAL(d.type, 0xe);
		CHECK_EQUAL(d.subtype, 3);
		CHECK_EQUAL(*at(w, d.low), i);
	}
}

TEST(multiboot_copy_sizes, "mbi: the copy is as large as it says, and no byte is left as it was")
{
	struct world *w = world_usual(64, 64, 64);
	struct boot *b = &w->boot;
	paddr_t copy = 0x13b000;
	u64 size;

	put32(w, INFO_ADDRESS, read32(w, INFO_ADDRESS) | 2);
	put32(w, INFO_ADDRESS + 12, 0x80010203);
	CHECK(world_boot(w));
	CHECK_EQUAL(b->mbi.start, copy);
	CHECK_EQUAL(read32(w, copy), 0x4f);
	CHECK_EQUAL(read32(w, copy + 8), MEMORY_SIZE / KIB - 1024);
	CHECK_EQUAL(read32(w, copy + 12), 0x80010203);
	for (u32 i = 28; i < 88; i += 4)
		CHECK(i == 44 || i == 48 || read32(w, copy + i) == 0);
	size = mbi_size(&b->told, &b->memory, b->modules, "root one two");
	CHECK_EQUAL(size, 88 + 3 * 16 + 5 * 24 + 13 + 7 + 7 + 13);
	CHECK_EQUAL(*at(w, copy + size - 1), 0);
	CHECK_EQUAL(*at(w, copy + size - 2), 'o');
	CHECK_EQUAL(*at(w, copy + size), 0xa5);
}

static const u8 screen_colours[] = { 16, 8, 8, 8, 0, 8 };

/* A framebuffer of 1024 x 768, 32 bits, whose description is complete. */
static struct world *world_with_screen(void)
{
	struct world *w = world_usual(64, 64, 64);

	put32(w, INFO_ADDRESS, read32(w, INFO_ADDRESS) | MBI_HAS_FRAMEBUFFER);
	put32(w, INFO_ADDRESS + 88, 0xc0000000);
	put32(w, INFO_ADDRESS + 92, 0x40);
	put32(w, INFO_ADDRESS + 96, 4096);
	put32(w, INFO_ADDRESS + 100, 1024);
	put32(w, INFO_ADDRESS + 104, 768);
	*at(w, INFO_ADDRESS + 108) = 32;
	*at(w, INFO_ADDRESS + 109) = 1;
	*at(w, INFO_ADDRESS + 110) = *at(w, INFO_ADDRESS + 111) = 0;
	memcpy(at(w, INFO_ADDRESS + 112), screen_colours, sizeof(screen_colours));
	return w;
}

TEST(multiboot_framebuffer, "a framebuffer of direct colours goes to the loader's record")
{
	struct world *w = world_with_screen();
	u64 record;

	CHECK(world_boot(w));
	record = world_kip(w, L4_KIP_WORD_KDEBUG_CONFIG1);
	CHECK(record != 0);
	CHECK_EQUAL(read32(w, record + L4_LOADER_AT_SIZE), L4_LOADER_BYTES);
	CHECK_EQUAL(read64(w, record + L4_LOADER_AT_FRAMEBUFFER), 0x40c0000000);
	CHECK_EQUAL(read32(w, record + L4_LOADER_AT_PITCH), 4096);
	CHECK_EQUAL(read32(w, record + L4_LOADER_AT_WIDTH), 1024);
	CHECK_EQUAL(read32(w, record + L4_LOADER_AT_HEIGHT), 768);
	CHECK_EQUAL(read32(w, record + L4_LOADER_AT_DEPTH), 32);
	CHECK(!memcmp(at(w, record + L4_LOADER_AT_COLOURS), screen_colours, 6));
	CHECK_EQUAL(read32(w, record + L4_LOADER_AT_MAXCPUS), 0);
	CHECK_EQUAL(read64(w, record + L4_LOADER_AT_RSDP), 0);
	w = world_with_screen();
	clear_flags(w, MBI_HAS_FRAMEBUFFER);
	CHECK(world_boot(w));
	CHECK_EQUAL(world_kip(w, L4_KIP_WORD_KDEBUG_CONFIG1), 0);
}

/* One byte or word of the description is another: does the loader still hand it on? */
static void check_screen(u32 offset, u32 bytes, u32 value, bool is_taken)
{
	struct world *w = world_with_screen();

	for (u32 i = 0; i < bytes; i++)
		*at(w, INFO_ADDRESS + offset + i) = (u8)(value >> 8 * i);
	CHECK(world_boot(w));
	if ((world_kip(w, L4_KIP_WORD_KDEBUG_CONFIG1) != 0) != is_taken) {
		printf("# offset %u, value %#x\n", offset, value);
		test_failed(__FILE__, __LINE__, is_taken ? "not taken" : "taken");
	}
}

TEST(multiboot_framebuffer_bad, "no framebuffer: text, a palette, or a description that cannot be")
{
	for (u32 type = 0; type < 256; type += type < 4 ? 1 : 50)
		check_screen(109, 1, type, type == 1);
	for (u32 depth = 0; depth < 256; depth++)
		check_screen(108, 1, depth, depth == 24 || depth == 32);
	check_screen(92, 4, 0xfffff, true);
	check_screen(92, 4, 0x100000, false);
	check_screen(92, 4, 0xffffffff, false);
	check_screen(96, 4, 4095, false);
	check_screen(96, 4, 0xffffffff, true);
	check_screen(96, 4, 0, false);
	check_screen(100, 4, 1025, false);
	check_screen(100, 4, 0x40000001, false);
	check_screen(100, 4, 0, false);
	check_screen(104, 4, 0, false);
	check_screen(104, 4, 0xffffffff, true);
	for (u32 colour = 112; colour < 118; colour += 2) {
		check_screen(colour, 1, 24, true);
		check_screen(colour, 1, 25, false);
		check_screen(colour, 1, 255, false);
		check_screen(colour + 1, 1, 0, false);
		check_screen(colour + 1, 1, 33, false);
		check_screen(colour + 1, 1, 255, false);
	}
}

TEST(multiboot_framebuffer_table, "a framebuffer's colours are where the specification has them")
{
	struct world *w = world_with_screen();

	memset(at(w, INFO_ADDRESS + 110), 0, 8);
	memcpy(at(w, INFO_ADDRESS + 110), screen_colours, sizeof(screen_colours));
	CHECK(read(w, MULTIBOOT_MAGIC, INFO_ADDRESS));
	CHECK_EQUAL(w->boot.told.framebuffer.at, 0x40c0000000);
	CHECK_EQUAL(w->boot.told.framebuffer.mode.red.position, 16);
	CHECK_EQUAL(w->boot.told.framebuffer.mode.red.size, 8);
	CHECK_EQUAL(w->boot.told.framebuffer.mode.blue.size, 8);
}

/* Where the loader may draw: 64 rows of 256 bytes from `start` on. */
static bool may_draw(u64 start)
{
	struct world *w = world_with_screen();

	put32(w, INFO_ADDRESS + 88, (u32)start);
	put32(w, INFO_ADDRESS + 92, (u32)(start >> 32));
	put32(w, INFO_ADDRESS + 96, 256);
	put32(w, INFO_ADDRESS + 100, 64);
	put32(w, INFO_ADDRESS + 104, 64);
	CHECK(world_read(w));
	CHECK_EQUAL(w->boot.told.framebuffer.at, start);
	return boot_may_draw(&w->boot);
}

TEST(multiboot_framebuffer_drawn, "the loader draws where it reaches, and where no memory is")
{
	struct world *w;

	CHECK(may_draw(0xa0000));
	CHECK(may_draw(0x100000 - 0x4000));
	CHECK(!may_draw(0x100000 - 0x4000 + 1));
	CHECK(!may_draw(0x9fc00 - 1));
	CHECK(may_draw(0x9fc00));
	CHECK(!may_draw(MEMORY_SIZE - 0x4000));
	CHECK(!may_draw(MEMORY_SIZE));
	CHECK(!may_draw(0x1000a0000));
	/* The loader's own place, whatever the map calls it. */
	w = world_with_screen();
	world_clear_map(w);
	world_map(w, 0, 0x9f000, 1);
	put32(w, INFO_ADDRESS + 88, (u32)w->boot.loader.end - 1);
	put32(w, INFO_ADDRESS + 92, 0);
	CHECK(world_read(w));
	CHECK(!boot_may_draw(&w->boot));
	w->boot.loader.end--;
	CHECK(boot_may_draw(&w->boot));
	/* None, and none where something is wrong. */
	w = world_usual(64, 64, 64);
	CHECK(world_read(w));
	CHECK(!boot_may_draw(&w->boot));
	CHECK(!multiboot1_read(&w->boot.mem, 1, INFO_ADDRESS, &w->boot.told, &w->boot.memory,
			       w->boot.modules, &w->why));
	CHECK(!boot_may_draw(&w->boot));
}

/* A framebuffer at 0xa0000. */
static struct world *world_that_draws(void)
{
	struct world *w = world_with_screen();

	put32(w, INFO_ADDRESS + 88, 0xa0000);
	put32(w, INFO_ADDRESS + 92, 0);
	put32(w, INFO_ADDRESS + 104, 16);
	return w;
}

TEST(multiboot_framebuffer_wrong, "what is wrong with words and modules can be shown on a screen")
{
	struct world *w = world_that_draws();

	put32(w, TABLE_ADDRESS + 4, read32(w, TABLE_ADDRESS));
	CHECK(!world_read(w));
	CHECK(boot_may_draw(&w->boot));
	w = world_that_draws();
	put32(w, INFO_ADDRESS + 16, MEMORY_SIZE);
	CHECK(!world_read(w));
	CHECK(boot_may_draw(&w->boot));
}

TEST(multiboot_framebuffer_cut, "a framebuffer whose description is cut off by the end of memory")
{
	struct world *w = world_with_screen();

	memmove(at(w, MEMORY_SIZE - 118), at(w, INFO_ADDRESS), 118);
	CHECK(read(w, MULTIBOOT_MAGIC, MEMORY_SIZE - 118));
	CHECK_EQUAL(w->boot.told.framebuffer.at, 0x40c0000000);
	memmove(at(w, MEMORY_SIZE - 117), at(w, INFO_ADDRESS), 117);
	CHECK(read(w, MULTIBOOT_MAGIC, MEMORY_SIZE - 117));
	CHECK_EQUAL(w->boot.told.framebuffer.at, 0);
}

TEST(multiboot_no_flags, "fields whose flag is not set are not read")
{
	struct world *w = world_usual(64, 64, 64);

	world_options(w, "kmem=bad");
	clear_flags(w, 5);
	put32(w, INFO_ADDRESS + 12, 0x80010203);
	CHECK(world_boot(w));
	CHECK_EQUAL(read32(w, w->boot.mbi.start + 4), 0);
	CHECK_EQUAL(read32(w, w->boot.mbi.start + 8), 0);
	CHECK_EQUAL(read32(w, w->boot.mbi.start + 12), 0);
}

TEST(multiboot_copied, "mbi: the copy has the root task's command line, modules and memory map")
{
	struct world *w = world_usual(64, 64, 64);
	paddr_t copy, table, mmap;

	strcpy((char *)world_file(w, 100, "data here"), "contents");
	CHECK(world_boot(w));
	copy = w->boot.mbi.start;
	CHECK_EQUAL(read32(w, copy), 0x4d);
	CHECK_EQUAL(read32(w, copy + 4), 639);
	CHECK(strcmp((char *)at(w, read32(w, copy + 16)), "root one two") == 0);
	CHECK_EQUAL(read32(w, copy + 20), 4);
	table = read32(w, copy + 24);
	CHECK_EQUAL(read32(w, table), KERNEL_ADDRESS);
	CHECK_EQUAL(read32(w, table + 32), ROOT_ADDRESS);
	CHECK_EQUAL(read32(w, table + 36), ROOT_ADDRESS + FILE_SIZE);
	CHECK_EQUAL(read32(w, table + 44), ROOT_ADDRESS + 8);
	CHECK(strcmp((char *)at(w, read32(w, table + 40)), "root one two") == 0);
	CHECK(strcmp((char *)at(w, read32(w, table + 48)), "contents") == 0);
	CHECK(strcmp((char *)at(w, read32(w, table + 56)), "data here") == 0);
	CHECK_EQUAL(read32(w, table + 60), 0);
	mmap = read32(w, copy + 48);
	CHECK_EQUAL(read32(w, copy + 44), 5 * 24);
	CHECK(memcmp(at(w, mmap), at(w, MMAP_ADDRESS), 5 * 24) == 0);
	CHECK(mmap + 5 * 24 <= w->boot.mbi.end);
}
