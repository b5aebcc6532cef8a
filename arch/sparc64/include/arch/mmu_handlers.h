/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TLB miss handlers, as macros that the trap code instantiates with the places to go to when the
 * tables have no answer. All that is needed lies in the MMU globals and in memory that is read by
 * physical address, so nothing here can miss itself: it works at any trap level.
 *
 *	%g7	physical address of the root table of the loaded space
 *	%g6	end of the kernel's view of physical memory
 *	%g1-%g5	scratch
 */
#ifndef L4_ARCH_MMU_HANDLERS_H
#define L4_ARCH_MMU_HANDLERS_H

#include <arch/asi.h>
#include <arch/ptebits.h>

#define INDEX_MASK	0xff8		/* of a word in a table of 512 */
#define SHIFT_LEVEL3	40
#define SHIFT_LEVEL2	31
#define SHIFT_LEVEL1	22
#define SHIFT_LEVEL0	13
#define USER_BITS	43		/* of a user address */
#define SHIFT_64K	16

/* Level below: in %g4 an entry for a table, out %g5 its slot's address and %g4 the entry. */
	.macro STEP shift, fault
	brz,pn	%g4, \fault
	 srlx	%g1, \shift - 3, %g3
	and	%g3, INDEX_MASK, %g3
	dec	%g4				! the mark of a table, TTE_TABLE
	add	%g4, %g3, %g5
	ldxa	[%g5] ASI_PHYS, %g4
	.endm

/* In: %g1 = user address. Out: %g4 = entry of the page, %g5 = its physical address. */
	.macro WALK fault
	srlx	%g1, USER_BITS, %g3
	brnz,pn	%g3, \fault			! in the hole
	 srlx	%g1, SHIFT_LEVEL3, %g3
	sllx	%g3, 3, %g3
	ldxa	[%g7 + %g3] ASI_PHYS, %g4
	STEP	SHIFT_LEVEL2, \fault
	STEP	SHIFT_LEVEL1, \fault
	brlz,pn	%g4, 9f				! a page of 4 MiB
	 nop
	STEP	SHIFT_LEVEL0, \fault
	brz,pn	%g4, \fault
	 nop
9:
	.endm

	.macro SET_SEEN bit
	andcc	%g4, \bit, %g0
	bne,pt	%xcc, 8f
	 nop
	or	%g4, \bit, %g4
	stxa	%g4, [%g5] ASI_PHYS
8:
	.endm

	.macro MMU_DATA_MISS fault
	mov	MMU_TAG_ACCESS, %g2
	ldxa	[%g2] ASI_DMMU, %g1
	brlz,pn	%g1, 7f
	 nop
	WALK	\fault
	andcc	%g4, TTE_SOFT_R, %g0
	be,pn	%xcc, \fault
	 nop
	SET_SEEN TTE_SEEN_D
	stxa	%g4, [%g0] ASI_DTLB_IN
	retry

/* A kernel address: 64 KiB of physical memory, privileged, writable, global. */
7:
	cmp	%g1, %g6
	bgeu,pn	%xcc, \fault
	 sllx	%g1, 64 - 41, %g1
	srlx	%g1, 64 - 41 + SHIFT_64K, %g1
	sllx	%g1, SHIFT_64K, %g1
	mov	1 << (TTE_V_SHIFT - TTE_SIZE_SHIFT) | TTE_SIZE_64K, %g2
	sllx	%g2, TTE_SIZE_SHIFT, %g2
	or	%g1, %g2, %g1
	or	%g1, TTE_CP | TTE_CV | TTE_P | TTE_W | TTE_G, %g1
	stxa	%g1, [%g0] ASI_DTLB_IN
	retry
	.endm

	.macro MMU_CODE_MISS fault
	mov	MMU_TAG_ACCESS, %g2
	ldxa	[%g2] ASI_IMMU, %g1
	brlz,pn	%g1, \fault		! kernel code lies in a locked entry
	 nop
	WALK	\fault
	andcc	%g4, TTE_SOFT_X, %g0
	be,pn	%xcc, \fault
	 nop
	SET_SEEN TTE_SEEN_X
	stxa	%g4, [%g0] ASI_ITLB_IN
	retry
	.endm

/* A store to a page whose entry does not allow it: perhaps only the first one. */
	.macro MMU_PROTECTION fault
	mov	MMU_TAG_ACCESS, %g2
	ldxa	[%g2] ASI_DMMU, %g1
	brlz,pn	%g1, \fault
	 nop
	WALK	\fault
	andcc	%g4, TTE_SOFT_W, %g0
	be,pn	%xcc, \fault
	 nop
	or	%g4, TTE_W | TTE_SEEN_D, %g4
	stxa	%g4, [%g5] ASI_PHYS
	srlx	%g1, SHIFT_LEVEL0, %g1
	sllx	%g1, SHIFT_LEVEL0, %g1
	stxa	%g0, [%g1] ASI_DTLB_DEMAP	! DEMAP_PAGE_PRIMARY is 0
	membar	#Sync
	stxa	%g4, [%g0] ASI_DTLB_IN
	retry
	.endm

#endif
