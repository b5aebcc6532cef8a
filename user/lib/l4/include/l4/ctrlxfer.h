/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Control transfer items, an extension that kernels announce by a feature string: a word with an
 * id and a mask, followed by one word for each bit of the mask.
 */
#ifndef L4_LIB_CTRLXFER_H
#define L4_LIB_CTRLXFER_H

#include <l4/types.h>

#define __L4_CTRLXFER_MASK_BITS	(L4_BITS_PER_WORD - 12)

typedef union {
	L4_Word_t raw[1 + __L4_CTRLXFER_MASK_BITS];
	struct {
		L4_BITFIELD4(L4_Word_t, C : 1, __type : 3, id : 8,
			mask : __L4_CTRLXFER_MASK_BITS);
	} X;
} L4_CtrlXferItem_t;

#define __L4_CTRLXFER_KIND	0xc

L4_INLINE L4_Bool_t L4_IsCtrlXferItem(L4_CtrlXferItem_t *s)
{
	return (s->raw[0] & L4_ITEM_KIND_MASK) == __L4_CTRLXFER_KIND;
}

L4_INLINE void L4_CtrlXferItemInit(L4_CtrlXferItem_t *c, L4_Word_t id)
{
	c->raw[0] = __L4_CTRLXFER_KIND;
	c->X.id = id;
}

/* Configures which registers the kernel adds to a fault message: the mask stands alone. */
L4_INLINE void L4_FaultConfCtrlXferItemInit(L4_CtrlXferItem_t *c, L4_Word_t fault_id,
					    L4_Word_t fault_mask)
{
	L4_CtrlXferItemInit(c, fault_id);
	c->X.mask = fault_mask;
}

L4_INLINE L4_Word_t __L4_CtrlXferWords(L4_CtrlXferItem_t *c)
{
	L4_Word_t mask, n = 1;

	for (mask = c->X.mask; mask != 0; mask &= mask - 1)
		n++;
	return n;
}

#endif
