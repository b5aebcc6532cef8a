/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Address space identifiers and the registers behind them. (UltraSPARC User's Manual, chapter 8)
 */
#ifndef L4_ARCH_ASI_H
#define L4_ARCH_ASI_H

/* (name, number, the manual's name) */
#define ASI_AS_IF_USER_PRIMARY	0x10	/* AS_IF_USER_PRIMARY */
#define ASI_PHYS		0x14	/* PHYS_USE_EC: cacheable memory by physical address */
#define ASI_PHYS_DEVICE		0x15	/* PHYS_BYPASS_EC_WITH_EBIT: device registers */
#define ASI_QUAD		0x24	/* NUCLEUS_QUAD_LDD: 128 bits at once, kernel addresses */
#define ASI_INTR_RECEIVE	0x49	/* INTR_RECEIVE */
#define ASI_IMMU		0x50	/* IMMU */
#define ASI_ITSB_8K		0x51	/* IMMU_TSB_8KB_PTR */
#define ASI_ITLB_IN		0x54	/* ITLB_DATA_IN_REG */
#define ASI_ITLB_ACCESS		0x55	/* ITLB_DATA_ACCESS_REG */
#define ASI_ITLB_TAG		0x56	/* ITLB_TAG_READ_REG */
#define ASI_ITLB_DEMAP		0x57	/* IMMU_DEMAP */
#define ASI_DMMU		0x58	/* DMMU */
#define ASI_DTSB_8K		0x59	/* DMMU_TSB_8KB_PTR */
#define ASI_DTLB_IN		0x5c	/* DTLB_DATA_IN_REG */
#define ASI_DTLB_ACCESS		0x5d	/* DTLB_DATA_ACCESS_REG */
#define ASI_DTLB_TAG		0x5e	/* DTLB_TAG_READ_REG */
#define ASI_DTLB_DEMAP		0x5f	/* DMMU_DEMAP */
#define ASI_INTR_DATA		0x7f	/* SDB_INTR_R: received interrupt packet */

/* Registers of ASI_DMMU and, where it has them, ASI_IMMU. (name, address, the manual's name) */
#define MMU_TAG_TARGET		0x00	/* tag target: what a TSB entry has as tag, of a miss */
#define MMU_PRIMARY		0x08	/* primary context: of user addresses */
#define MMU_SECONDARY		0x10	/* secondary context: users may name it */
#define MMU_SFSR		0x18	/* synchronous fault status */
#define MMU_SFAR		0x20	/* synchronous fault address */
#define MMU_TSB			0x28	/* TSB: where it lies, how large it is */
#define MMU_TAG_ACCESS		0x30	/* tag access: page address | context of a miss */

/* MMU_SFSR. (name, bit, the manual's name) */
#define SFSR_OW			0x2	/* overwrite: there was an earlier fault */

/* Kinds of demap operation, in the address. */
#define DEMAP_PAGE_PRIMARY	0x00	/* demap page, primary context */
#define DEMAP_CONTEXT_PRIMARY	0x40	/* demap context, primary context */

#define INTR_DATA0		0x40	/* interrupt receive data 0 */

#define TLB_ENTRIES		64
#define CONTEXT_BITS		13

#endif
