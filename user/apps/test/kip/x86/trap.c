/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * KernelInterface: its two bytes, wherever they stand, and bytes that are nearly the same.
 */
#include "exc_code.h"
#include "raw.h"

#define DIRECTION	0x400

TAP_TEST(kip, trap_flags, "KIP-02 lock nop keeps the direction flag")
{
	struct raw r = raw_marked();

	r.flags = FIXED_FLAGS | DIRECTION;
	raw_kernel_interface(&r);
	tap_check_eq(r.flags, FIXED_FLAGS | DIRECTION);
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
	tap_check_eq(h->mr[MR_VECTOR], VECTOR_OPCODE);
}
