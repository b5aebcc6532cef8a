/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What of a sun4u machine sigma0 keeps from its clients: the registers for interrupts are nobody's,
 * what configures devices is the root task's.
 */
#include "test.h"

#define BRIDGE		0x1fe00000000ul
#define CONFIGURATION	0x1fe01000000ul
#define PORTS_LOG2	24
#define PAGE_LOG2	((int)__L4_CeilLog2(page_size))

/* Sigma0's answer to the thread that executes this: true if it gives the fpage. */
static L4_Word_t work_get(L4_Word_t fpage, L4_Word_t b, L4_Word_t c)
{
	L4_Fpage_t f = { .raw = fpage };

	(void)b;
	(void)c;
	return !L4_IsNilFpage(L4_Sigma0_GetPage(L4_nilthread, f));
}

TAP_TEST(sigma0, interrupts, "S0-05 the registers of the interrupt controller are given to nobody")
{
	struct helper *h = helper_there();
	int log2;

	for (log2 = PAGE_LOG2; log2 <= PORTS_LOG2; log2++) {
		tap_context("2^%d bytes", log2);
		tap_check(!work_get(L4_FpageLog2(BRIDGE, log2).raw, 0, 0));
		tap_check_eq(helper_call(h, work_get, L4_FpageLog2(BRIDGE, log2).raw, 0, 0), 0);
	}
}

TAP_TEST(sigma0, configuration, "S0-05 the registers that configure devices are the root task's")
{
	struct helper *h = helper_there();
	L4_Word_t f = L4_FpageLog2(CONFIGURATION, PAGE_LOG2).raw;

	tap_check_eq(helper_call(h, work_get, f, 0, 0), 0);
	tap_check(work_get(f, 0, 0));
}
