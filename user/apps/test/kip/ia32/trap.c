/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * KernelInterface: its two bytes, the registers it changes, and bytes that are nearly the same.
 */
#include <l4/abi/kip.h>

#include "test.h"
#include "raw.h"

#define API_VERSION	0x84050000
#define DIRECTION	0x400

TAP_TEST(kip, trap, "KIP-01 lock nop returns the page and goes on behind the two bytes")
{
	struct raw r = raw_marked();

	raw_kernel_interface(&r);
	tap_check_eq(r.eax & 0xfff, 0);
	tap_check_eq(*(L4_Word_t *)r.eax, L4_KIP_MAGIC);
}

TAP_TEST(kip, trap_registers, "KIP-02 lock nop changes EAX, ECX, EDX, ESI only (own ABI program)")
{
	struct raw r = raw_marked();

	raw_kernel_interface(&r);
	tap_check_eq(r.ebx, raw_marks[1]);
	tap_check_eq(r.edi, raw_marks[5]);
	tap_check_eq(r.ebp, raw_marks[6]);
	tap_check_eq(r.flags, FIXED_FLAGS | ARITHMETIC);
}

TAP_TEST(kip, trap_flags, "KIP-02 lock nop keeps the direction flag")
{
	struct raw r = raw_marked();

	r.flags = FIXED_FLAGS | DIRECTION;
	raw_kernel_interface(&r);
	tap_check_eq(r.flags, FIXED_FLAGS | DIRECTION);
}

TAP_TEST(kip, trap_values, "KIP-03 EDX is 0, ECX the API version, ESI the kernel id")
{
	struct raw r = raw_marked();
	const L4_Word_t *kip;

	raw_kernel_interface(&r);
	kip = (const L4_Word_t *)r.eax;
	tap_check_eq(r.edx, 0);
	tap_check_eq(r.ecx, API_VERSION);
	tap_check_eq(r.esi, *(L4_Word_t *)((char *)kip + kip[L4_KIP_WORD_KERNDESC_PTR]));
}

static void put_code(void *memory, unsigned char a, unsigned char b, unsigned char c)
{
	volatile unsigned char *p = memory;

	p[0] = a;
	p[1] = b;
	p[2] = c;
}

TAP_TEST(kip, trap_straddle, "KIP-06 lock nop on the border of two pages works")
{
	struct helper *h = helper_here();
	char *code = page(1) - 1;

	put_code(code, 0xf0, 0x90, 0xc3);	/* lock nop, ret */
	tap_check(can_execute(h, (L4_Word_t)code));
	tap_check_eq(h->value, (L4_Word_t)L4_GetKernelInterface());
}

TAP_TEST(kip, trap_unreadable,
	 "KIP-06 with an unmapped second byte it is a page fault or exception 6")
{
	struct helper *h = helper_there();
	enum outcome outcome;

	put_code(page(1) - 1, 0xf0, 0x90, 0xc3);
	(void)helper_call(h, work_set_handler, main_thread.raw, 0, 0);
	give(h, page_fpage(0, L4_FullyAccessible), PLACE, L4_CompleteAddressSpace);
	outcome = helper_run(h, probe_execute, PLACE + page_size - 1, 0, 0);
	tap_check(outcome == PAGE_FAULT || outcome == EXCEPTION);
	if (outcome == PAGE_FAULT)
		tap_check_eq(h->mr[1], PLACE + page_size);
}

TAP_TEST(kip, trap_other, "KIP-07 the byte F0 before another byte is exception 6")
{
	struct helper *h = helper_here();

	put_code(page(0), 0xf0, 0x0f, 0x0b);	/* lock ud2 */
	(void)helper_call(h, work_set_handler, main_thread.raw, 0, 0);
	tap_check_eq(helper_run(h, probe_execute, (L4_Word_t)page(0), 0, 0), EXCEPTION);
	tap_check_eq(h->mr[1], (L4_Word_t)page(0));
	tap_check_eq(h->mr[3], 6);
}
