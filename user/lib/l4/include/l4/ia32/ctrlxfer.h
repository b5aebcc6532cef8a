/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ia32: the groups of registers that control transfer items name, and the item of the general
 * registers. An extension that kernels announce by a feature string.
 */
#ifndef L4_LIB_IA32_CTRLXFER_H
#define L4_LIB_IA32_CTRLXFER_H

#include <l4/ctrlxfer.h>
#include <l4/message.h>

#define L4_CTRLXFER_GPREGS_ID		0
#define L4_CTRLXFER_FPUREGS_ID		1
#define L4_CTRLXFER_CREGS_ID		2
#define L4_CTRLXFER_DREGS_ID		3
#define L4_CTRLXFER_CSREGS_ID		4
#define L4_CTRLXFER_SSREGS_ID		5
#define L4_CTRLXFER_DSREGS_ID		6
#define L4_CTRLXFER_ESREGS_ID		7
#define L4_CTRLXFER_FSREGS_ID		8
#define L4_CTRLXFER_GSREGS_ID		9
#define L4_CTRLXFER_TRREGS_ID		10
#define L4_CTRLXFER_LDTRREGS_ID		11
#define L4_CTRLXFER_IDTRREGS_ID		12
#define L4_CTRLXFER_GDTRREGS_ID		13
#define L4_CTRLXFER_NONREGEXC_ID	14
#define L4_CTRLXFER_EXECCTRL_ID		15
#define L4_CTRLXFER_OTHERREGS_ID	16

#define L4_CTRLXFER_FAULT_MASK(id)	((L4_Word_t)1 << (id))

/* The general registers, in the order of the bits of the mask. */
#define L4_CTRLXFER_GPREGS_EIP		0
#define L4_CTRLXFER_GPREGS_EFLAGS	1
#define L4_CTRLXFER_GPREGS_EDI		2
#define L4_CTRLXFER_GPREGS_ESI		3
#define L4_CTRLXFER_GPREGS_EBP		4
#define L4_CTRLXFER_GPREGS_ESP		5
#define L4_CTRLXFER_GPREGS_EBX		6
#define L4_CTRLXFER_GPREGS_EDX		7
#define L4_CTRLXFER_GPREGS_ECX		8
#define L4_CTRLXFER_GPREGS_EAX		9
#define L4_CTRLXFER_GPREGS_SIZE		10

/* Unpacked: each register has its place. In a message those of the mask follow one another. */
typedef struct {
	L4_CtrlXferItem_t item;		/* its first word */
	union {
		L4_Word_t reg[L4_CTRLXFER_GPREGS_SIZE];
		struct {
			L4_Word_t eip, eflags, edi, esi, ebp, esp, ebx, edx, ecx, eax;
		};
	} regs;
} L4_GPRegsCtrlXferItem_t;

L4_INLINE void L4_GPRegsCtrlXferItemInit(L4_GPRegsCtrlXferItem_t *c)
{
	L4_CtrlXferItemInit(&c->item, L4_CTRLXFER_GPREGS_ID);
}

L4_INLINE void L4_GPRegsCtrlXferItemSet(L4_GPRegsCtrlXferItem_t *c, L4_Word_t reg, L4_Word_t value)
{
	c->regs.reg[reg] = value;
	c->item.X.mask |= (L4_Word_t)1 << reg;
}

L4_INLINE void __L4_GPRegsCtrlXferPack(const L4_GPRegsCtrlXferItem_t *c,
				       L4_CtrlXferItem_t *packed)
{
	L4_Word_t i, n = 1;

	packed->raw[0] = c->item.raw[0];
	for (i = 0; i < L4_CTRLXFER_GPREGS_SIZE; i++)
		if (c->item.X.mask & (L4_Word_t)1 << i)
			packed->raw[n++] = c->regs.reg[i];
	packed->X.mask &= ((L4_Word_t)1 << L4_CTRLXFER_GPREGS_SIZE) - 1;
}

L4_INLINE void L4_MsgAppendGPRegsCtrlXferItem(L4_Msg_t *msg, L4_GPRegsCtrlXferItem_t *c)
{
	L4_CtrlXferItem_t packed;

	__L4_GPRegsCtrlXferPack(c, &packed);
	L4_MsgAppendCtrlXferItem(msg, &packed);
}

L4_INLINE void L4_MsgPutGPRegsCtrlXferItem(L4_Msg_t *msg, L4_Word_t t, L4_GPRegsCtrlXferItem_t *c)
{
	L4_CtrlXferItem_t packed;

	__L4_GPRegsCtrlXferPack(c, &packed);
	L4_MsgPutCtrlXferItem(msg, t, &packed);
}

/* Returns how many words the item has in the message that begins at `mr`. */
L4_INLINE L4_Word_t L4_MsgGetGPRegsCtrlXferItem(L4_Msg_t *msg, L4_Word_t mr,
						L4_GPRegsCtrlXferItem_t *c)
{
	L4_CtrlXferItem_t packed;
	L4_Word_t words = L4_MsgGetCtrlXferItem(msg, mr, &packed), i, n = 1;

	c->item.raw[0] = packed.raw[0];
	for (i = 0; i < L4_CTRLXFER_GPREGS_SIZE; i++)
		if (packed.X.mask & (L4_Word_t)1 << i)
			c->regs.reg[i] = packed.raw[n++];
	return words;
}

#if defined(__cplusplus)
L4_INLINE void L4_Init(L4_GPRegsCtrlXferItem_t *c)
{
	L4_GPRegsCtrlXferItemInit(c);
}

L4_INLINE void L4_Set(L4_GPRegsCtrlXferItem_t *c, L4_Word_t reg, L4_Word_t value)
{
	L4_GPRegsCtrlXferItemSet(c, reg, value);
}

L4_INLINE void L4_Append(L4_Msg_t *msg, L4_GPRegsCtrlXferItem_t *c)
{
	L4_MsgAppendGPRegsCtrlXferItem(msg, c);
}

L4_INLINE void L4_Put(L4_Msg_t *msg, L4_Word_t t, L4_GPRegsCtrlXferItem_t *c)
{
	L4_MsgPutGPRegsCtrlXferItem(msg, t, c);
}

L4_INLINE L4_Word_t L4_Get(L4_Msg_t *msg, L4_Word_t mr, L4_GPRegsCtrlXferItem_t *c)
{
	return L4_MsgGetGPRegsCtrlXferItem(msg, mr, c);
}
#endif

#endif
