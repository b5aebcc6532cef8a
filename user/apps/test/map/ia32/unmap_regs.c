/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers of Unmap. The call is made by raw_call, which knows the binary interface only.
 */
#include <l4/abi/kip.h>

#include "test.h"
#include "raw.h"

#define FPAGES	10

TAP_TEST(map, raw_unmap, "UNMAP-13 the first fpage is in ESI both ways, the others are in memory")
{
	struct raw r = raw_marked();
	L4_Word_t *utcb = raw_utcb();
	unsigned int i;

	for (i = 0; i < FPAGES; i++)
		utcb[i] = page_fpage(i, 0).raw;
	/* What stands in memory does not count. */
	utcb[0] = L4_CompleteAddressSpace.raw | L4_FullyAccessible;
	r.eax = FPAGES - 1;
	r.esi = page_fpage(0, 0).raw;
	r.edi = (L4_Word_t)utcb;
	raw_call(&r, raw_gate(L4_KIP_WORD_UNMAP));
	tap_check_eq(r.esi, page_fpage(0, 0).raw);
	for (i = 1; i < FPAGES; i++)
		tap_check_eq(utcb[i], page_fpage(i, 0).raw);
	tap_check_eq(r.ecx, raw_marks[2]);
	tap_check_eq(r.esp, 0);
}
