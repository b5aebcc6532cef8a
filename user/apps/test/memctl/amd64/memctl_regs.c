/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers of MemoryControl. The calls are made by raw_call, which knows the binary interface
 * only.
 */
#include <l4/abi/kip.h>

#include "test.h"
#include "raw.h"

TAP_TEST(memctl, raw, "MCTL-05 the result is in RDX and RAX; fpages are taken from memory, not R9")
{
	struct raw r = raw_marked();
	L4_Word_t *utcb = raw_utcb();

	utcb[0] = page_fpage(0, 0).raw;
	r.rdx = 0;
	r.rdi = (L4_Word_t)utcb;
	/* The value in the register would choose attribute3, which does not exist. */
	r.r9 = page_fpage(0, 0).raw | 3;
	r.rcx = 1;
	r.rsi = r.r8 = r.r11 = 3;
	raw_call(&r, raw_kip_word(L4_KIP_WORD_MEMORY_CONTROL));
	tap_check_eq(r.rdx, 1);
	tap_check_eq(r.rax, 1);
	tap_check_eq(r.rdi, (L4_Word_t)utcb);
	tap_check_eq(r.rsp, 0);
}

TAP_TEST(memctl, raw_attributes, "MCTL-05 attributes come in RCX, RSI, R8 and R11")
{
	unsigned int i;

	for (i = 0; i < 4; i++) {
		struct raw r = raw_marked();

		tap_context("attribute%u", i);
		raw_utcb()[0] = page_fpage(0, 0).raw | i;
		r.rdx = 0;
		r.rcx = i == 0 ? 1 : 3;
		r.rsi = i == 1 ? 1 : 3;
		r.r8 = i == 2 ? 1 : 3;
		r.r11 = i == 3 ? 1 : 3;
		raw_call(&r, raw_kip_word(L4_KIP_WORD_MEMORY_CONTROL));
		tap_check_eq(r.rdx, 1);
		raw_utcb()[0] = page_fpage(0, 0).raw | ((i + 1) & 3);
		r.rdx = 0;
		r.rcx = i == 0 ? 1 : 3;
		r.rsi = i == 1 ? 1 : 3;
		r.r8 = i == 2 ? 1 : 3;
		r.r11 = i == 3 ? 1 : 3;
		raw_call(&r, raw_kip_word(L4_KIP_WORD_MEMORY_CONTROL));
		tap_check_eq(r.rdx, 0);
		tap_check_eq(L4_ErrorCode(), L4_ErrInvalidParam);
	}
}
