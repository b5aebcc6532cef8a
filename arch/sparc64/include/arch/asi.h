/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Address space identifiers and the registers behind them. (UltraSPARC User's Manual, chapter 8)
 */
#ifndef L4_ARCH_ASI_H
#define L4_ARCH_ASI_H

#define ASI_AS_IF_USER_PRIMARY	0x10
#define ASI_PHYS		0x14	/* cacheable memory by physical address */
#define ASI_PHYS_DEVICE		0x15	/* device registers by physical address */
#define ASI_INTR_RECEIVE	0x49
#define ASI_IMMU		0x50
#define ASI_ITLB_IN		0x54
#define ASI_ITLB_ACCESS		0x55
#define ASI_ITLB_TAG		0x56
#define ASI_ITLB_DEMAP		0x57
#define ASI_DMMU		0x58
#define ASI_DTLB_IN		0x5c
#define ASI_DTLB_ACCESS		0x5d
#define ASI_DTLB_TAG		0x5e
#define ASI_DTLB_DEMAP		0x5f
#define ASI_INTR_DATA		0x7f	/* received interrupt packet */

/* Registers of ASI_DMMU and, where it has them, ASI_IMMU. */
#define MMU_PRIMARY		0x08	/* context of user addresses */
#define MMU_SFSR		0x18
#define MMU_SFAR		0x20
#define MMU_TAG_ACCESS		0x30	/* page address | context of a miss */

/* Kinds of demap operation, in the address. */
#define DEMAP_PAGE_PRIMARY	0x00
#define DEMAP_CONTEXT_PRIMARY	0x40

#define INTR_DATA0		0x40

#define TLB_ENTRIES		64
#define CONTEXT_BITS		13

#endif
