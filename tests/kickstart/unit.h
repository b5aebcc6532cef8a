/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A small test harness with TAP output, and a made-up machine for the loader's plain C files:
 * an arena as physical memory, boot modules, and a boot loader's information about them.
 */
#ifndef L4_TESTS_KICKSTART_UNIT_H
#define L4_TESTS_KICKSTART_UNIT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#undef __always_inline	/* the C library has its own, the ground floor another */
#include "boot.h"
#include "mbi.h"
#include "container.h"
#include "multiboot1.h"
#include "multiboot2.h"
#include "compressed.h"
#include "efi_map.h"
#include "rsdp.h"
#include "openfirmware.h"
#include "bootinfo.h"

struct test {
	const char *name;
	void (*run)(void);
	struct test *next;
};

void test_register(struct test *t);
void test_failed(const char *file, int line, const char *what);
void test_failed_equal(const char *file, int line, const char *what, u64 is, u64 wanted);

/* TEST(function, "what it proves") { ... } */
#define TEST(fn, text) \
	static void fn(void); \
	static struct test fn##_test = { .name = text, .run = fn }; \
	__attribute__((constructor)) static void fn##_register(void) \
	{ \
		test_register(&fn##_test); \
	} \
	static void fn(void)

#define CHECK(expr) \
	do { \
		if (!(expr)) \
			test_failed(__FILE__, __LINE__, #expr); \
	} while (0)

#define CHECK_EQUAL(expr, wanted) \
	do { \
		u64 is_value = (u64)(expr), wanted_value = (u64)(wanted); \
		if (is_value != wanted_value) \
			test_failed_equal(__FILE__, __LINE__, #expr, is_value, wanted_value); \
	} while (0)

/* Does s contain part? */
#define CHECK_TEXT(s, part) \
	do { \
		if (!strstr(s, part)) { \
			printf("# text is: %s\n", s); \
			test_failed(__FILE__, __LINE__, "text contains " part); \
		} \
	} while (0)

/* ELF files. */

#define SPEC_SEGMENTS	80

struct elf_spec {
	u32 bits;		/* 32 or 64 */
	u32 type, machine;
	u64 entry;
	u32 phnum;
	struct {
		u32 type, flags;
		u64 offset, paddr, vaddr, filesz, memsz;
	} seg[SPEC_SEGMENTS];
};

#define PAGE		4096u
#define EM_386		3
#define EM_X86_64	62
#define PF_RX		5
#define PF_RW		6

/* An executable with one segment of three pages in the file and four in memory, at paddr. */
struct elf_spec elf_spec(u32 bits, u64 paddr);

/* Write the headers into file, which is the whole file. */
void elf_headers(u8 *file, const struct elf_spec *spec);

/* The machine. */

#define MEMORY_SIZE	(64 * MIB)
#define INFO_ADDRESS	0x9000
#define MMAP_ADDRESS	0x9100
#define TABLE_ADDRESS	0xa000
#define STRINGS_ADDRESS	0x10000
#define FILES_ADDRESS	0x140000
#define FILE_SIZE	(4 * PAGE)

#define KERNEL_ADDRESS	0x600000
#define SIGMA0_ADDRESS	0xf00000
#define ROOT_ADDRESS	0x1000000

struct world {
	struct boot boot;
	struct problem why;
	char text[256];		/* the problem as printed */
	u32 modules, mmap_length;
	u32 next_file, next_string;
	paddr_t rsdp;		/* what the boot loader tells, if it is not 0 */
	paddr_t tags;		/* information of multiboot 2, which counts if it is not 0 */
};

/* An empty machine of MEMORY_SIZE bytes with a usual memory map; valid until the next call. */
struct world *world_new(void);

/* The same with kernel, sigma0 and root task of these word sizes. */
struct world *world_usual(u32 kernel_bits, u32 sigma0_bits, u32 root_bits);

u8 *at(const struct world *w, paddr_t address);
u32 read32(const struct world *w, paddr_t address);
u64 read64(const struct world *w, paddr_t address);

void world_options(struct world *w, const char *cmdline);
void world_clear_map(struct world *w);
void world_map(struct world *w, u64 base, u64 len, u32 type);

/* Add a module of size bytes; returns the file, to be filled. */
u8 *world_file(struct world *w, u32 size, const char *cmdline);
u8 *world_program(struct world *w, const struct elf_spec *spec, const char *cmdline);

/* A kernel with the KIP in its first page. */
u8 *world_kernel(struct world *w, u32 bits);

/* Make the file of module i lie elsewhere, its contents moved. */
void world_move_file(struct world *w, u32 i, u32 address);

/* Write an ACPI root pointer of this revision, 36 bytes, with right sums. */
void world_rsdp(const struct world *w, paddr_t address, u8 revision);

/* The boot loader's structures read; false: w->why tells why not. */
bool world_read(struct world *w);

/* All steps of booting; true if a kernel could be entered now. */
bool world_boot(struct world *w);

/* Boot, and expect this problem with this module and text. */
#define CHECK_PROBLEM(w, wanted, number, part) \
	do { \
		CHECK(!world_boot(w)); \
		CHECK_EQUAL((w)->why.kind, wanted); \
		CHECK_EQUAL((w)->why.module, number); \
		CHECK_TEXT((w)->text, part); \
	} while (0)

u64 world_kip(const struct world *w, u32 word);

struct descriptor {
	u64 low, high;	/* inclusive */
	u32 type, subtype;
};

u32 world_descriptors(const struct world *w);
struct descriptor world_descriptor(const struct world *w, u32 i);

/* Descriptor i is exactly this. */
#define CHECK_DESCRIPTOR(w, i, lo, hi, ty, sub) \
	do { \
		struct descriptor d = world_descriptor(w, i); \
		CHECK_EQUAL(d.low, lo); \
		CHECK_EQUAL(d.high, hi); \
		CHECK_EQUAL(d.type, ty); \
		CHECK_EQUAL(d.subtype, sub); \
	} while (0)

#endif
