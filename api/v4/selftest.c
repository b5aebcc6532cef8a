/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Self-tests at boot: the kernel interface page in words, then the tests of mechanisms and port.
 */
#include <api/boot.h>

#include <api/kip.h>
#include <api/port.h>
#include <base/assert.h>
#include <generic/cpu.h>
#include <generic/printf.h>
#include <generic/selftest.h>

static void print_memory(void)
{
	static const char *const names[] = { "undefined", "conventional", "reserved", "dedicated",
					     "shared" };

	for (unsigned int i = 0; i < kip_memory_count(); i++) {
		struct kip_memory m = kip_memory(i);

		kprintf("kip: memory %#018lx..%#018lx %s%s\n", (word_t)m.start, (word_t)m.end - 1,
			m.is_virtual ? "virtual " : "",
			m.type < ARRAY_SIZE(names) ? names[m.type] : "special");
	}
}

static void print_kip(void)
{
	const u8 *magic = kip_page();
	word_t version = kip_read(L4_KIP_WORD_API_VERSION), flags = kip_read(L4_KIP_WORD_API_FLAGS);
	word_t threads = kip_read(L4_KIP_WORD_THREAD_INFO);

	kprintf("kip: magic %02x %02x %02x %02x, API %#lx.%lu, flags %#lx (%s, %u bits)\n",
		magic[0], magic[1], magic[2], magic[3], version >> 24, (version >> 16) & 0xff,
		flags, flags & L4_API_FLAGS_BIG_ENDIAN ? "big-endian" : "little-endian", WORD_BITS);
	kprintf("kip: pages %#lx, UTCB area %#lx, KIP area 2^%lu, clock %#lx\n",
		kip_read(L4_KIP_WORD_PAGE_INFO), kip_read(L4_KIP_WORD_UTCB_INFO),
		kip_read(L4_KIP_WORD_KIP_AREA_INFO), kip_read(L4_KIP_WORD_CLOCK_INFO));
	kprintf("kip: threads: %lu bits, kernel from %lu, users from %lu\n", threads & 0xff,
		(threads >> 8) & MASK(12), threads >> 20);
	kprintf("kip: gates: ipc %#lx, unmap %#lx, system clock %#lx\n",
		kip_read(L4_KIP_WORD_IPC), kip_read(L4_KIP_WORD_UNMAP),
		kip_read(L4_KIP_WORD_SYSTEM_CLOCK));
	print_memory();
}

static void take_interrupts(void)
{
	port_interrupts(arch_near_cpu()->current);
}

void boot_selftest(bool (*port_tests)(void))
{
	bool ok;

	print_kip();
	ok = selftest_run(take_interrupts);
	if (port_tests != NULL)
		ok &= port_tests();
	if (!ok)
		panic("self-tests failed");
	selftest_end();
}
