/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests of a 32-bit client to whatever sigma0 there is: a location of 22 bits.
 */
#include "test.h"

#define LABEL_SIGMA0	((L4_Word_t)L4_PROTO_SIGMA0 << (L4_PROTO_SHIFT - L4_TAG_LABEL_SHIFT))
#define ANY_LOCATION	0xfffffc00

TAP_TEST(sigma0, any_32, "S0-13 all 22 bits of the location set: any page, as small as it may be")
{
	L4_ThreadId_t sigma0 = L4_GlobalId(L4_ThreadIdUserBase(L4_GetKernelInterface()), 1);
	L4_MsgTag_t tag = { .raw = LABEL_SIGMA0 << L4_TAG_LABEL_SHIFT | 2 };
	L4_Word_t item[2];
	L4_Fpage_t f;

	L4_Accept(L4_MapGrantItems(L4_CompleteAddressSpace));
	L4_Set_MsgTag(tag);
	L4_LoadMR(1, ANY_LOCATION | (L4_Word_t)__L4_CeilLog2(page_size) << 4);
	L4_LoadMR(2, 0);
	tag = L4_Call_Timeouts(sigma0, PATIENCE, PATIENCE);
	check_ok(tag);
	L4_StoreMRs(1, 2, item);
	L4_Accept(L4_UntypedWordsAcceptor);
	tap_check_eq(tag.raw, 2 << L4_TAG_TYPED_SHIFT);
	f.raw = item[1];
	tap_check_eq(L4_Size(f), page_size);
	tap_check_eq(L4_Rights(f), L4_FullyAccessible);
	*(volatile L4_Word_t *)L4_Address(f) = 0x4711;
	tap_check_eq(*(volatile L4_Word_t *)L4_Address(f), 0x4711);
}
