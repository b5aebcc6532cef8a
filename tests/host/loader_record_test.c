/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loader's record: what the kernel takes from it, and what it does not take for one.
 */
#include "system.h"

#include <api/kip.h>
#include <api/loader_record.h>
#include <arch/page.h>
#include <l4/abi/loader.h>

#define RECORD	0x200000ul	/* in memory of users */
#define BYTES	0x400ul		/* of memory that is the loader's: one granule */
#define RSDP	0x7f123456780ul

static unsigned int shift;	/* where the record begins, beside its place */

static void describe(paddr_t start, paddr_t end, unsigned int type, bool is_virtual)
{
	struct kip_memory m = { start, end, type, L4_MEMORY_BOOT_RECORD, is_virtual };

	assert_true(kip_memory_add(&m));
}

static void put32(unsigned int offset, u32 value)
{
	memcpy((char *)paddr_to_kv(RECORD) + shift + offset, &value, sizeof(value));
}

static void put_record(u32 size, u32 maxcpus, u64 rsdp)
{
	put32(L4_LOADER_AT_MAGIC, L4_LOADER_MAGIC);
	put32(L4_LOADER_AT_SIZE, size);
	put32(L4_LOADER_AT_MAXCPUS, maxcpus);
	memcpy((char *)paddr_to_kv(RECORD) + shift + L4_LOADER_AT_RSDP, &rsdp, sizeof(rsdp));
	kip_write(L4_KIP_WORD_KDEBUG_CONFIG1, RECORD + shift);
}

static void begin(void)
{
	host_boot();
	describe(RECORD, RECORD + BYTES, L4_MEMORY_BOOTLOADER, false);
}

static void expect(u32 maxcpus, u64 rsdp)
{
	loader_record = (struct loader_record){ 0 };
	loader_record_read();
	assert_true(loader_record.maxcpus == maxcpus);
	assert_true(loader_record.rsdp == rsdp);
}

static void no_record(void **state)
{
	(void)state;
	begin();
	put_record(L4_LOADER_BYTES, 3, RSDP);
	kip_write(L4_KIP_WORD_KDEBUG_CONFIG1, 0);
	expect(0, 0);
}

static void all_fields(void **state)
{
	(void)state;
	begin();
	put_record(L4_LOADER_BYTES, 3, RSDP);
	expect(3, RSDP);
	put_record(L4_LOADER_BYTES, ~0u, ~0ul);
	expect(~0u, ~0ul);
}

/* A field that is not within the size is not there; whatever comes behind the last is nothing. */
static void sizes(void **state)
{
	(void)state;
	begin();
	for (u32 size = 0; size <= BYTES + 8; size++) {
		bool is_record = size <= BYTES;

		put_record(size, 5, RSDP);
		expect(is_record && size >= 12 ? 5 : 0, is_record && size >= 24 ? RSDP : 0);
	}
	put_record(~0u, 5, RSDP);
	expect(0, 0);
}

static void wrong_magic(void **state)
{
	(void)state;
	begin();
	put_record(L4_LOADER_BYTES, 3, RSDP);
	put32(L4_LOADER_AT_MAGIC, L4_LOADER_MAGIC ^ 0x80);
	expect(0, 0);
}

static void not_aligned(void **state)
{
	(void)state;
	begin();
	for (shift = 0; shift < 16; shift++) {
		put_record(L4_LOADER_BYTES, 3, RSDP);
		expect(shift % 8 ? 0 : 3, shift % 8 ? 0 : RSDP);
	}
}

/* KdebugConfig1 is anything, as other loaders leave it. */
static void places(void **state)
{
	static const word_t wrong[] = {
		1, 2, 8, RECORD + 4, RECORD - 8, RECORD + BYTES, RECORD + BYTES - 4, 0xf0000000,
		HOST_KERNEL_START, HOST_MEMORY_BYTES, HOST_MEMORY_BYTES - 8, 1ul << 52, ~7ul, ~0ul,
	};

	(void)state;
	begin();
	put_record(L4_LOADER_BYTES, 3, RSDP);
	for (unsigned int i = 0; i < ARRAY_SIZE(wrong); i++) {
		kip_write(L4_KIP_WORD_KDEBUG_CONFIG1, wrong[i]);
		expect(0, 0);
	}
}

/* The loader's memory, as it says: of no other type, not virtual, and where there is memory. */
static void not_of_the_loader(void **state)
{
	(void)state;
	host_boot();
	put_record(L4_LOADER_BYTES, 3, RSDP);
	expect(0, 0);
	describe(RECORD, RECORD + BYTES, L4_MEMORY_CONVENTIONAL, false);
	describe(RECORD, RECORD + BYTES, L4_MEMORY_BOOTLOADER, true);
	expect(0, 0);
	describe(HOST_MEMORY_BYTES, ~0x3fful, L4_MEMORY_BOOTLOADER, false);
	kip_write(L4_KIP_WORD_KDEBUG_CONFIG1, HOST_MEMORY_BYTES);
	expect(0, 0);
	kip_write(L4_KIP_WORD_KDEBUG_CONFIG1, ~0x407ul);
	expect(0, 0);
}

/* A framebuffer as firmware leaves one: 1024 x 768, 32 bits, red, green and blue of 8 bits. */
#define SCREEN		0x80000000ul
#define SCREEN_END	(1ul << 52)

static const struct loader_record screen = {
	.framebuffer = SCREEN,
	.mode = { 4096, 1024, 768, 32, { 16, 8 }, { 8, 8 }, { 0, 8 } },
};

/* Writes the record with this framebuffer; the kernel takes over all of it, or nothing. */
static void expect_screen(struct loader_record s, u32 size, bool is_taken)
{
	const struct fb_mode *m = &s.mode, *taken = &loader_record.mode;
	const u8 colours[] = { m->red.position, m->red.size, m->green.position, m->green.size,
			       m->blue.position, m->blue.size };
	struct loader_record none = { 0 };

	put_record(size, 0, 0);
	memcpy((char *)paddr_to_kv(RECORD) + L4_LOADER_AT_FRAMEBUFFER, &s.framebuffer, 8);
	put32(L4_LOADER_AT_PITCH, m->pitch);
	put32(L4_LOADER_AT_WIDTH, m->width);
	put32(L4_LOADER_AT_HEIGHT, m->height);
	put32(L4_LOADER_AT_DEPTH, m->depth);
	memcpy((char *)paddr_to_kv(RECORD) + L4_LOADER_AT_COLOURS, colours, sizeof(colours));
	loader_record = none;
	loader_record_read();
	if (!is_taken)
		s = none;
	assert_true(loader_record.framebuffer == s.framebuffer && taken->pitch == m->pitch &&
		    taken->width == m->width && taken->height == m->height &&
		    taken->depth == m->depth);
	assert_true(taken->red.position == m->red.position && taken->red.size == m->red.size &&
		    taken->green.position == m->green.position &&
		    taken->green.size == m->green.size &&
		    taken->blue.position == m->blue.position && taken->blue.size == m->blue.size);
}

static void framebuffer(void **state)
{
	struct loader_record s = screen;

	(void)state;
	begin();
	expect_screen(s, L4_LOADER_BYTES, true);
	for (u32 size = 24; size < L4_LOADER_BYTES; size++)
		expect_screen(s, size, false);
	s.framebuffer = SCREEN_END - 4096ul * 768;
	expect_screen(s, L4_LOADER_BYTES, true);
	s.mode.depth = 24;
	s.mode.pitch = 3 * s.mode.width;
	expect_screen(s, L4_LOADER_BYTES, true);
	s.mode.depth = 15;
	s.mode.red.position = 10;
	s.mode.red.size = s.mode.green.size = s.mode.blue.size = s.mode.green.position = 5;
	s.mode.pitch = 2 * s.mode.width;
	expect_screen(s, L4_LOADER_BYTES, true);
}

/* Each of these would let the kernel write somewhere else, or not know what to write. */
#define REFUSED(field, value) \
	do { \
		struct loader_record s = screen; \
		s.field = (value); \
		expect_screen(s, L4_LOADER_BYTES, false); \
	} while (0)

static void impossible_framebuffers(void **state)
{
	(void)state;
	begin();
	REFUSED(framebuffer, 0);
	REFUSED(framebuffer, ~0ul);
	REFUSED(framebuffer, SCREEN_END);
	REFUSED(framebuffer, SCREEN_END - 4096ul * 768 + 1);
	REFUSED(mode.pitch, 4095);
	REFUSED(mode.pitch, 0);
	REFUSED(mode.width, 1025);
	REFUSED(mode.width, 0x40000001);
	REFUSED(mode.width, 0);
	REFUSED(mode.height, 0);
	for (u32 depth = 0; depth <= 64; depth++)
		if (depth < 24 || depth > 32 || depth % 8 != 0)
			REFUSED(mode.depth, depth);
	REFUSED(mode.depth, 0x80000020);
	REFUSED(mode.red.size, 0);
	REFUSED(mode.red.size, 17);
	REFUSED(mode.red.position, 25);
	REFUSED(mode.green.size, 255);
	REFUSED(mode.green.position, 255);
	REFUSED(mode.blue.size, 33);
	REFUSED(mode.blue.position, 32);
}

/* A framebuffer may be anywhere but where users have memory: the kernel draws there. */
static void framebuffer_in_memory(void **state)
{
	(void)state;
	begin();
	describe(SCREEN, SCREEN + 4096 * 768, L4_MEMORY_ARCH, false);
	describe(SCREEN, SCREEN + 4096 * 768, L4_MEMORY_CONVENTIONAL, true);
	describe(SCREEN - 0x400, SCREEN, L4_MEMORY_CONVENTIONAL, false);
	describe(SCREEN + 4096 * 768, SCREEN + 4096 * 769, L4_MEMORY_CONVENTIONAL, false);
	expect_screen(screen, L4_LOADER_BYTES, true);
	REFUSED(mode.height, 769);
	REFUSED(framebuffer, SCREEN - 1);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(no_record),
	cmocka_unit_test(all_fields),
	cmocka_unit_test(sizes),
	cmocka_unit_test(wrong_magic),
	cmocka_unit_test(not_aligned),
	cmocka_unit_test(places),
	cmocka_unit_test(not_of_the_loader),
	cmocka_unit_test(framebuffer),
	cmocka_unit_test(impossible_framebuffers),
	cmocka_unit_test(framebuffer_in_memory),
};

SUITE(loader_record);
