/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What only 64-bit programs have: thread ids of 32-bit programs, the word size mask.
 */
#include "host.h"

static void test_ids32(void)
{
	L4_ThreadId32_t t = L4_GlobalId32(0x35, 1);

	is(t.raw, 0xd4001, "LIB-09 L4_GlobalId32");
	ok(L4_ThreadNo32(t) == 0x35 && L4_Version32(t) == 1, "LIB-09 fields of a 32-bit id");
	is(L4_ThreadId32(L4_GlobalId(0x35, 1)).raw, 0xd4001, "LIB-09 64 to 32 bits, global");
	is(L4_ThreadIdFrom32(t).raw, 0x3500000001, "LIB-09 32 to 64 bits, global");
	is(L4_ThreadId32(L4_GlobalId(0x40035, 0x4001)).raw, 0xd4001,
	   "LIB-09 number modulo 2^18, version modulo 2^14");
	is(L4_ThreadId32((L4_ThreadId_t){ 0xbf000200 }).raw, 0xbf000200,
	   "LIB-09 64 to 32 bits, local");
	is(L4_ThreadIdFrom32((L4_ThreadId32_t){ 0xbf000200 }).raw, 0xbf000200,
	   "LIB-09 32 to 64 bits, local");
	ok(L4_ThreadId32(L4_nilthread).raw == 0 && L4_ThreadId32(L4_anythread).raw == ~0u &&
	   L4_ThreadId32(L4_anylocalthread).raw == ~0x3fu, "LIB-09 64 to 32 bits, special");
	ok(L4_ThreadIdFrom32(L4_nilthread32).raw == 0 &&
	   L4_ThreadIdFrom32(L4_anythread32).raw == ~0ul &&
	   L4_ThreadIdFrom32(L4_anylocalthread32).raw == ~0x3ful,
	   "LIB-09 32 to 64 bits, special");
	ok(L4_IsGlobalId32(t) && !L4_IsLocalId32(t) && L4_IsNilThread32(L4_nilthread32) &&
	   L4_IsThreadEqual32(t, t) && L4_IsThreadNotEqual32(t, L4_nilthread32),
	   "LIB-09 predicates of 32-bit ids");
}

static void test_mask(void)
{
	reset_kernel();
	is(L4_WordSizeMask(), 0x0c0de000 + 63, "UTCB-15 L4_WordSizeMask");
	L4_Reset_WordSizeMask();
	is(utcb_slot[63], ~0ul, "UTCB-15 L4_Reset_WordSizeMask");
}

void test_special(void)
{
	test_ids32();
	test_mask();
}
