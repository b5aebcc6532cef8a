/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unit tests: finding and filling the kernel interface page.
 */
#include <l4/abi/kip.h>
#include "unit.h"

#define KIP_IN_FILE	(FILES_ADDRESS + PAGE)

static void put32(struct world *w, paddr_t address, u32 value)
{
	phys_put32(&w->boot.mem, address, value);
}

static void put64(struct world *w, paddr_t address, u64 value)
{
	phys_put64(&w->boot.mem, address, value);
}

static void put_memory_info(struct world *w, u64 table, u64 slots)
{
	put64(w, KIP_IN_FILE + 8 * L4_KIP_WORD_MEMORY_INFO, table << 32 | slots);
}

TEST(kip_first, "BOOT-01 the first magic number at a 4-byte step is the page")
{
	struct world *w = world_new();
	const struct range r = { 0x200002, 0x200002 + PAGE };
	paddr_t found;

	put32(w, 0x200003, L4_KIP_MAGIC);
	CHECK(!kip_find(&w->boot.mem, r, &found));
	put32(w, 0x20000a, L4_KIP_MAGIC);
	put32(w, 0x20001a, L4_KIP_MAGIC);
	CHECK(kip_find(&w->boot.mem, r, &found));
	CHECK_EQUAL(found, 0x20000a);
	put32(w, 0x20000a, 0);
	put32(w, 0x20001a, 0);
	put32(w, r.end - 3, L4_KIP_MAGIC);
	CHECK(!kip_find(&w->boot.mem, r, &found));
}

TEST(kip_none, "error: no kernel interface page found")
{
	struct world *w = world_usual(64, 64, 64);

	put32(w, KIP_IN_FILE, 0);
	CHECK_PROBLEM(w, PROBLEM_NO_KIP, 0,
		      "module 0 (kernel kernel): no kernel interface page in the file");
}

TEST(kip_not_loaded, "LDR-02 error: a page in the file that is not loaded")
{
	struct world *w = world_usual(64, 64, 64);

	memcpy(at(w, FILES_ADDRESS + 0x400), at(w, KIP_IN_FILE), 0x300);
	CHECK_PROBLEM(w, PROBLEM_NO_KIP, 0, "in the file, but not in what is loaded");
}

TEST(kip_two_searches, "LDR-02 error: file and loaded image have different first pages")
{
	struct world *w = world_new();
	struct elf_spec spec = elf_spec(64, KERNEL_ADDRESS);
	struct elf_spec sigma0 = elf_spec(64, SIGMA0_ADDRESS), root = elf_spec(64, ROOT_ADDRESS);
	u8 *file = world_kernel(w, 64);

	/* The last page of the file goes to the front of the image. */
	spec.phnum = 2;
	spec.seg[0].paddr = spec.seg[0].vaddr = KERNEL_ADDRESS + PAGE;
	spec.seg[0].filesz = spec.seg[0].memsz = 2 * PAGE;
	spec.seg[1] = spec.seg[0];
	spec.seg[1].offset = 3 * PAGE;
	spec.seg[1].paddr = KERNEL_ADDRESS;
	spec.seg[1].filesz = spec.seg[1].memsz = PAGE;
	spec.entry = KERNEL_ADDRESS;
	elf_headers(file, &spec);
	world_program(w, &sigma0, "sigma0");
	world_program(w, &root, "root");
	CHECK(world_boot(w));
	CHECK_EQUAL(w->boot.kip.at, KERNEL_ADDRESS + PAGE);

	memcpy(at(w, KIP_IN_FILE + 2 * PAGE + 16), "\x4c\x34\xe6\x4b", 4);
	CHECK_PROBLEM(w, PROBLEM_NO_KIP, 0, "the first one in memory is another");
}

TEST(kip_stale, "LDR-02 an old page lying where the image has a gap is not taken for the kernel's")
{
	struct world *w = world_usual(64, 64, 64);
	struct elf_spec spec = elf_spec(64, KERNEL_ADDRESS);

	spec.phnum = 2;
	spec.seg[0].paddr = spec.seg[0].vaddr = KERNEL_ADDRESS + 16 * PAGE;
	spec.seg[1] = spec.seg[0];
	spec.seg[1].paddr = spec.seg[1].vaddr = KERNEL_ADDRESS + 4;
	spec.seg[1].offset = 2 * PAGE;
	spec.seg[1].filesz = spec.seg[1].memsz = 16;
	spec.entry = KERNEL_ADDRESS + 16 * PAGE;
	elf_headers(at(w, FILES_ADDRESS), &spec);
	put32(w, KERNEL_ADDRESS, L4_KIP_MAGIC);
	put32(w, KERNEL_ADDRESS + PAGE, L4_KIP_MAGIC);
	CHECK(world_boot(w));
	CHECK_EQUAL(w->boot.kip.at, KERNEL_ADDRESS + 16 * PAGE);
}

TEST(kip_odd_start, "BOOT-01 the page is found in an image that starts at an odd address")
{
	struct world *w = world_usual(64, 64, 64);
	struct elf_spec spec = elf_spec(64, KERNEL_ADDRESS);

	spec.phnum = 2;
	spec.seg[1] = spec.seg[0];
	spec.seg[1].paddr = spec.seg[1].vaddr = KERNEL_ADDRESS - 3;
	spec.seg[1].filesz = spec.seg[1].memsz = 2;
	elf_headers(at(w, FILES_ADDRESS), &spec);
	CHECK(world_boot(w));
	CHECK_EQUAL(w->boot.kip.at, KERNEL_ADDRESS);
}

TEST(kip_alignment, "BOOT-01 error: the page is not on a page boundary")
{
	struct world *w = world_usual(64, 64, 64);

	memmove(at(w, KIP_IN_FILE + 64), at(w, KIP_IN_FILE), 0x800);
	memset(at(w, KIP_IN_FILE), 0, 64);
	CHECK_PROBLEM(w, PROBLEM_KIP, 0, "0x600040 is not on a page boundary");
}

TEST(kip_no_table, "BOOT-02 error: MemoryInfo without an offset")
{
	struct world *w = world_usual(64, 64, 64);

	put_memory_info(w, 0, 64);
	CHECK_PROBLEM(w, PROBLEM_KIP, 0, "without memory descriptors");
}

static void check_table(u64 table, u64 slots)
{
	struct world *w = world_usual(64, 64, 64);

	put_memory_info(w, table, slots);
	CHECK_PROBLEM(w, PROBLEM_KIP, 0, "is not in the image");
}

TEST(kip_table_outside, "error: descriptor table over the fixed part or outside the image")
{
	check_table(0x238, 64);
	check_table(0x400, 0xffffffff);
	check_table(0xffffffff, 1);
	check_table(FILE_SIZE - 0x400 + 1, 64);
	check_table(FILE_SIZE + 1, 0);
}

TEST(kip_table_limits, "descriptor table right behind the fixed part, up to the image's end")
{
	struct world *w = world_usual(64, 64, 64);

	put_memory_info(w, 0x240, 64);
	CHECK(world_boot(w));
	w = world_usual(64, 64, 64);
	put_memory_info(w, FILE_SIZE - 64 * 16, 64);
	CHECK(world_boot(w));
	w = world_usual(64, 64, 64);
	put_memory_info(w, FILE_SIZE, 0);
	CHECK_PROBLEM(w, PROBLEM_SLOTS, 0, "13 memory descriptors needed");
}

TEST(kip_pages, "error: no sensible page size in the page")
{
	struct world *w = world_usual(64, 64, 64);

	put64(w, KIP_IN_FILE + 8 * L4_KIP_WORD_PAGE_INFO, 7);
	CHECK_PROBLEM(w, PROBLEM_KIP, 0, "without a page size");
	w = world_usual(64, 64, 64);
	put64(w, KIP_IN_FILE + 8 * L4_KIP_WORD_PAGE_INFO, (u64)1 << 63);
	CHECK_PROBLEM(w, PROBLEM_KIP, 0, "without a page size");
}

TEST(kip_cut_off, "error: the page is cut off by the end of the file")
{
	struct world *w = world_usual(64, 64, 64);

	put32(w, KIP_IN_FILE, 0);
	put32(w, FILES_ADDRESS + FILE_SIZE - 4, L4_KIP_MAGIC);
	CHECK_PROBLEM(w, PROBLEM_KIP, 0, "cut off");
	put32(w, FILES_ADDRESS + FILE_SIZE - 4, 0);
	put64(w, FILES_ADDRESS + FILE_SIZE - 300, L4_KIP_MAGIC);
	CHECK_PROBLEM(w, PROBLEM_KIP, 0, "cut off");
}

TEST(kip_slots, "error: too many descriptors for the kernel's slots; exactly enough is enough")
{
	struct world *w = world_usual(64, 64, 64);

	put_memory_info(w, 0x400, 12);
	CHECK_PROBLEM(w, PROBLEM_SLOTS, 0,
		      "13 memory descriptors needed, the kernel has room for 12");
	CHECK_EQUAL(read64(w, KERNEL_ADDRESS + 0x400 + 12 * 16), 0);
	w = world_usual(64, 64, 64);
	put_memory_info(w, 0x400, 13);
	CHECK(world_boot(w));
	CHECK_EQUAL(world_descriptors(w), 13);
}

TEST(kip_memory_info, "MemoryInfo: the low half becomes the number in use, the offset stays")
{
	struct world *w = world_usual(64, 64, 64);

	CHECK(world_boot(w));
	CHECK_EQUAL(world_kip(w, L4_KIP_WORD_MEMORY_INFO), (u64)0x400 << 32 | 13);
	w = world_usual(32, 32, 32);
	CHECK(world_boot(w));
	CHECK_EQUAL(world_kip(w, L4_KIP_WORD_MEMORY_INFO), 0x400 << 16 | 13);
}

TEST(kip_servers_64, "KIP words 8 to 11 and 16 to 19 of a 64-bit kernel with 64-bit programs")
{
	struct world *w = world_usual(64, 64, 64);

	CHECK(world_boot(w));
	CHECK_EQUAL(read64(w, KERNEL_ADDRESS + 8 * 8), 0);
	CHECK_EQUAL(read64(w, KERNEL_ADDRESS + 9 * 8), SIGMA0_ADDRESS + 8);
	CHECK_EQUAL(read64(w, KERNEL_ADDRESS + 10 * 8), SIGMA0_ADDRESS);
	CHECK_EQUAL(read64(w, KERNEL_ADDRESS + 11 * 8), SIGMA0_ADDRESS + FILE_SIZE);
	for (u32 i = 12; i < 16; i++)
		CHECK_EQUAL(read64(w, KERNEL_ADDRESS + i * 8), 0);
	CHECK_EQUAL(read64(w, KERNEL_ADDRESS + 16 * 8), 0);
	CHECK_EQUAL(read64(w, KERNEL_ADDRESS + 17 * 8), ROOT_ADDRESS + 8);
	CHECK_EQUAL(read64(w, KERNEL_ADDRESS + 18 * 8), ROOT_ADDRESS);
	CHECK_EQUAL(read64(w, KERNEL_ADDRESS + 19 * 8), ROOT_ADDRESS + FILE_SIZE);
	CHECK_EQUAL(read64(w, KERNEL_ADDRESS + 46 * 8), w->boot.bootinfo.start);
}

TEST(kip_compat_root, "BOOT-04 a 32-bit root task is marked in bit 63 of its SP")
{
	struct world *w = world_usual(64, 64, 32);

	CHECK(world_boot(w));
	CHECK_EQUAL(world_kip(w, 8), 0);
	CHECK_EQUAL(world_kip(w, 16), (u64)1 << 63);
	CHECK_EQUAL(world_kip(w, 17), ROOT_ADDRESS + 8);
}

TEST(kip_compat_sigma0, "BOOT-05 a 32-bit sigma0 with a 64-bit root task is marked in its SP")
{
	struct world *w = world_usual(64, 32, 64);

	CHECK(world_boot(w));
	CHECK_EQUAL(world_kip(w, 8), (u64)1 << 63);
	CHECK_EQUAL(world_kip(w, 16), 0);
}

TEST(kip_servers_32, "KIP words of a 32-bit kernel: 32-bit words, no mark in SP")
{
	struct world *w = world_usual(32, 32, 32);

	CHECK(world_boot(w));
	CHECK_EQUAL(read32(w, KERNEL_ADDRESS + 8 * 4), 0);
	CHECK_EQUAL(read32(w, KERNEL_ADDRESS + 9 * 4), SIGMA0_ADDRESS + 8);
	CHECK_EQUAL(read32(w, KERNEL_ADDRESS + 11 * 4), SIGMA0_ADDRESS + FILE_SIZE);
	CHECK_EQUAL(read32(w, KERNEL_ADDRESS + 16 * 4), 0);
	CHECK_EQUAL(read32(w, KERNEL_ADDRESS + 17 * 4), ROOT_ADDRESS + 8);
	CHECK_EQUAL(read32(w, KERNEL_ADDRESS + 18 * 4), ROOT_ADDRESS);
	CHECK_EQUAL(read32(w, KERNEL_ADDRESS + 46 * 4), w->boot.bootinfo.start);
}

TEST(kip_class, "error: a 64-bit program for a 32-bit kernel")
{
	struct world *w = world_usual(32, 64, 32);

	CHECK_PROBLEM(w, PROBLEM_MACHINE, 1, "64-bit program for a 32-bit kernel");
	w = world_usual(32, 32, 64);
	CHECK_PROBLEM(w, PROBLEM_MACHINE, 2, "wrong ELF class");
}

TEST(kip_clip, "a 32-bit kernel gets no descriptor beyond 4 GiB and one cut at 4 GiB")
{
	struct world *w = world_usual(32, 32, 32);

	world_clear_map(w);
	world_map(w, 0, 0x9fc00, 1);
	world_map(w, MIB, MEMORY_SIZE - MIB, 1);
	world_map(w, 0xf0000000, 0x20000000, 2);
	world_map(w, 0x180000000, 0x10000000, 1);
	CHECK(world_boot(w));
	CHECK_DESCRIPTOR(w, 0, 0, 0xffffffff, 4, 0);
	CHECK_DESCRIPTOR(w, 3, 0xf0000000, 0xffffffff, 0xf, 2);
	CHECK_DESCRIPTOR(w, 4, 0xa0000, 0xbffff, 4, 0);
}
