/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Virtual registers: each accessor against its word of the UTCB.
 */
#include "host.h"

#define WORD(index)	utcb_slot[64 + (index)]
#define BITS		((int)sizeof(L4_Word_t) * 8)
#define TOP		(~(~0ul >> 1))

static void test_reads(void)
{
	const L4_Word_t base = 0x0c0de000 + 64;

	reset_kernel();
	ok(__L4_Utcb() == UTCB && L4_MyLocalId().raw == (L4_Word_t)UTCB,
	   "UTCB-01 the word at gs:0 is pointer and local id");
	is(L4_MyGlobalId().raw, base - 15, "UTCB-06 L4_MyGlobalId");
	is(L4_Myself().raw, base - 15, "UTCB-06 L4_Myself");
	is(L4_ProcessorNo(), base - 14, "UTCB-05 L4_ProcessorNo");
	is(L4_UserDefinedHandle(), base - 13, "UTCB-11 L4_UserDefinedHandle");
	is(L4_Pager().raw, base - 12, "UTCB-09 L4_Pager");
	is(L4_ExceptionHandler().raw, base - 11, "UTCB-08 L4_ExceptionHandler");
	is(L4_ErrorCode(), base - 9, "UTCB-15 L4_ErrorCode");
	is(L4_XferTimeouts(), base - 8, "UTCB-15 L4_XferTimeouts");
	is(L4_IntendedReceiver().raw, base - 7, "UTCB-15 L4_IntendedReceiver");
	is(L4_ActualSender().raw, base - 6, "UTCB-15 L4_ActualSender");
	is(__L4_TCR_ThreadWord(1), base - 5, "UTCB-13 thread word 1");
	is(__L4_TCR_ThreadWord(0), base - 4, "UTCB-13 thread word 0");
}

static void test_writes(void)
{
	int i, changed = 0;

	reset_kernel();
	L4_Set_UserDefinedHandle(1);
	L4_Set_Pager(L4_GlobalId(2, 1));
	L4_Set_ExceptionHandler(L4_GlobalId(3, 1));
	L4_Set_XferTimeouts(4);
	L4_Set_VirtualSender(L4_GlobalId(5, 1));
	__L4_TCR_Set_ThreadWord(0, 6);
	__L4_TCR_Set_ThreadWord(1, 7);
	is(WORD(-13), 1, "UTCB-11 L4_Set_UserDefinedHandle");
	is(WORD(-12), ID(2, 1), "UTCB-10 L4_Set_Pager");
	is(WORD(-11), ID(3, 1), "UTCB-15 L4_Set_ExceptionHandler");
	is(WORD(-8), 4, "UTCB-15 L4_Set_XferTimeouts");
	is(WORD(-6), ID(5, 1), "UTCB-15 L4_Set_VirtualSender");
	ok(WORD(-4) == 6 && WORD(-5) == 7, "UTCB-13 setting the thread words");
	for (i = 0; i < 128; i++)
		changed += utcb_slot[i] != 0x0c0de000 + (L4_Word_t)i;
	is((L4_Word_t)changed, 7, "UTCB-15 no other word of the UTCB changes");
}

static void test_flags(void)
{
	reset_kernel();
	WORD(-10) = 0;
	is(L4_EnablePreemptionFaultException(), 0, "PREM-01 s: the old value");
	is(WORD(-10), 0x20, "PREM-01 L4_EnablePreemptionFaultException sets s");
	is(L4_DisablePreemption(), 0, "PREM-01 d: the old value");
	is(WORD(-10), 0x60, "PREM-01 L4_DisablePreemption sets d");
	is(L4_DisablePreemptionFaultException(), 1, "PREM-01 s: the old value when set");
	is(L4_EnablePreemption(), 1, "PREM-01 d: the old value when set");
	is(WORD(-10), 0, "PREM-01 both cleared");
	WORD(-10) = 0xff80;
	is(L4_PreemptionPending(), 1, "PREM-01 L4_PreemptionPending reads I");
	is(L4_PreemptionPending(), 0, "PREM-01 and clears it");
	is(WORD(-10), 0xff00, "PREM-01 and nothing else");
	L4_Clr_CopFlag(3);
	is(WORD(-10), 0xf700, "UTCB-15 L4_Clr_CopFlag");
	L4_Set_CopFlag(3);
	is(WORD(-10), 0xff00, "UTCB-15 L4_Set_CopFlag");
}

static void test_arrays(void)
{
	L4_Word_t words[3] = { 21, 22, 23 }, w, got[3];

	reset_kernel();
	L4_LoadMR(63, 9);
	L4_StoreMR(62, &w);
	ok(WORD(63) == 9 && w == 0x0c0de000 + 126, "UTCB-15 message registers ascend");
	L4_LoadMRs(5, 3, words);
	L4_StoreMRs(4, 3, got);
	ok(WORD(5) == 21 && WORD(7) == 23 && WORD(8) == 0x0c0de000 + 72 && got[1] == 21 &&
	   got[2] == 22, "UTCB-15 several message registers");
	L4_LoadBR(32, 9);
	L4_StoreBR(0, &w);
	ok(WORD(-48) == 9 && w == 0x0c0de000 + 48, "UTCB-15 buffer registers descend");
	L4_LoadBRs(5, 3, words);
	L4_StoreBRs(4, 3, got);
	ok(WORD(-21) == 21 && WORD(-23) == 23 && WORD(-24) == 0x0c0de000 + 40 && got[1] == 21 &&
	   got[2] == 22, "UTCB-15 several buffer registers");
}

static void test_specials(void)
{
	L4_Word_t w = ~0ul;
	L4_Word64_t then = __L4_Rdtsc();

	__L4_Inc_Atomic(&w);
	is(w, 0, "LIB-01 __L4_Inc_Atomic");
	ok(__L4_Msb(1) == 0 && __L4_Msb(TOP | 1) == BITS - 1, "LIB-01 __L4_Msb");
	ok(__L4_Lsb(1) == 0 && __L4_Lsb(TOP) == BITS - 1, "LIB-01 __L4_Lsb");
	ok(__L4_Rdtsc() - then < 1ull << 40, "LIB-01 __L4_Rdtsc");
}

void test_registers(void)
{
	test_reads();
	test_writes();
	test_flags();
	test_arrays();
	test_specials();
}
