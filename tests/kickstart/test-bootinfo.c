/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unit tests: boot information in the word size of the root task.
 */
#include <l4/abi/bootinfo.h>
#include <l4/abi/kip.h>
#include "unit.h"

static paddr_t check_record(struct world *w, paddr_t r, u32 words, u32 type, const char *cmdline,
			    u32 cmdline_word)
{
	bool is_64 = w->boot.modules[MODULE_ROOT].image.class == ELF_CLASS_64;
	u32 size = is_64 ? 8 : 4;
	u64 next = is_64 ? read64(w, r + 16) : read32(w, r + 8);

	CHECK_EQUAL(read32(w, r), type);
	CHECK_EQUAL(read32(w, r + size), 1);
	CHECK_EQUAL(next % size, 0);
	CHECK(next >= words * size);
	if (cmdline) {
		u32 offset = read32(w, r + cmdline_word * size);

		CHECK_EQUAL(offset, words * size);
		CHECK(strcmp((char *)at(w, r + offset), cmdline) == 0);
	}
	return r + next;
}

static void check_bootinfo(u32 root_bits, u32 word)
{
	struct world *w = world_usual(64, 64, root_bits);
	paddr_t start, r;

	strcpy((char *)world_file(w, 99, "data x"), "contents");
	CHECK(world_boot(w));
	start = world_kip(w, L4_KIP_WORD_BOOT_INFO);
	CHECK_EQUAL(start, w->boot.bootinfo.start);
	CHECK_EQUAL(read32(w, start), L4_BOOTINFO_HEADER_MAGIC);
	CHECK_EQUAL(read32(w, start + word), 1);
	CHECK_EQUAL(read32(w, start + 3 * word), 8 * word);
	CHECK_EQUAL(read32(w, start + 4 * word), 4);
	r = start + 8 * word;
	CHECK_EQUAL(read32(w, r + 3 * word), SIGMA0_ADDRESS);
	CHECK_EQUAL(read32(w, r + 4 * word), SIGMA0_ADDRESS);
	CHECK_EQUAL(read32(w, r + 5 * word), FILE_SIZE);
	for (u32 i = 6; i < 12; i++)
		CHECK_EQUAL(read32(w, r + i * word), 0);
	CHECK_EQUAL(read32(w, r + 12 * word), SIGMA0_ADDRESS + 8);
	CHECK_EQUAL(read32(w, r + 13 * word), ELF_CLASS_64);
	r = check_record(w, r, 16, L4_BOOTREC_TYPE_SIMPLE_EXEC, "sigma0", 15);
	CHECK_EQUAL(read32(w, r + 13 * word), root_bits / 32);
	r = check_record(w, r, 16, L4_BOOTREC_TYPE_SIMPLE_EXEC, "root one two", 15);
	CHECK_EQUAL(read32(w, r + 3 * word), w->boot.modules[3].file.start);
	CHECK_EQUAL(read32(w, r + 4 * word), 99);
	r = check_record(w, r, 6, L4_BOOTREC_TYPE_MODULE, "data x", 5);
	CHECK_EQUAL(read32(w, r + 3 * word), w->boot.mbi.start);
	r = check_record(w, r, 4, L4_BOOTREC_TYPE_MULTIBOOT, NULL, 0);
	CHECK_EQUAL(read32(w, start + 2 * word), r - start);
}

TEST(boot_bootinfo_64, "BOOT-09 bootinfo in 64-bit words for a 64-bit root task")
{
	check_bootinfo(64, 8);
}

TEST(boot_bootinfo_32, "BOOT-09 bootinfo in 32-bit words for a 32-bit root task")
{
	check_bootinfo(32, 4);
}

TEST(boot_bootinfo_parts, "BOOT-09 bootinfo has text, data and bss of a program")
{
	struct world *w = world_usual(64, 64, 64);
	struct elf_spec spec = elf_spec(64, ROOT_ADDRESS);
	static const u32 wanted[] = {
		ROOT_ADDRESS, 0x200000, PAGE, ROOT_ADDRESS + PAGE, 0x201000, 100,
		ROOT_ADDRESS + PAGE + 100, 0x201064, PAGE - 100, 0x200000,
	};
	paddr_t r;

	spec.entry = spec.seg[0].vaddr = 0x200000;
	spec.seg[0].filesz = spec.seg[0].memsz = PAGE;
	spec.phnum = 2;
	spec.seg[1] = spec.seg[0];
	spec.seg[1].flags = PF_RW;
	spec.seg[1].paddr += PAGE;
	spec.seg[1].vaddr += PAGE;
	spec.seg[1].filesz = 100;
	elf_headers(at(w, FILES_ADDRESS + 2 * FILE_SIZE), &spec);
	CHECK(world_boot(w));
	r = w->boot.bootinfo.start + 8 * 8;
	r += read64(w, r + 2 * 8);
	for (u32 i = 0; i < ARRAY_SIZE(wanted); i++)
		CHECK_EQUAL(read64(w, r + (3 + i) * 8), wanted[i]);
}

TEST(boot_info_options, "bootinfo=no leaves the multiboot copy, mbi=no leaves bootinfo, both 0")
{
	struct world *w = world_usual(64, 64, 64);

	world_options(w, "bootinfo=no");
	CHECK(world_boot(w));
	CHECK_EQUAL(world_kip(w, L4_KIP_WORD_BOOT_INFO), w->boot.mbi.start);
	CHECK_EQUAL(read32(w, w->boot.mbi.start), 0x4d);
	CHECK_EQUAL(world_descriptors(w), 12);
	w = world_usual(64, 64, 64);
	world_options(w, "mbi=no");
	CHECK(world_boot(w));
	CHECK_EQUAL(read32(w, world_kip(w, L4_KIP_WORD_BOOT_INFO)), L4_BOOTINFO_HEADER_MAGIC);
	CHECK_EQUAL(read32(w, w->boot.bootinfo.start + 4 * 8), 2);
	CHECK_EQUAL(world_descriptors(w), 12);
	w = world_usual(64, 64, 64);
	world_options(w, "mbi=off bootinfo=disable");
	CHECK(world_boot(w));
	CHECK_EQUAL(world_kip(w, L4_KIP_WORD_BOOT_INFO), 0);
	CHECK_EQUAL(world_descriptors(w), 11);
}

/* True if it boots with a module of this class that is linked at vaddr. */
static bool boot_linked_at(u32 root_bits, u32 bits, u64 vaddr, const char *options)
{
	struct world *w = world_usual(64, 64, root_bits);
	struct elf_spec spec = elf_spec(bits, 0x1800000);

	spec.seg[0].vaddr = vaddr;
	spec.entry = vaddr + 8;
	world_program(w, &spec, "server");
	world_options(w, options);
	if (world_boot(w))
		return true;
	CHECK_EQUAL(w->why.kind, PROBLEM_MACHINE);
	CHECK_EQUAL(w->why.module, 3);
	CHECK_TEXT(w->text, "module 3 (module server): linked above 4 GiB");
	return false;
}

TEST(boot_linked_high, "error: a program linked above 4 GiB in bootinfo of 32-bit words")
{
	CHECK(!boot_linked_at(32, 64, 4 * GIB - 8, "decode-all=yes"));
	CHECK(!boot_linked_at(32, 64, (u64)1 << 46, "decode-all=yes"));
	CHECK(boot_linked_at(32, 64, 4 * GIB - FILE_SIZE, "decode-all=yes"));
	CHECK(boot_linked_at(32, 32, 4 * GIB - FILE_SIZE, "decode-all=yes"));
	CHECK(boot_linked_at(32, 64, (u64)1 << 46, "decode-all=yes bootinfo=no"));
	CHECK(boot_linked_at(32, 64, (u64)1 << 46, ""));
	CHECK(boot_linked_at(64, 64, (u64)1 << 46, "decode-all=yes"));
}

TEST(boot_mixed_32, "BOOT-09 a 32-bit root task finds ELF32 and ELF64 modules in one list")
{
	struct world *w = world_usual(64, 64, 32);
	static const struct {
		u32 address, bits;
	} wanted[] = {
		{ SIGMA0_ADDRESS, 64 }, { ROOT_ADDRESS, 32 }, { 0x1800000, 64 }, { 0x1900000, 32 },
	};
	paddr_t r;

	for (u32 i = 2; i < ARRAY_SIZE(wanted); i++) {
		struct elf_spec spec = elf_spec(wanted[i].bits, wanted[i].address);

		world_program(w, &spec, "server");
	}
	world_options(w, "decode-all=yes");
	CHECK(world_boot(w));
	r = world_kip(w, L4_KIP_WORD_BOOT_INFO);
	CHECK_EQUAL(read32(w, r + 4 * 4), ARRAY_SIZE(wanted) + 1);
	r += 8 * 4;
	for (u32 i = 0; i < ARRAY_SIZE(wanted); r += read32(w, r + 2 * 4), i++) {
		CHECK_EQUAL(read32(w, r), L4_BOOTREC_TYPE_SIMPLE_EXEC);
		CHECK_EQUAL(read32(w, r + 4 * L4_BOOTREC_EXEC_TEXT_PSTART), wanted[i].address);
		CHECK_EQUAL(read32(w, r + 4 * L4_BOOTREC_EXEC_TEXT_VSTART), wanted[i].address);
		CHECK_EQUAL(read32(w, r + 4 * L4_BOOTREC_EXEC_TEXT_SIZE), FILE_SIZE);
		CHECK_EQUAL(read32(w, r + 4 * L4_BOOTREC_EXEC_INITIAL_IP), wanted[i].address + 8);
		CHECK_EQUAL(read32(w, r + 4 * L4_BOOTREC_EXEC_FLAGS), wanted[i].bits / 32);
		CHECK_EQUAL(read32(w, wanted[i].address), (i + 2) << 24 | PAGE);
	}
	CHECK_EQUAL(read32(w, r), L4_BOOTREC_TYPE_MULTIBOOT);
}

TEST(boot_mixed_64, "BOOT-09 a 64-bit root task finds an ELF32 sigma0 and ELF32 modules")
{
	struct world *w = world_usual(64, 32, 64);
	struct elf_spec spec = elf_spec(32, 0x1800000);
	paddr_t r;

	world_program(w, &spec, "server");
	world_options(w, "decode-all=yes");
	CHECK(world_boot(w));
	r = world_kip(w, L4_KIP_WORD_BOOT_INFO) + 8 * 8;
	CHECK_EQUAL(read64(w, r + 8 * L4_BOOTREC_EXEC_TEXT_PSTART), SIGMA0_ADDRESS);
	CHECK_EQUAL(read64(w, r + 8 * L4_BOOTREC_EXEC_FLAGS), ELF_CLASS_32);
	r += read64(w, r + 2 * 8);
	CHECK_EQUAL(read64(w, r + 8 * L4_BOOTREC_EXEC_FLAGS), ELF_CLASS_64);
	r += read64(w, r + 2 * 8);
	CHECK_EQUAL(read64(w, r + 8 * L4_BOOTREC_EXEC_TEXT_PSTART), 0x1800000);
	CHECK_EQUAL(read64(w, r + 8 * L4_BOOTREC_EXEC_FLAGS), ELF_CLASS_32);
}
