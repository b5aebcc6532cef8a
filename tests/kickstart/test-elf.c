/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unit tests: ELF files, good and bad.
 */
#include "unit.h"

#define PADDR	0x2000000

static struct image image;
static struct problem why;
static struct world *w;
static struct elf_spec spec;
static struct range file;

static void prepare(u32 bits)
{
	w = world_new();
	spec = elf_spec(bits, PADDR);
	world_program(w, &spec, "program");
	file = (struct range){ FILES_ADDRESS, FILES_ADDRESS + FILE_SIZE };
}

/* Scan the file with headers as spec is now. */
static bool scan(bool is_physical)
{
	elf_headers(at(w, file.start), &spec);
	why = (struct problem){ .kind = PROBLEM_NONE };
	return elf_scan(&w->boot.mem, file, is_physical, &image, &why);
}

static void check_scan(enum problem_kind kind, const char *part)
{
	CHECK(!scan(false));
	CHECK_EQUAL(why.kind, kind);
	if (!strstr(why.text, part)) {
		printf("# text is: %s\n", why.text);
		test_failed(__FILE__, __LINE__, part);
	}
}

static void check_accepted(u32 bits, u32 class)
{
	prepare(bits);
	CHECK(scan(false));
	CHECK_EQUAL(image.at.start, PADDR);
	CHECK_EQUAL(image.at.end, PADDR + FILE_SIZE);
	CHECK_EQUAL(image.entry, PADDR + 8);
	CHECK_EQUAL(image.class, class);
}

TEST(elf_64, "ELF64 executables are accepted: range, entry, class")
{
	check_accepted(64, ELF_CLASS_64);
}

TEST(elf_32, "ELF32 executables are accepted: range, entry, class")
{
	check_accepted(32, ELF_CLASS_32);
}

/* Everything below holds for both classes. */
#define EACH_CLASS(bits)	for (u32 bits = 32; bits <= 64; bits += 32)

static u64 last_address(u32 bits)
{
	return ~(u64)0 >> (64 - bits);
}

TEST(elf_not, "error: not an ELF file")
{
	EACH_CLASS(bits) {
		prepare(bits);
		memcpy(at(w, file.start), "#!/bin/sh", 9);
		CHECK(!elf_scan(&w->boot.mem, file, false, &image, &why));
		CHECK_EQUAL(why.kind, PROBLEM_NOT_ELF);
		CHECK_TEXT(why.text, "not an ELF file");
		elf_headers(at(w, file.start), &spec);
		file.end = file.start + 3;
		check_scan(PROBLEM_NOT_ELF, "not an ELF file");
	}
}

TEST(elf_header_cut, "error: truncated in the ELF header")
{
	EACH_CLASS(bits) {
		prepare(bits);
		for (u32 size = 4; size < (bits == 64 ? 64 : 52); size++) {
			file.end = file.start + size;
			check_scan(PROBLEM_TRUNCATED, "truncated in the ELF header");
		}
	}
}

TEST(elf_class, "error: wrong class")
{
	EACH_CLASS(bits) {
		prepare(bits);
		elf_headers(at(w, file.start), &spec);
		at(w, file.start)[4] = 3;
		CHECK(!elf_scan(&w->boot.mem, file, false, &image, &why));
		CHECK_EQUAL(why.kind, PROBLEM_MACHINE);
		CHECK_TEXT(why.text, "wrong ELF class 3");
	}
}

TEST(elf_byte_order, "error: wrong byte order")
{
	EACH_CLASS(bits) {
		prepare(bits);
		elf_headers(at(w, file.start), &spec);
		at(w, file.start)[5] ^= 3;
		CHECK(!elf_scan(&w->boot.mem, file, false, &image, &why));
		CHECK_EQUAL(why.kind, PROBLEM_MACHINE);
		CHECK_TEXT(why.text, "wrong byte order");
	}
}

TEST(elf_version, "error: unknown ELF version")
{
	EACH_CLASS(bits) {
		prepare(bits);
		elf_headers(at(w, file.start), &spec);
		at(w, file.start)[6] = 9;
		CHECK(!elf_scan(&w->boot.mem, file, false, &image, &why));
		CHECK_EQUAL(why.kind, PROBLEM_ELF);
	}
}

TEST(elf_machine, "error: wrong machine, also one that belongs to the other class")
{
	EACH_CLASS(bits) {
		prepare(bits);
		spec.machine = bits == 64 ? EM_386 : EM_X86_64;
		check_scan(PROBLEM_MACHINE, bits == 64 ? "wrong machine 3 for a 64-bit ELF file"
						       : "wrong machine 62 for a 32-bit ELF file");
		spec.machine = 43;
		check_scan(PROBLEM_MACHINE, "wrong machine 43");
	}
}

TEST(elf_type, "error: object and shared files are no executables")
{
	EACH_CLASS(bits) {
		prepare(bits);
		spec.type = 1;
		check_scan(PROBLEM_MACHINE, "ELF type 1 is not an executable");
		spec.type = 3;
		check_scan(PROBLEM_MACHINE, "ELF type 3 is not an executable");
	}
}

TEST(elf_program_headers, "error: program headers missing, of a wrong size, or cut off")
{
	EACH_CLASS(bits) {
		u32 ehdr = bits == 64 ? 64 : 52, phdr = bits == 64 ? 56 : 32;

		prepare(bits);
		spec.phnum = 0;
		check_scan(PROBLEM_ELF, "no program headers");
		spec.phnum = 1;
		elf_headers(at(w, file.start), &spec);
		/* As the other class has it. */
		at(w, file.start)[bits == 64 ? 54 : 42] = (u8)(32 + 56 - phdr);
		CHECK(!elf_scan(&w->boot.mem, file, false, &image, &why));
		CHECK_EQUAL(why.kind, PROBLEM_ELF);
		for (u32 size = ehdr; size < ehdr + phdr; size++) {
			file.end = file.start + size;
			check_scan(PROBLEM_TRUNCATED, "truncated in the program headers");
		}
	}
}

TEST(elf_phoff, "error: program header offset that wraps round")
{
	EACH_CLASS(bits) {
		prepare(bits);
		elf_headers(at(w, file.start), &spec);
		memset(at(w, file.start + (bits == 64 ? 32 : 28)), 0xff, bits / 8);
		CHECK(!elf_scan(&w->boot.mem, file, false, &image, &why));
		CHECK_EQUAL(why.kind, PROBLEM_TRUNCATED);
	}
}

TEST(elf_segment_cut, "error: truncated in a segment, also with an offset that wraps round")
{
	EACH_CLASS(bits) {
		prepare(bits);
		file.end--;
		check_scan(PROBLEM_TRUNCATED, "truncated in segment 0");
		file.end++;
		spec.seg[0].offset = last_address(bits) - 100;
		check_scan(PROBLEM_TRUNCATED, "truncated in segment 0");
		spec.seg[0].offset = FILE_SIZE + 1;
		check_scan(PROBLEM_TRUNCATED, "truncated in segment 0");
	}
}

TEST(elf_filesz, "error: a segment larger in the file than in memory")
{
	EACH_CLASS(bits) {
		prepare(bits);
		spec.seg[0].memsz = spec.seg[0].filesz - 1;
		check_scan(PROBLEM_ELF, "segment 0 is larger in the file than in memory");
	}
}

TEST(elf_outside, "error: segment outside physical memory, also if its end wraps round")
{
	EACH_CLASS(bits) {
		prepare(bits);
		spec.seg[0].paddr = 4 * GIB - PAGE;
		check_scan(PROBLEM_OUTSIDE,
			   "segment 0 at 0xfffff000, 0x4000 bytes, is outside memory");
		spec.seg[0].paddr = last_address(bits) - PAGE + 1;
		check_scan(PROBLEM_OUTSIDE, "outside memory");
		spec.seg[0].paddr = PADDR;
		spec.seg[0].memsz = last_address(bits) - PADDR + 1;
		check_scan(PROBLEM_OUTSIDE, "outside memory");
	}
}

TEST(elf_virtual_wrap, "error: virtual addresses that wrap round, in the file's word size")
{
	EACH_CLASS(bits) {
		prepare(bits);
		spec.seg[0].vaddr = last_address(bits) - PAGE;
		check_scan(PROBLEM_ELF, "segment 0 wraps round the address space");
		spec.seg[0].vaddr = last_address(bits) - FILE_SIZE + 2;
		spec.entry = spec.seg[0].vaddr;
		check_scan(PROBLEM_ELF, "segment 0 wraps round the address space");
		spec.seg[0].vaddr--;
		CHECK(scan(false));
	}
}

static void add_segment(u64 paddr, u32 flags, u64 filesz, u64 memsz)
{
	u32 i = spec.phnum++;

	spec.seg[i] = spec.seg[0];
	spec.seg[i].paddr = spec.seg[i].vaddr = paddr;
	spec.seg[i].flags = flags;
	spec.seg[i].filesz = filesz;
	spec.seg[i].memsz = memsz;
}

TEST(elf_segment_overlap, "error: segments that overlap each other")
{
	EACH_CLASS(bits) {
		prepare(bits);
		add_segment(PADDR + FILE_SIZE - 1, PF_RW, 16, 16);
		check_scan(PROBLEM_OVERLAP, "segment 1 at 0x2003fff overlaps another one");
		spec.seg[1].paddr++;
		CHECK(scan(false));
	}
}

TEST(elf_nothing, "error: nothing to load")
{
	EACH_CLASS(bits) {
		prepare(bits);
		spec.seg[0].type = 4;
		check_scan(PROBLEM_ELF, "nothing to load");
		spec.seg[0].type = 1;
		spec.seg[0].memsz = spec.seg[0].filesz = 0;
		check_scan(PROBLEM_ELF, "nothing to load");
	}
}

TEST(elf_many_segments, "error: more segments than can be checked; that many are loaded")
{
	EACH_CLASS(bits) {
		prepare(bits);
		while (spec.phnum < 64)
			add_segment(PADDR + spec.phnum * 4 * PAGE, PF_RW, 16, 16);
		CHECK(scan(false));
		CHECK_EQUAL(image.at.end, PADDR + 63 * 4 * PAGE + 16);
		add_segment(PADDR + 64 * 4 * PAGE, PF_RW, 16, 16);
		check_scan(PROBLEM_ELF, "more than 64 segments");
	}
}

TEST(elf_entry, "error: entry point outside the image")
{
	EACH_CLASS(bits) {
		prepare(bits);
		spec.entry = PADDR + FILE_SIZE;
		check_scan(PROBLEM_ENTRY, "entry point 0x2004000 is outside the image");
		spec.entry = PADDR - 1;
		check_scan(PROBLEM_ENTRY, "outside the image");
		spec.entry = PADDR + FILE_SIZE - 1;
		CHECK(scan(false));
	}
}

TEST(elf_entry_physical, "a kernel's entry is a physical address, a program's a virtual one")
{
	EACH_CLASS(bits) {
		prepare(bits);
		spec.seg[0].vaddr = bits == 64 ? 0xffffffff80600000 : 0x80600000;
		CHECK(scan(true));
		check_scan(PROBLEM_ENTRY, "outside the image");
		spec.entry = spec.seg[0].vaddr;
		CHECK(scan(false));
		CHECK(!scan(true));
	}
}

TEST(elf_load_all, "loading: copied to p_paddr, rest of the segment and gaps cleared")
{
	EACH_CLASS(bits) {
		prepare(bits);
		add_segment(PADDR + 8 * PAGE, PF_RW, 8, 100);
		memset(at(w, PADDR), 0xee, 16 * PAGE);
		CHECK(scan(false));
		CHECK_EQUAL(image.at.end, PADDR + 8 * PAGE + 100);
		elf_load(&w->boot.mem, file, &image);
		CHECK(memcmp(at(w, PADDR), at(w, FILES_ADDRESS + PAGE), 3 * PAGE) == 0);
		for (u32 i = 3 * PAGE; i < 8 * PAGE; i++)
			if (*at(w, PADDR + i))
				CHECK(!"gap is clear");
		CHECK(memcmp(at(w, PADDR + 8 * PAGE), at(w, FILES_ADDRESS + PAGE), 8) == 0);
		for (u32 i = 8; i < 100; i++)
			CHECK_EQUAL(*at(w, PADDR + 8 * PAGE + i), 0);
		CHECK_EQUAL(*at(w, PADDR + 8 * PAGE + 100), 0xee);
	}
}

TEST(elf_parts, "parts: text, data and bss of a usual program")
{
	EACH_CLASS(bits) {
		prepare(bits);
		spec.seg[0].memsz = spec.seg[0].filesz;
		add_segment(PADDR + 4 * PAGE, PF_RW, 100, 100);
		add_segment(PADDR + 5 * PAGE, PF_RW, 50, PAGE);
		CHECK(scan(false));
		CHECK_EQUAL(image.text.pstart, PADDR);
		CHECK_EQUAL(image.text.size, 4 * PAGE);
		CHECK_EQUAL(image.data.pstart, PADDR + 4 * PAGE);
		CHECK_EQUAL(image.data.vstart, PADDR + 4 * PAGE);
		CHECK_EQUAL(image.data.size, PAGE + 50);
		CHECK_EQUAL(image.bss.pstart, PADDR + 5 * PAGE + 50);
		CHECK_EQUAL(image.bss.size, PAGE - 50);
	}
}

TEST(elf_parts_order, "parts: the order of program headers does not matter")
{
	EACH_CLASS(bits) {
		prepare(bits);
		spec.seg[0].memsz = spec.seg[0].filesz;
		spec.seg[0].flags = PF_RW;
		add_segment(PADDR - PAGE, PF_RX, PAGE, PAGE);
		CHECK(scan(false));
		CHECK_EQUAL(image.at.start, PADDR - PAGE);
		CHECK_EQUAL(image.text.size, PAGE);
		CHECK_EQUAL(image.data.pstart, PADDR);
		CHECK_EQUAL(image.data.size, 3 * PAGE);
		CHECK_EQUAL(image.bss.size, 0);
	}
}

TEST(elf_parts_odd, "parts: an unusual layout is described as text as a whole")
{
	EACH_CLASS(bits) {
		prepare(bits);
		spec.seg[0].flags = PF_RW;
		add_segment(PADDR + 4 * PAGE, PF_RX, 100, 100);
		CHECK(scan(false));
		CHECK_EQUAL(image.text.size, 4 * PAGE + 100);
		CHECK_EQUAL(image.data.size, 0);
		CHECK_EQUAL(image.bss.size, 0);
		spec.seg[1].flags = PF_RW;
		CHECK(scan(false));
		CHECK_EQUAL(image.text.size, 4 * PAGE + 100);
		CHECK_EQUAL(image.data.size, 0);
	}
}

TEST(elf_last_byte, "a segment may end with the file, with memory and with the address space")
{
	EACH_CLASS(bits) {
		prepare(bits);
		spec.seg[0].paddr = MEMORY_SIZE - FILE_SIZE;
		spec.seg[0].vaddr = last_address(bits) - FILE_SIZE + 1;
		spec.entry = last_address(bits);
		CHECK(scan(false));
		CHECK_EQUAL(image.at.end, MEMORY_SIZE);
		spec.seg[0].paddr++;
		check_scan(PROBLEM_OUTSIDE, "outside memory");
	}
}

TEST(elf_offsets, "an offset in the file is found where it is loaded")
{
	EACH_CLASS(bits) {
		paddr_t where;

		prepare(bits);
		CHECK(scan(false));
		CHECK(elf_offset_to_phys(&w->boot.mem, file, PAGE + 12, &where));
		CHECK_EQUAL(where, PADDR + 12);
		CHECK(!elf_offset_to_phys(&w->boot.mem, file, PAGE - 1, &where));
		CHECK(!elf_offset_to_phys(&w->boot.mem, file, FILE_SIZE, &where));
	}
}
