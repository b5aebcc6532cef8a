/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What of a sun4u machine sigma0 keeps from its clients: the registers for interrupts are nobody's,
 * what configures devices is the root task's.
 */
#include "../gets.h"

#define BRIDGE		0x1fe00000000ul
#define CONFIGURATION	0x1fe01000000ul
#define PORTS_LOG2	24

TAP_TEST(sigma0, interrupts, "S0-05 the registers of the interrupt controller are given to nobody")
{
	struct helper *h = helper_there();
	int log2;

	for (log2 = PAGE_LOG2; log2 <= PORTS_LOG2; log2++) {
		tap_context("2^%d bytes", log2);
		tap_check(!main_gets(L4_FpageLog2(BRIDGE, log2)));
		tap_check(!client_gets(h, L4_FpageLog2(BRIDGE, log2)));
	}
}

TAP_TEST(sigma0, configuration, "S0-05 the registers that configure devices are the root task's")
{
	struct helper *h = helper_there();
	L4_Fpage_t f = L4_FpageLog2(CONFIGURATION, PAGE_LOG2);

	tap_check(!client_gets(h, f));
	tap_check(main_gets(f));
}
