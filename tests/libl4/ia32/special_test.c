/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What only 32-bit programs have: constants instead of the word size mask, items of registers.
 */
#include "host.h"

static void test_mask(void)
{
	int i, changed = 0;

	reset_kernel();
	L4_Reset_WordSizeMask();
	is(L4_WordSizeMask(), ~0ul, "UTCB-15 L4_WordSizeMask is all ones");
	for (i = 0; i < 128; i++)
		changed += utcb_slot[i] != 0x0c0de000 + (L4_Word_t)i;
	ok(changed == 0, "UTCB-15 L4_Reset_WordSizeMask changes nothing");
}

static void test_items(void)
{
	L4_GPRegsCtrlXferItem_t item, got;
	L4_Msg_t msg;

	L4_GPRegsCtrlXferItemInit(&item);
	L4_GPRegsCtrlXferItemSet(&item, L4_CTRLXFER_GPREGS_EIP, 0x111);
	L4_GPRegsCtrlXferItemSet(&item, L4_CTRLXFER_GPREGS_EAX, 0x222);
	L4_GPRegsCtrlXferItemSet(&item, L4_CTRLXFER_GPREGS_ESP, 0x333);
	L4_MsgClear(&msg);
	L4_MsgAppendGPRegsCtrlXferItem(&msg, &item);
	ok(msg.tag.raw == 4 << 6 && msg.msg[1] == (0x221 << 12 | 0xc) && msg.msg[2] == 0x111 &&
	   msg.msg[3] == 0x333 && msg.msg[4] == 0x222, "LIB-01 registers of an item are packed");
	got.regs.eax = got.regs.ecx = 0;
	ok(L4_MsgGetGPRegsCtrlXferItem(&msg, 1, &got) == 4 && got.regs.eip == 0x111 &&
	   got.regs.esp == 0x333 && got.regs.eax == 0x222 && got.regs.ecx == 0,
	   "LIB-01 and found again");
	is(L4_AddCacheAllocationHint(L4_StringItem(4, 0), L4_DoNotAllocateNewCacheLines).raw[0],
	   4 << 10 | 2 << 1, "LIB-01 a cache hint is bits 2..1");
	is(L4_SmallSpace(64, 16), 0x80000024, "LIB-01 L4_SmallSpace");
}

void test_special(void)
{
	test_mask();
	test_items();
}
