/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unit tests: booting as a whole: descriptors, places and conflicts.
 */
#include <l4/abi/kip.h>
#include <l4/abi/loader.h>
#include "unit.h"

TEST(boot_order, "descriptors are exactly those of the list, in its order")
{
	struct world *w = world_usual(64, 64, 64);

	world_options(w, "kmem=8M");
	world_file(w, 5000, "data");
	CHECK(world_boot(w));
	CHECK_EQUAL(world_descriptors(w), 14);
	CHECK_DESCRIPTOR(w, 0, 0, ~(u64)0, 4, 0);
	CHECK_DESCRIPTOR(w, 1, 0, 0x9fbff, 1, 1);
	CHECK_DESCRIPTOR(w, 2, 0x9fc00, 0x9ffff, 0xf, 2);
	CHECK_DESCRIPTOR(w, 3, 0xf0000, 0xfffff, 0xf, 2);
	CHECK_DESCRIPTOR(w, 4, MIB, MEMORY_SIZE - 1, 1, 1);
	CHECK_DESCRIPTOR(w, 5, 0xfffc0000, 0xffffffff, 0xf, 2);
	CHECK_DESCRIPTOR(w, 6, 0xa0000, 0xbffff, 4, 0);
	CHECK_DESCRIPTOR(w, 7, 0xc0000, 0xeffff, 4, 0);
	CHECK_DESCRIPTOR(w, 8, 56 * MIB, 64 * MIB - 1, 2, 0);
	CHECK_DESCRIPTOR(w, 9, SIGMA0_ADDRESS, SIGMA0_ADDRESS + FILE_SIZE - 1, 0xe, 2);
	CHECK_DESCRIPTOR(w, 10, ROOT_ADDRESS, ROOT_ADDRESS + FILE_SIZE - 1, 0xe, 2);
	CHECK_DESCRIPTOR(w, 11, FILES_ADDRESS + 3 * FILE_SIZE,
			 FILES_ADDRESS + 3 * FILE_SIZE + 5 * KIB - 1, 0xe, 3);
	CHECK_DESCRIPTOR(w, 12, 0x13a000, 0x13afff, 0xe, 1);
	CHECK_DESCRIPTOR(w, 13, 0x13b000, 0x13bfff, 0xe, 1);
}

TEST(boot_rounding, "memory is rounded inwards to 1 KiB, everything else outwards")
{
	struct world *w = world_usual(64, 64, 64);

	world_clear_map(w);
	world_map(w, 100, 0x9f000 - 200, 1);
	world_map(w, 0x9f100, 0x200, 1);
	world_map(w, 0x9fc10, 0x10, 4);
	world_map(w, MIB, MEMORY_SIZE - MIB, 1);
	CHECK(world_boot(w));
	CHECK_DESCRIPTOR(w, 1, 0x400, 0x9ebff, 1, 1);
	CHECK_DESCRIPTOR(w, 2, 0x9fc00, 0x9ffff, 0xf, 4);
	CHECK_DESCRIPTOR(w, 3, MIB, MEMORY_SIZE - 1, 1, 1);
}

TEST(boot_types, "memory map types that no descriptor can hold become reserved by the machine")
{
	struct world *w = world_usual(64, 64, 64);

	world_map(w, GIB, PAGE, 0x11);
	world_map(w, 2 * GIB, PAGE, 15);
	CHECK(world_boot(w));
	CHECK_DESCRIPTOR(w, 6, GIB, GIB + PAGE - 1, 0xf, 2);
	CHECK_DESCRIPTOR(w, 7, 2 * GIB, 2 * GIB + PAGE - 1, 0xf, 15);
}

TEST(boot_images, "the images are loaded, the rest of their memory is clear")
{
	struct world *w = world_usual(64, 32, 64);

	memset(at(w, ROOT_ADDRESS), 0xee, FILE_SIZE);
	CHECK(world_boot(w));
	for (u32 i = 0; i < FILE_SIZE; i += 4) {
		bool is_filled = i < FILE_SIZE - PAGE;

		CHECK_EQUAL(read32(w, SIGMA0_ADDRESS + i), is_filled ? 2u << 24 | (i + PAGE) : 0);
		CHECK_EQUAL(read32(w, ROOT_ADDRESS + i), is_filled ? 3u << 24 | (i + PAGE) : 0);
	}
}

TEST(boot_three, "BOOT-10 three modules are enough")
{
	CHECK(world_boot(world_usual(64, 64, 64)));
	CHECK(world_boot(world_usual(32, 32, 32)));
}

TEST(boot_maxmem, "BOOT-11 maxmem: what is above is reserved, nothing conventional is left there")
{
	struct world *w = world_usual(64, 64, 64);

	world_map(w, 4 * GIB, GIB, 1);
	world_options(w, "maxmem=40M kmem=4M");
	CHECK(world_boot(w));
	CHECK_DESCRIPTOR(w, 4, 40 * MIB, MEMORY_SIZE - 1, 2, 0);
	CHECK_DESCRIPTOR(w, 5, MIB, 40 * MIB - 1, 1, 1);
	CHECK_DESCRIPTOR(w, 7, 4 * GIB, 5 * GIB - 1, 2, 0);
	CHECK_DESCRIPTOR(w, 8, 0xa0000, 0xbffff, 4, 0);
	CHECK_DESCRIPTOR(w, 10, 36 * MIB, 40 * MIB - 1, 2, 0);
}

TEST(boot_maxmem_low, "LDR-06 maxmem below 1 MiB counts too: the images are outside memory")
{
	struct world *w = world_usual(64, 64, 64);

	world_options(w, "maxmem=512K");
	CHECK_PROBLEM(w, PROBLEM_OUTSIDE, 0, "image 0x600000-0x604000 is outside memory");
	w = world_usual(64, 64, 64);
	world_options(w, "maxmem=100");
	CHECK_PROBLEM(w, PROBLEM_OUTSIDE, 0, "outside memory");
}

TEST(boot_maxmem_page, "maxmem is rounded down to a page")
{
	struct world *w = world_usual(64, 64, 64);

	world_options(w, "maxmem=41947135");
	CHECK(world_boot(w));
	CHECK_DESCRIPTOR(w, 4, 40 * MIB, MEMORY_SIZE - 1, 2, 0);
}

TEST(boot_maxmem_files, "files above maxmem are moved below it")
{
	struct world *w = world_usual(64, 64, 64);
	struct range file;

	strcpy((char *)world_file(w, 100, "data"), "contents");
	for (u32 i = 0; i < 4; i++)
		world_move_file(w, i, 50 * MIB + i * MIB);
	world_options(w, "maxmem=32M kmem=4M");
	CHECK(world_boot(w));
	file = w->boot.modules[3].file;
	CHECK(file.end <= 28 * MIB);
	CHECK(strcmp((char *)at(w, file.start), "contents") == 0);
	CHECK_EQUAL(read32(w, ROOT_ADDRESS), 3u << 24 | PAGE);
}

TEST(boot_kmem, "BOOT-12 kmem: its size, rounded down to a page, then up to 2 MiB")
{
	struct world *w = world_usual(64, 64, 64);

	world_options(w, "kmem=32M");
	CHECK(world_boot(w));
	CHECK_DESCRIPTOR(w, 8, 32 * MIB, 64 * MIB - 1, 2, 0);
	w = world_usual(64, 64, 64);
	world_options(w, "kmem=2101247");
	CHECK(world_boot(w));
	CHECK_DESCRIPTOR(w, 8, 62 * MIB, 64 * MIB - 1, 2, 0);
	w = world_usual(64, 64, 64);
	world_options(w, "kmem=2101248");
	CHECK(world_boot(w));
	CHECK_DESCRIPTOR(w, 8, 60 * MIB, 64 * MIB - 1, 2, 0);
}

TEST(boot_kmem_none, "error: not enough memory for kmem")
{
	struct world *w = world_usual(64, 64, 64);

	world_options(w, "kmem=63M");
	CHECK_PROBLEM(w, PROBLEM_KERNEL_MEMORY, NO_MODULE,
		      "not enough memory for the kernel: no room for kmem=64512K");
	world_options(w, "kmem=0");
	CHECK_PROBLEM(w, PROBLEM_KERNEL_MEMORY, NO_MODULE, "kmem=0K");
	world_options(w, "kmem=17179869183G");
	CHECK_PROBLEM(w, PROBLEM_KERNEL_MEMORY, NO_MODULE, "not enough memory");
}

TEST(boot_kmem_images, "kmem avoids images; files are moved out of its way")
{
	struct world *w = world_usual(64, 64, 64);
	struct elf_spec high = elf_spec(64, 62 * MIB);

	world_program(w, &high, "server");
	strcpy((char *)world_file(w, 100, "data"), "contents");
	world_move_file(w, 4, 61 * MIB);
	world_options(w, "decode-all=yes kmem=8M");
	CHECK(world_boot(w));
	CHECK_EQUAL(w->boot.kernel_memory.end, 62 * MIB);
	CHECK(!range_overlaps(w->boot.kernel_memory, w->boot.modules[4].file));
	CHECK(strcmp((char *)at(w, w->boot.modules[4].file.start), "contents") == 0);
}

TEST(boot_enter, "enter, attended set the debugger's word of the kernel interface page")
{
	for (u32 bits = 32; bits <= 64; bits += 32) {
		struct world *w = world_usual(bits, bits, bits);

		CHECK(world_boot(w));
		CHECK_EQUAL(world_kip(w, L4_KIP_WORD_KDEBUG_CONFIG0), 0);
		w = world_usual(bits, bits, bits);
		world_options(w, "enter");
		CHECK(world_boot(w));
		CHECK_EQUAL(world_kip(w, L4_KIP_WORD_KDEBUG_CONFIG0), L4_KDEBUG_CONFIG0_ENTER);
		CHECK_EQUAL(world_kip(w, L4_KIP_WORD_KDEBUG_CONFIG1), 0);
		w = world_usual(bits, bits, bits);
		world_options(w, "attended enter");
		CHECK(world_boot(w));
		CHECK_EQUAL(world_kip(w, L4_KIP_WORD_KDEBUG_CONFIG0),
			    L4_KDEBUG_CONFIG0_ENTER | L4_KDEBUG_CONFIG0_ATTENDED);
	}
}

/* A page of its own holds the record, clear behind it, and the last descriptor is that page's. */
static void check_record(const struct world *w, u32 maxcpus, u64 rsdp)
{
	u64 record = world_kip(w, L4_KIP_WORD_KDEBUG_CONFIG1);

	CHECK(record != 0);
	CHECK_EQUAL(world_descriptors(w), 14);
	CHECK_DESCRIPTOR(w, 13, record, record + PAGE - 1, L4_MEMORY_BOOTLOADER,
			 L4_MEMORY_BOOT_RECORD);
	CHECK_EQUAL(record % PAGE, 0);
	CHECK_EQUAL(read32(w, record + L4_LOADER_AT_MAGIC), L4_LOADER_MAGIC);
	CHECK_EQUAL(read32(w, record + L4_LOADER_AT_SIZE), L4_LOADER_BYTES);
	CHECK_EQUAL(read32(w, record + L4_LOADER_AT_MAXCPUS), maxcpus);
	CHECK_EQUAL(read32(w, record + 12), 0);
	CHECK_EQUAL(read64(w, record + L4_LOADER_AT_RSDP), rsdp);
	for (u32 i = L4_LOADER_BYTES; i < PAGE; i += 8)
		CHECK_EQUAL(read64(w, record + i), 0);
}

TEST(boot_record, "maxcpus, and ACPI's root pointer where it is told, go to the loader's record")
{
	for (u32 bits = 32; bits <= 64; bits += 32) {
		struct world *w = world_usual(bits, bits, bits);

		world_options(w, "maxcpus=3");
		CHECK(world_boot(w));
		check_record(w, 3, 0);
		w = world_usual(bits, bits, bits);
		w->rsdp = 0x123456789a0;
		CHECK(world_boot(w));
		check_record(w, 0, 0x123456789a0);
		w = world_usual(bits, bits, bits);
		w->rsdp = 0xfed40;
		world_options(w, "enter maxcpus=1");
		CHECK(world_boot(w));
		check_record(w, 1, 0xfed40);
		CHECK_EQUAL(world_kip(w, L4_KIP_WORD_KDEBUG_CONFIG0), L4_KDEBUG_CONFIG0_ENTER);
	}
}

TEST(boot_record_none, "with nothing to say there is no record")
{
	for (u32 bits = 32; bits <= 64; bits += 32) {
		struct world *w = world_usual(bits, bits, bits);

		CHECK(world_boot(w));
		CHECK_EQUAL(world_kip(w, L4_KIP_WORD_KDEBUG_CONFIG1), 0);
		CHECK_EQUAL(world_descriptors(w), 13);
	}
}

TEST(boot_record_alone, "the record needs neither boot information nor a multiboot copy")
{
	struct world *w = world_usual(64, 64, 64);
	u64 record;

	world_options(w, "bootinfo=no mbi=no maxcpus=2");
	CHECK(world_boot(w));
	record = world_kip(w, L4_KIP_WORD_KDEBUG_CONFIG1);
	CHECK_EQUAL(world_kip(w, L4_KIP_WORD_BOOT_INFO), 0);
	CHECK_EQUAL(world_descriptors(w), 12);
	CHECK_DESCRIPTOR(w, 11, record, record + PAGE - 1, L4_MEMORY_BOOTLOADER,
			 L4_MEMORY_BOOT_RECORD);
}

TEST(boot_record_room, "error: no room for the loader's record")
{
	struct world *w = world_usual(64, 64, 64);

	world_clear_map(w);
	/* What is free when the programs are loaded is less than a page of this kernel: 64 KiB. */
	phys_put64(&w->boot.mem, FILES_ADDRESS + PAGE + 8 * L4_KIP_WORD_PAGE_INFO, 0x00210007);
	world_map(w, FILES_ADDRESS, 3 * FILE_SIZE, 1);
	world_map(w, KERNEL_ADDRESS, FILE_SIZE, 1);
	world_map(w, SIGMA0_ADDRESS, FILE_SIZE, 1);
	world_map(w, ROOT_ADDRESS, FILE_SIZE, 1);
	world_map(w, 32 * MIB, 2 * MIB, 1);
	world_options(w, "bootinfo=no mbi=no kmem=2M");
	CHECK(world_boot(w));
	world_options(w, "bootinfo=no mbi=no kmem=2M maxcpus=2");
	CHECK_PROBLEM(w, PROBLEM_NO_MEMORY, NO_MODULE,
		      "no room for 65536 bytes of the loader's record");
}

TEST(boot_decode_all, "decode-all loads further ELF files; without it, and other files, stay files")
{
	for (u32 all = 0; all < 2; all++) {
		struct world *w = world_usual(64, 64, 64);
		struct elf_spec spec = elf_spec(32, 0x1800000);
		struct module *m = w->boot.modules;

		world_program(w, &spec, "server");
		strcpy((char *)world_file(w, 100, "data"), "contents");
		world_options(w, all ? "decode-all=yes" : "");
		CHECK(world_boot(w));
		CHECK_EQUAL(m[3].is_program, all);
		CHECK_EQUAL(module_range(&m[3]).start, all ? 0x1800000 : m[3].file.start);
		CHECK_EQUAL(world_descriptor(w, 11).low, module_range(&m[3]).start);
		CHECK_EQUAL(world_descriptor(w, 11).subtype, 3);
		CHECK(!m[4].is_program);
	}
}

TEST(boot_decode_bad, "error: decode-all with a damaged further ELF file")
{
	for (u32 bits = 32; bits <= 64; bits += 32) {
		struct world *w = world_usual(64, 64, bits);
		struct elf_spec spec = elf_spec(bits, 0x1800000);

		spec.seg[0].filesz = FILE_SIZE;
		world_program(w, &spec, "server");
		CHECK(world_boot(w));
		world_options(w, "decode-all=yes");
		CHECK_PROBLEM(w, PROBLEM_TRUNCATED, 3, "module 3 (module server): file truncated");
	}
}

TEST(boot_kernel_gap, "LDR-01 error: an image in a gap of the kernel's range overlaps it")
{
	struct world *w = world_usual(64, 64, 64);
	struct elf_spec spec = elf_spec(64, KERNEL_ADDRESS);

	spec.phnum = 2;
	spec.seg[1] = spec.seg[0];
	spec.seg[1].paddr = spec.seg[1].vaddr = SIGMA0_ADDRESS + 16 * PAGE;
	elf_headers(at(w, FILES_ADDRESS), &spec);
	CHECK_PROBLEM(w, PROBLEM_OVERLAP, 1,
		      "image 0xf00000-0xf04000 overlaps the image of module 0");
}

TEST(boot_gap_files, "LDR-01 files in a gap of the kernel's range are moved out of it")
{
	struct world *w = world_usual(64, 64, 64);
	struct elf_spec spec = elf_spec(64, KERNEL_ADDRESS);

	strcpy((char *)world_file(w, 100, "data"), "contents");
	world_move_file(w, 3, KERNEL_ADDRESS + 5 * PAGE);
	spec.phnum = 2;
	spec.seg[1] = spec.seg[0];
	spec.seg[1].paddr = spec.seg[1].vaddr = KERNEL_ADDRESS + 16 * PAGE;
	elf_headers(at(w, FILES_ADDRESS), &spec);
	CHECK(world_boot(w));
	CHECK(!range_overlaps(w->boot.modules[3].file, w->boot.modules[0].image.at));
	CHECK(strcmp((char *)at(w, w->boot.modules[3].file.start), "contents") == 0);
}

TEST(boot_move, "LDR-03 files that lie where images go are moved, whole and unharmed")
{
	struct world *w = world_usual(64, 64, 64);
	u8 *data = world_file(w, 3 * PAGE, "data");

	for (u32 i = 0; i < 3 * PAGE; i++)
		data[i] = (u8)(i * 7);
	world_move_file(w, 0, ROOT_ADDRESS + PAGE);
	world_move_file(w, 1, SIGMA0_ADDRESS - PAGE);
	world_move_file(w, 2, KERNEL_ADDRESS - PAGE);
	world_move_file(w, 3, KERNEL_ADDRESS + 3 * PAGE);
	CHECK(world_boot(w));
	CHECK_EQUAL(read32(w, SIGMA0_ADDRESS), 2u << 24 | PAGE);
	CHECK_EQUAL(read32(w, ROOT_ADDRESS + 2 * PAGE), 3u << 24 | 3 * PAGE);
	CHECK_EQUAL(read32(w, KERNEL_ADDRESS + PAGE), 1u << 24 | 2 * PAGE);
	for (u32 i = 0; i < 3 * PAGE; i++)
		CHECK_EQUAL(*at(w, w->boot.modules[3].file.start + i), (u8)(i * 7));
	CHECK(w->boot.modules[3].file.start > ROOT_ADDRESS);
}

TEST(boot_move_none, "error: no room to move a file out of the way")
{
	struct world *w = world_usual(64, 64, 64);

	world_file(w, 20 * MIB, "data");
	world_move_file(w, 3, 20 * MIB);
	world_options(w, "kmem=40M");
	CHECK_PROBLEM(w, PROBLEM_NO_MEMORY, 3, "no room to move the file");
}

TEST(boot_strings_survive, "command lines survive images loaded over the boot loader's structures")
{
	struct world *w = world_new();
	struct elf_spec sigma0 = elf_spec(64, 0x8000), root = elf_spec(64, STRINGS_ADDRESS);

	world_kernel(w, 64);
	world_program(w, &sigma0, "sigma0 s");
	world_program(w, &root, "root r");
	CHECK(world_boot(w));
	CHECK(strcmp(w->boot.modules[2].cmdline, "root r") == 0);
	CHECK(strcmp((char *)at(w, read32(w, w->boot.mbi.start + 16)), "root r") == 0);
	CHECK_EQUAL(world_descriptor(w, 4).high, MEMORY_SIZE - 1);
}

TEST(boot_entry_state, "LDR-04 bootinfo lies below 512 MiB, not at 0; kernel memory is reserved")
{
	struct world *w = world_usual(64, 64, 64);
	u64 info;

	CHECK(world_boot(w));
	info = world_kip(w, L4_KIP_WORD_BOOT_INFO);
	CHECK(info >= MIB && info < 512 * MIB);
	CHECK(w->boot.mbi.start >= MIB && w->boot.mbi.end < 512 * MIB);
	CHECK_EQUAL(world_descriptor(w, 8).type, L4_MEMORY_RESERVED);
	CHECK_EQUAL(range_size(w->boot.kernel_memory), 16 * MIB);
}

TEST(boot_info_low, "boot information goes below 1 MiB if there is no room above, never to page 0")
{
	struct world *w = world_usual(64, 64, 64);

	world_clear_map(w);
	world_map(w, 0, 0x9fc00, 1);
	world_map(w, FILES_ADDRESS, 3 * FILE_SIZE, 1);
	world_map(w, KERNEL_ADDRESS, FILE_SIZE, 1);
	world_map(w, SIGMA0_ADDRESS, FILE_SIZE, 1);
	world_map(w, ROOT_ADDRESS, FILE_SIZE, 1);
	world_map(w, 32 * MIB, 2 * MIB, 1);
	world_options(w, "kmem=2M");
	CHECK(world_boot(w));
	CHECK_EQUAL(w->boot.bootinfo.start, FILES_ADDRESS);
	world_file(w, 2 * PAGE, "data");
	world_move_file(w, 3, FILES_ADDRESS + PAGE);
	w = world_usual(64, 64, 64);
	world_clear_map(w);
	world_map(w, 0, 0x9fc00, 1);
	world_map(w, KERNEL_ADDRESS, FILE_SIZE, 1);
	world_map(w, SIGMA0_ADDRESS, FILE_SIZE, 1);
	world_map(w, ROOT_ADDRESS, FILE_SIZE, 1);
	world_map(w, 32 * MIB, 2 * MIB, 1);
	world_options(w, "kmem=2M");
	for (u32 i = 0; i < 3; i++)
		world_move_file(w, i, 0x40000 + i * FILE_SIZE);
	CHECK(world_boot(w));
	CHECK_EQUAL(w->boot.bootinfo.start, PAGE);
	CHECK_EQUAL(w->boot.mbi.start, 2 * PAGE);
}

TEST(boot_reserved, "LDR-05 every reserved descriptor lies within memory")
{
	struct world *w = world_usual(64, 64, 64);

	world_options(w, "maxmem=40M");
	CHECK(world_boot(w));
	for (u32 i = 0; i < world_descriptors(w); i++) {
		struct descriptor d = world_descriptor(w, i);

		if (d.type == L4_MEMORY_RESERVED)
			CHECK(memory_is_present(&w->boot.memory,
						(struct range){ d.low, d.high + 1 }));
	}
}

static void check_image_conflict_of(u32 bits, u64 paddr, enum problem_kind kind, const char *part)
{
	struct world *w = world_new();
	struct elf_spec sigma0 = elf_spec(bits, paddr), root = elf_spec(bits, ROOT_ADDRESS);

	world_kernel(w, 64);
	world_program(w, &sigma0, "boot/sigma0 x");
	world_program(w, &root, "root");
	CHECK(!world_boot(w));
	CHECK_EQUAL(w->why.kind, kind);
	if (!strstr(w->text, part)) {
		printf("# text is: %s\n", w->text);
		test_failed(__FILE__, __LINE__, part);
	}
}

static void check_image_conflict(u64 paddr, enum problem_kind kind, const char *part)
{
	check_image_conflict_of(32, paddr, kind, part);
	check_image_conflict_of(64, paddr, kind, part);
}

TEST(boot_overlaps, "error: an image over the loader, another image, BIOS data")
{
	check_image_conflict(0x139fff, PROBLEM_OVERLAP,
			     "module 1 (sigma0 boot/sigma0): image 0x139fff-0x13dfff overlaps the "
			     "loader, 0x100000-0x13a000");
	check_image_conflict(KERNEL_ADDRESS + FILE_SIZE - 1, PROBLEM_OVERLAP,
			     "overlaps the image of module 0, 0x600000-0x604000");
	check_image_conflict(ROOT_ADDRESS - FILE_SIZE + 1, PROBLEM_OVERLAP,
			     "module 2 (root task root): image 0x1000000-0x1004000 overlaps the "
			     "image of module 1");
	check_image_conflict(0xfff, PROBLEM_OVERLAP, "overlaps the BIOS data page");
}

TEST(boot_video, "error: an image over video memory, even if the map calls it memory")
{
	struct world *w = world_usual(64, 64, 64);
	struct elf_spec spec = elf_spec(64, 0x9e000);

	world_clear_map(w);
	world_map(w, 0, MEMORY_SIZE, 1);
	elf_headers(at(w, FILES_ADDRESS + 2 * FILE_SIZE), &spec);
	CHECK_PROBLEM(w, PROBLEM_OVERLAP, 2, "overlaps video and BIOS memory, 0xa0000-0x100000");
}

TEST(boot_outside, "error: an image outside memory, partly or in a hole")
{
	check_image_conflict(MEMORY_SIZE - PAGE, PROBLEM_OUTSIDE, "is outside memory");
	check_image_conflict(0x9e000, PROBLEM_OUTSIDE,
			     "module 1 (sigma0 boot/sigma0): image 0x9e000-0xa2000 is outside");
	check_image_conflict(0xfffc0000, PROBLEM_OUTSIDE, "is outside memory");
}

TEST(boot_files, "error: files over each other, over the loader, outside memory")
{
	struct world *w = world_usual(64, 64, 64);

	phys_put32(&w->boot.mem, TABLE_ADDRESS + 32, FILES_ADDRESS + 2 * FILE_SIZE - 1);
	CHECK_PROBLEM(w, PROBLEM_OVERLAP, 2, "overlaps the file of module 1");
	w = world_usual(64, 64, 64);
	world_move_file(w, 1, 0x139000);
	CHECK_PROBLEM(w, PROBLEM_OVERLAP, 1, "overlaps the loader");
	w = world_usual(64, 64, 64);
	phys_put32(&w->boot.mem, TABLE_ADDRESS + 36, 0xffffffff);
	CHECK_PROBLEM(w, PROBLEM_OUTSIDE, 2, "is outside memory");
	w = world_usual(64, 64, 64);
	world_move_file(w, 0, 0xf0000);
	CHECK_PROBLEM(w, PROBLEM_OUTSIDE, 0, "file 0xf0000-0xf4000 is outside memory");
}

TEST(boot_not_elf, "error: a damaged module is named with its role and file name")
{
	struct world *w = world_usual(64, 64, 64);

	memcpy(at(w, FILES_ADDRESS + 2 * FILE_SIZE), "text", 4);
	CHECK_PROBLEM(w, PROBLEM_NOT_ELF, 2, "module 2 (root task root): not an ELF file");
}

TEST(boot_public_layout, "a 64-bit kernel in an ELF32 file with several segments is loaded")
{
	struct world *w = world_usual(64, 64, 64);
	struct elf_spec spec = elf_spec(32, KERNEL_ADDRESS);

	spec.seg[0].vaddr = 0xf0600000;
	spec.seg[0].filesz = spec.seg[0].memsz = 2 * PAGE;
	spec.phnum = 2;
	spec.seg[1] = spec.seg[0];
	spec.seg[1].offset = 3 * PAGE;
	spec.seg[1].paddr = KERNEL_ADDRESS + 0x20000;
	spec.seg[1].filesz = PAGE;
	elf_headers(at(w, FILES_ADDRESS), &spec);
	CHECK(world_boot(w));
	CHECK_EQUAL(w->boot.kip.word_bytes, 8);
	CHECK_EQUAL(w->boot.modules[0].image.at.end, KERNEL_ADDRESS + 0x20000 + 2 * PAGE);
	CHECK_EQUAL(read32(w, KERNEL_ADDRESS + 0x20000), 1u << 24 | 3 * PAGE);
}
