/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bits of page-table entries, for C and for the miss handlers. An entry for a page is a
 * translation table entry as the TLB takes it; an entry for a further table is its physical
 * address with TTE_TABLE, which looks invalid to the hardware. (UltraSPARC User's Manual, 15.2)
 */
#ifndef L4_ARCH_PTEBITS_H
#define L4_ARCH_PTEBITS_H

#define TTE_G		0x001	/* global: context ignored */
#define TTE_W		0x002	/* stores do not trap: writable and dirty */
#define TTE_P		0x004	/* privileged */
#define TTE_E		0x008	/* side effects */
#define TTE_CV		0x010
#define TTE_CP		0x020
#define TTE_L		0x040	/* locked in the TLB */
/* Software bits of user pages; they fit into the immediate field of an instruction. */
#define TTE_SOFT_R	0x080	/* may be read */
#define TTE_SOFT_W	0x100	/* may be written */
#define TTE_SOFT_X	0x200	/* may be executed */
#define TTE_SEEN_D	0x400	/* was loaded for data */
#define TTE_SEEN_X	0x800	/* was loaded for execution */

#define TTE_SIZE_SHIFT	61
#define TTE_SIZE_64K	1
#define TTE_SIZE_512K	2
#define TTE_SIZE_4M	3
#define TTE_V_SHIFT	63

#define TTE_TABLE	0x001	/* in an entry that is not valid: a table */

#endif
