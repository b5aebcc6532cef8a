/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bits of page-table entries, for C and for the miss handlers. An entry for a page is a
 * translation table entry as the TLB takes it; an entry for a further table is its physical
 * address, which looks invalid to the hardware. (UltraSPARC User's Manual, 15.2)
 */
#ifndef L4_ARCH_PTEBITS_H
#define L4_ARCH_PTEBITS_H

#include <base/reg.h>

/* (name, bit, the manual's name) */
#define TTE_G		REG_BIT(0)	/* global: context ignored */
#define TTE_W		REG_BIT(1)	/* writable: stores do not trap; dirty */
#define TTE_P		REG_BIT(2)	/* privileged */
#define TTE_E		REG_BIT(3)	/* side effect */
#define TTE_CV		REG_BIT(4)	/* cacheable in virtually indexed cache */
#define TTE_CP		REG_BIT(5)	/* cacheable in physically indexed cache */
#define TTE_L		REG_BIT(6)	/* lock: stays in the TLB */
/*
 * Soft: bits of user pages; they fit into the immediate field of an instruction. The rights stand
 * beside each other as RIGHT_* do.
 */
#define TTE_RIGHTS_SHIFT 7
#define TTE_SOFT_X	REG_BIT(7)	/* may be executed */
#define TTE_SOFT_W	REG_BIT(8)	/* may be written */
#define TTE_SOFT_R	REG_BIT(9)	/* may be read */
#define TTE_SEEN_D	REG_BIT(10)	/* was loaded for data */
#define TTE_SEEN_X	REG_BIT(11)	/* was loaded for execution */

#define TTE_SIZE_SHIFT	61		/* size */
#define TTE_SIZE_64K	1
#define TTE_SIZE_512K	2
#define TTE_SIZE_4M	3
#define TTE_V_SHIFT	63		/* valid */

#endif
