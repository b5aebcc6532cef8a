/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers of Unmap. The calls are made by raw_call, which knows the binary interface only.
 */
#include <l4/abi/kip.h>

#include "test.h"
#include "raw.h"

TAP_TEST(map, raw_unmap, "UNMAP-13 result fpages are in the registers, RDI is the UTCB pointer")
{
	struct raw r = raw_marked();
	L4_Word_t *utcb = raw_utcb();
	L4_Word_t fpages[10];
	unsigned int i;

	for (i = 0; i < 10; i++)
		fpages[i] = page_fpage(i, 0).raw;
	r.rdx = 9;
	r.rdi = (L4_Word_t)utcb;
	r.r9 = fpages[0];
	r.rax = fpages[1];
	r.rbx = fpages[2];
	r.r10 = fpages[3];
	r.r12 = fpages[4];
	r.r13 = fpages[5];
	r.r14 = fpages[6];
	r.r15 = fpages[7];
	utcb[8] = fpages[8];
	utcb[9] = fpages[9];
	raw_call(&r, raw_kip_word(L4_KIP_WORD_UNMAP));
	tap_check_eq(r.r9, fpages[0]);
	tap_check_eq(r.rax, fpages[1]);
	tap_check_eq(r.rbx, fpages[2]);
	tap_check_eq(r.r10, fpages[3]);
	tap_check_eq(r.r12, fpages[4]);
	tap_check_eq(r.r13, fpages[5]);
	tap_check_eq(r.r14, fpages[6]);
	tap_check_eq(r.r15, fpages[7]);
	tap_check_eq(utcb[8], fpages[8]);
	tap_check_eq(utcb[9], fpages[9]);
	tap_check_eq(r.rdi, (L4_Word_t)utcb);
	tap_check_eq(r.rsp, 0);
}

TAP_TEST(map, raw_unmap_one, "UNMAP-13 registers above the last fpage are returned unchanged")
{
	struct raw r = raw_marked();

	r.rdx = 0;
	r.r9 = page_fpage(0, 0).raw;
	raw_call(&r, raw_kip_word(L4_KIP_WORD_UNMAP));
	tap_check_eq(r.r9, page_fpage(0, 0).raw);
	raw_check_message(&r);
}
