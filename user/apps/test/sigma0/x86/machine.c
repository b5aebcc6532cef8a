/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What of a PC sigma0 keeps from its clients: memory where a store is an interrupt is nobody's, the
 * firmware's memory and what resets or configures the machine is the root task's.
 */
#include <l4/abi/kip.h>
#include <l4/arch.h>

#include "../gets.h"

#define MESSAGES	0xfee00000ul	/* each page is a mailbox of the processors */
#define MESSAGES_LOG2	20
#define IO_APIC		0xfec00000ul
#define HPET		0xfed00000ul
#define DEVICE		0xfd000000ul	/* the screen's memory, or nothing */

TAP_TEST(sigma0, messages, "S0-05 a page where each store is an interrupt is given to nobody")
{
	struct helper *h = helper_there();
	L4_Word_t at;
	int log2;

	for (at = MESSAGES; at < MESSAGES + (1ul << MESSAGES_LOG2); at += page_size) {
		tap_context("%#lx", at);
		if (!tap_check(!main_gets(L4_FpageLog2(at, PAGE_LOG2))))
			break;
	}
	for (log2 = PAGE_LOG2; log2 <= MESSAGES_LOG2; log2 += 4)
		tap_check(!client_gets(h, L4_FpageLog2(MESSAGES + 0xf0000, log2)));
	tap_check(!main_gets(L4_FpageLog2(MESSAGES, MESSAGES_LOG2)));
	/* Large pages and all that lies around. */
	tap_check(!main_gets(L4_FpageLog2(MESSAGES & ~0x1ffffful, 21)));
	tap_check(!main_gets(L4_FpageLog2(0xc0000000, 30)));
	tap_check(!main_gets(L4_FpageLog2(IO_APIC, PAGE_LOG2)));
	tap_check(!main_gets(L4_FpageLog2(HPET, PAGE_LOG2)));
	tap_check(!client_gets(h, L4_FpageLog2(HPET, PAGE_LOG2)));
}

TAP_TEST(sigma0, firmware, "S0-04 the firmware's memory is given to the root task alone")
{
	void *kip = L4_GetKernelInterface();
	struct helper *h = helper_there();
	L4_Word_t i;

	for (i = 0; i < L4_NumMemoryDescriptors(kip); i++) {
		L4_MemoryDesc_t *d = L4_MemoryDesc(kip, i);
		L4_Fpage_t f = L4_FpageLog2(L4_MemoryDescHigh(d) & ~(page_size - 1), PAGE_LOG2);

		if (L4_IsMemoryDescVirtual(d) ||
		    (L4_MemoryDescType(d) & L4_MEMDESC_TYPE_MASK) != L4_MEMORY_ARCH)
			continue;
		tap_context("descriptor %lu", i);
		tap_check(!client_gets(h, f));
		tap_check(main_gets(f));
		tap_check(!client_gets(h, f));
	}
}

TAP_TEST(sigma0, devices, "S0-04 device memory that nothing describes is given to all clients")
{
	struct helper *h = helper_there();

	tap_check(client_gets(h, L4_FpageLog2(DEVICE, 22)));
	tap_check(main_gets(L4_FpageLog2(DEVICE, 22)));
	tap_check(client_gets(helper_there(), L4_FpageLog2(DEVICE, PAGE_LOG2)));
}

TAP_TEST(sigma0, unknown, "S0-05 memory without end is not given, and costs nothing")
{
	struct helper *h = helper_there();
	L4_Word_t at;
	unsigned int i;

	if (L4_BITS_PER_WORD < 64) {
		tap_skip_test("words have no more bits");
		return;
	}
	for (i = 33; i < 64; i++) {
		at = (L4_Word_t)1 << (i < 38 ? 38 : i);
		tap_context("2^%u", i);
		tap_check(!main_gets(L4_FpageLog2(at, (int)i)));
		tap_check(!client_gets(h, L4_FpageLog2(at, (int)i)));
	}
	tap_check(!client_gets(h, L4_FpageLog2(0, 38)));
	i = 38;
	tap_check(!client_gets(h, L4_FpageLog2((L4_Word_t)1 << i, 38)));
	tap_check(client_gets(helper_there(), L4_FpageLog2(DEVICE, PAGE_LOG2)));
}

TAP_TEST(sigma0, kernel_ports, "S0-05 ports that the kernel drives are given to nobody")
{
	static const unsigned short ports[] = {
		0x20, 0x21, 0xa0, 0xa1, 0x4d0, 0x4d1, 0x42, 0x24, 0x3d, 0xa4, 0xbd, 0x52,
	};
	struct helper *h = helper_there();
	unsigned int i;

	for (i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
		tap_context("port %#x", ports[i]);
		tap_check(!main_gets(L4_IoFpageLog2(ports[i], 0)));
		tap_check(!main_gets(L4_IoFpageLog2(ports[i], 3)));
		tap_check(!client_gets(h, L4_IoFpageLog2(ports[i], 0)));
	}
	tap_check(!main_gets(L4_IoFpageLog2(0, 16)));
}

TAP_TEST(sigma0, root_ports, "S0-05 ports that reset or configure the machine are the root task's")
{
	static const unsigned short ports[] = {
		0x64, 0x92, 0xb2, 0xcf8, 0xcf9, 0xcfc, 0xcff, 0x00, 0xc0, 0x87,
	};
	struct helper *h = helper_there();
	unsigned int i;

	for (i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
		tap_context("port %#x", ports[i]);
		tap_check(!client_gets(h, L4_IoFpageLog2(ports[i], 0)));
		tap_check(main_gets(L4_IoFpageLog2(ports[i], 0)));
		tap_check(!client_gets(h, L4_IoFpageLog2(ports[i], 0)));
	}
}

TAP_TEST(sigma0, device_ports, "S0-04 ports of ordinary devices are given to all clients")
{
	static const unsigned short ports[] = {
		0x60, 0x61, 0x70, 0x71, 0x80, 0x3f8, 0x3fd, 0x2f8, 0x3c0, 0x3d4, 0x40, 0x43, 0x1f0,
	};
	struct helper *h = helper_there(), *other = helper_there();
	unsigned int i;

	for (i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
		tap_context("port %#x", ports[i]);
		tap_check(client_gets(h, L4_IoFpageLog2(ports[i], 0)));
		tap_check(client_gets(other, L4_IoFpageLog2(ports[i], 0)));
	}
}
