/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel interface page of 32-bit programs, beside that of 64-bit programs.
 * (X.2, kernel interface page; 32-bit page)
 */
#include "compat.h"

#include <api/kip.h>
#include <arch/page.h>
#include <l4/abi/bootinfo.h>

#define FOUR_GIB	(1ul << 32)
#define INFO		0x200000ul	/* boot information, in memory of users */

static const u32 *page(void)
{
	return kip32_page();
}

static const char *at(u32 offset)
{
	assert_true(offset > 0 && offset < ARCH_PAGE_SIZE);
	return (const char *)kip32_page() + offset;
}


/* KIP-13, KIP-16 and the other words that say what system this is. */
static void fixed_words(void **state)
{
	(void)state;
	host_boot();
	assert_memory_equal(page(), "L4\346K", 4);
	assert_true(page()[1] == kip_read(L4_KIP_WORD_API_VERSION));
	assert_int_equal(page()[2], 0);
	assert_int_equal(page()[0xa8 / 4], 0x000c2801);
	assert_int_equal(page()[0xac / 4], 0x0c);
	assert_int_equal(page()[0xc8 / 4], 0x00201007);
	assert_true(page()[0xc4 / 4] == kip_read(L4_KIP_WORD_THREAD_INFO));
	assert_int_equal(page()[0xc4 / 4] >> 20, thread_user_base);
	assert_int_equal((page()[0xc4 / 4] >> 8) & 0xfff, thread_system_base);
	assert_true(page()[0xc0 / 4] == kip_read(L4_KIP_WORD_CLOCK_INFO));
	assert_int_equal(page()[0xcc / 4] >> 28, 4);
	assert_int_equal(page()[0xcc / 4] & 0xffff, 0);
	/* Reserved, and what only a debugger in the kernel's memory could use. */
	for (unsigned int i = 4; i < 8; i++)
		assert_int_equal(page()[i], 0);
	for (unsigned int i = 24; i < 42; i++)
		assert_int_equal(page()[i], 0);
}

/* The version like that of the other page, and no feature. */
static void kernel_descriptor(void **state)
{
	const u32 *kernel;
	const word_t *other;
	const char *text;

	(void)state;
	host_boot();
	kernel = (const u32 *)at(page()[3]);
	other = (const word_t *)((const char *)kip_page() + kip_read(L4_KIP_WORD_KERNDESC_PTR));
	for (unsigned int i = 0; i < 4; i++)
		assert_true(kernel[i] == other[i]);
	text = (const char *)(kernel + 4);
	assert_memory_equal(text, other + 4, strlen(text) + 1);
	assert_true(strlen(text) > 0 && text[strlen(text) + 1] == '\0');
}

static void processors(void **state)
{
	const u32 *processor;

	(void)state;
	host_boot();
	kip_set_processors(1, 100000, 3000000);
	kip32_make();
	processor = (const u32 *)at(page()[0xbc / 4]);
	assert_int_equal(processor[0], 100000);
	assert_int_equal(processor[1], 3000000);
	assert_int_equal(processor[2] | processor[3], 0);
}

/* Gates lie behind everything else, and stay when the page is made. */
static void gates(void **state)
{
	(void)state;
	host_boot();
	assert_true(kip32_end() % 16 == 0 && kip32_end() <= ARCH_PAGE_SIZE - 1024);
	for (unsigned int w = L4_KIP_WORD_SPACE_CONTROL; w <= L4_KIP_WORD_SCHEDULE; w++)
		kip32_set_gate(w, (u32)kip32_end() + w);
	kip32_make();
	for (unsigned int w = L4_KIP_WORD_SPACE_CONTROL; w <= L4_KIP_WORD_SCHEDULE; w++)
		assert_int_equal(page()[w], kip32_end() + w);
}

/* KIP-26: what starts at 4 GiB or above is left out, ends are cut. */
static void memory_descriptors(void **state)
{
	static const struct kip_memory all[] = {
		{ 0, ~0x3fful, L4_MEMORY_SHARED, 0, false },
		{ 0, 0x9fc00, L4_MEMORY_CONVENTIONAL, 1, false },
		{ 0xfffff000, FOUR_GIB, L4_MEMORY_RESERVED, 0, false },
		{ FOUR_GIB, FOUR_GIB + 0x400, L4_MEMORY_CONVENTIONAL, 1, false },
		{ 0xc0000000, 3 * FOUR_GIB, L4_MEMORY_BOOTLOADER, 3, false },
		{ 0, 0xffa00000, L4_MEMORY_CONVENTIONAL, 0, true },
		{ 0xffc00000, 0x7ffffffff000, L4_MEMORY_CONVENTIONAL, 0, true },
		{ ~0x7fful, ~0x3fful, L4_MEMORY_ARCH, 7, false },
	};
	static const u32 expected[][2] = {
		{ 0x00000004, 0xfffffc00 }, { 0x00000011, 0x0009f800 }, { 0xfffff002, 0xfffffc00 },
		{ 0xc000003e, 0xfffffc00 }, { 0x00000201, 0xff9ffc00 }, { 0xffc00201, 0xfffffc00 },
	};
	const u32 *d;

	(void)state;
	kip_check_loader();
	for (unsigned int i = 0; i < ARRAY_SIZE(all); i++)
		assert_true(kip_memory_add(&all[i]));
	host_boot();
	assert_int_equal(page()[21] & 0xffff, ARRAY_SIZE(expected));
	d = (const u32 *)at(page()[21] >> 16);
	assert_memory_equal(d, expected, sizeof(expected));
}

/* As many as the other page can hold. */
static void all_descriptors(void **state)
{
	struct kip_memory m = { 0x1000, 0x2000, L4_MEMORY_CONVENTIONAL, 0, false };
	unsigned int n = 0;

	(void)state;
	host_boot();
	while (kip_memory_add(&m))
		n++;
	assert_true(n >= 64);
	kip32_make();
	assert_int_equal(page()[21] & 0xffff, kip_memory_count());
	assert_true((page()[21] >> 16) + 8 * (page()[21] & 0xffff) <= kip32_end());
}

/* Initial servers that 32-bit programs can name; a mark of the loader is no SP. */
static void servers(void **state)
{
	(void)state;
	host_servers32 = HOST_SIGMA0;
	host_boot();
	for (unsigned int i = 0; i < 4; i++) {
		assert_true(page()[8 + i] == (u32)kip_read(8 + i));
		assert_true(page()[16 + i] == kip_read(16 + i));
		assert_int_equal(page()[12 + i], 0);
	}
	assert_true(kip_read(8) >> 63 == 1 && page()[8] >> 31 == 0);
}

static void server_above(void **state)
{
	(void)state;
	kip_write(12, 0x1000);
	kip_write(13, FOUR_GIB + 0x1000);
	kip_write(14, FOUR_GIB);
	kip_write(15, FOUR_GIB + 0x2000);
	kip32_make();
	for (unsigned int i = 12; i < 16; i++)
		assert_int_equal(page()[i], 0);
}

/* The rule about boot information, by what lies at its address. */
static void boot_info(void **state)
{
	u32 *info;

	(void)state;
	host_boot();
	info = paddr_to_kv(INFO);
	/* In 64-bit words: for 64-bit programs. */
	((word_t *)info)[0] = L4_BOOTINFO_HEADER_MAGIC;
	((word_t *)info)[1] = 1;
	kip_write(L4_KIP_WORD_BOOT_INFO, INFO);
	kip32_make();
	assert_true(page()[46] == 0 && kip_read(46) == INFO);
	/* Of another kind: for all. */
	((word_t *)info)[0] = 0x12345678;
	kip32_make();
	assert_true(page()[46] == INFO && kip_read(46) == INFO);
	/* In 32-bit words: for 32-bit programs. */
	info[0] = L4_BOOTINFO_HEADER_MAGIC;
	info[1] = 1;
	kip32_make();
	assert_true(page()[46] == INFO && kip_read(46) == 0);
	/* None. */
	kip32_make();
	assert_true(page()[46] == 0 && kip_read(46) == 0);
}

/* Where the kernel cannot look, nothing is known about it. */
static void boot_info_elsewhere(void **state)
{
	static const word_t places[] = { 2, INFO + 1, 0xfffffffc, HOST_KERNEL_START, 0xf0000000 };

	(void)state;
	host_boot();
	for (unsigned int i = 0; i < ARRAY_SIZE(places); i++) {
		kip_write(L4_KIP_WORD_BOOT_INFO, places[i]);
		kip32_make();
		assert_true(page()[46] == places[i] && kip_read(46) == places[i]);
	}
	kip_write(L4_KIP_WORD_BOOT_INFO, FOUR_GIB + INFO);
	kip32_make();
	assert_true(page()[46] == 0 && kip_read(46) == FOUR_GIB + INFO);
}

/* UTCB-16: where the words of a 32-bit UTCB are. */
static void utcb_layout(void **state)
{
	struct tcb *t;
	u8 *pointer;

	(void)state;
	system_begin();
	t = make_thread32(0, 0);
	pointer = (u8 *)tcb_utcb(t);
	utcb_write(thread_of(t), 63, 0x1234567890abcdef);
	assert_int_equal(*(u32 *)(pointer + 252), 0x90abcdef);
	assert_int_equal(*(u32 *)(pointer + 256), 0);
	utcb_write(thread_of(t), L4_UTCB_BR(32), 0x11);
	assert_int_equal(*(u32 *)(pointer - 192), 0x11);
	utcb_write_tid(thread_of(t), L4_UTCB_EXCEPTION_HANDLER, L4_TID_ANY);
	assert_int_equal(*(u32 *)(pointer - 44), 0xffffffff);
	assert_true(utcb_read_tid(thread_of(t), L4_UTCB_EXCEPTION_HANDLER) == L4_TID_ANY);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(fixed_words),
	cmocka_unit_test(kernel_descriptor),
	cmocka_unit_test(processors),
	cmocka_unit_test(gates),
	cmocka_unit_test(memory_descriptors),
	cmocka_unit_test(all_descriptors),
	cmocka_unit_test(servers),
	cmocka_unit_test(server_above),
	cmocka_unit_test(boot_info),
	cmocka_unit_test(boot_info_elsewhere),
	cmocka_unit_test(utcb_layout),
};
SUITE(compat_kip);
