/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers of all kinds over a page fault.
 */
#include "exc_code.h"

TAP_TEST(pf, registers, "PF-09 all general registers and the flags survive a page fault")
{
	struct helper *h = helper_there();

	set_pattern();
	exc_before.rdi = PLACE;
	exc_before.flags = FIXED_FLAGS | ARITHMETIC | 0x400;
	tap_check_eq(helper_run(h, pf_pattern, 0, 0, 0), PAGE_FAULT);
	tap_check_eq(helper_answer(h, PLACE | L4_ITEM_MAP,
				   page_fpage(0, L4_FullyAccessible).raw), DONE);
	tap_check_eq(registers_changed(), 0);
	tap_check_eq(*page_word(0) & 0xff, 0x5a);
}

static L4_Word_t work_fpu_fault(L4_Word_t seed, L4_Word_t address, L4_Word_t c)
{
	(void)c;
	(void)fpu_load(seed, 0, 0);
	(void)probe_read(address, 0, 0);
	return fpu_wrong(seed, 0, 0);
}

TAP_TEST(pf, fpu, "PF-09 x87 and SSE registers survive a page fault")
{
	struct helper *h = helper_there(), *other = helper_there();

	tap_check_eq(helper_run(h, work_fpu_fault, 900, PLACE, 0), PAGE_FAULT);
	(void)helper_call(other, fpu_load, 4711, 0, 0);
	tap_check_eq(helper_answer(h, PLACE | L4_ITEM_MAP,
				   page_fpage(0, L4_FullyAccessible).raw), DONE);
	tap_check_eq(h->value, 0);
}
