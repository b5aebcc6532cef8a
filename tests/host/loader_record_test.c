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

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(no_record),
	cmocka_unit_test(all_fields),
	cmocka_unit_test(sizes),
	cmocka_unit_test(wrong_magic),
	cmocka_unit_test(not_aligned),
	cmocka_unit_test(places),
	cmocka_unit_test(not_of_the_loader),
};

SUITE(loader_record);
