/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TLB miss handlers, as macros that the trap code instantiates. What the translation storage
 * buffer has, its handler in the trap table loads; everything else is found by a walk through the
 * page tables, which are read by physical address. So nothing here can miss itself: it works at
 * any trap level. MMU globals:
 *
 *	%g7	physical address of the root tables' addresses, by context number
 *	%g6	end of the kernel's view of physical memory
 *	%g1-%g5	scratch
 */
#ifndef L4_ARCH_MMU_HANDLERS_H
#define L4_ARCH_MMU_HANDLERS_H

#include <arch/asi.h>
#include <arch/ptebits.h>
#include <arch/tsb.h>

#define INDEX_MASK	0xff8		/* of a word in a table of 512 */
#define SHIFT_LEVEL3	40
#define SHIFT_LEVEL2	31
#define SHIFT_LEVEL1	22
#define SHIFT_LEVEL0	13
#define USER_BITS	43		/* of a user address */
#define SHIFT_64K	16

/* Of a fault, but not a miss, in any globals: %g2 = its address, %g4 = its status; uses %g3. */
	.macro TAKE_FAULT
	mov	MMU_SFAR, %g2
	ldxa	[%g2] ASI_DMMU, %g2
	mov	MMU_SFSR, %g3
	ldxa	[%g3] ASI_DMMU, %g4
	stxa	%g0, [%g3] ASI_DMMU
	membar	#Sync
	.endm

/*
 * Out: %g2 = tag of the miss, %g1 = its place in the buffer. The MMU computes that from the
 * address; low bits of the context number go in too, as programs have the same addresses.
 */
	.macro TSB_PLACE mmu, tsb
	ldxa	[%g0] \tsb, %g1
	ldxa	[%g0] \mmu, %g2			! MMU_TAG_TARGET
	sllx	%g2, 64 - TAG_CONTEXT - TSB_SHIFT, %g3
	srlx	%g3, 64 - TSB_SHIFT - 4, %g3	! an entry has 16 bytes
	xor	%g1, %g3, %g1
	.endm

	.macro TSB_MISS mmu, tsb, tlb, walk
	TSB_PLACE \mmu, \tsb
	ldda	[%g1] ASI_QUAD, %g4
	cmp	%g4, %g2
	bne,pn	%xcc, \walk
	 mov	MMU_TAG_ACCESS, %g3
	stxa	%g5, [%g0] \tlb
	retry
	.endm

	.macro MMU_DATA_MISS walk
	TSB_MISS ASI_DMMU, ASI_DTSB_8K, ASI_DTLB_IN, \walk
	.endm

	.macro MMU_CODE_MISS walk
	TSB_MISS ASI_IMMU, ASI_ITSB_8K, ASI_ITLB_IN, \walk
	.endm

/* The level below: %g4 = table, then the entry of it. */
	.macro STEP shift, fault
	brz,pn	%g4, \fault
	 srlx	%g3, \shift - 3, %g5
	and	%g5, INDEX_MASK, %g5
	ldxa	[%g4 + %g5] ASI_PHYS, %g4
	.endm

/*
 * In: %g2 = tag, %g3 = MMU_TAG_ACCESS. Out: %g4 = entry of the page, %g5 = its physical address;
 * at \large if that is one of 4 MiB. Addresses that users never have are known at \other, as %g3.
 */
	.macro WALK mmu, other, large, fault
	ldxa	[%g3] \mmu, %g3
	srlx	%g3, USER_BITS, %g4
	brnz,pn	%g4, \other
	 srlx	%g2, TAG_CONTEXT, %g4
	sllx	%g4, 3, %g4
	ldxa	[%g7 + %g4] ASI_PHYS, %g4
	STEP	SHIFT_LEVEL3, \fault
	STEP	SHIFT_LEVEL2, \fault
	brz,pn	%g4, \fault
	 srlx	%g3, SHIFT_LEVEL1 - 3, %g5
	and	%g5, INDEX_MASK, %g5
	add	%g4, %g5, %g5
	ldxa	[%g5] ASI_PHYS, %g4
	brlz,pn	%g4, \large
	 srlx	%g3, SHIFT_LEVEL0 - 3, %g3
	brz,pn	%g4, \fault
	 and	%g3, INDEX_MASK, %g3
	add	%g4, %g3, %g5
	ldxa	[%g5] ASI_PHYS, %g4
	.endm

/* To \first unless the entry has both bits: the right, and that it was used. */
	.macro CHECK right, seen, first
	and	%g4, \right | \seen, %g3
	cmp	%g3, \right | \seen
	bne,pn	%xcc, \first
	 nop
	.endm

/* The first use of the page is recorded, if it is allowed. */
	.macro RECORD right, seen, fault
	andcc	%g4, \right, %g0
	be,pn	%xcc, \fault
	 or	%g4, \seen, %g4
	stxa	%g4, [%g5] ASI_PHYS
	.endm

	.macro TSB_FILL
	stx	%g2, [%g1]
	stx	%g4, [%g1 + 8]
	.endm

	.macro WALK_AND_LOAD mmu, tlb, right, seen, other, fault
	WALK	\mmu, \other, 3f, \fault
	CHECK	\right, \seen, 2f
1:	TSB_FILL
	stxa	%g4, [%g0] \tlb
	retry
2:	RECORD	\right, \seen, \fault
	ba,a,pt	%xcc, 1b
	 nop
3:	CHECK	\right, \seen, 5f
4:	stxa	%g4, [%g0] \tlb
	retry
5:	RECORD	\right, \seen, \fault
	ba,a,pt	%xcc, 4b
	 nop
	.endm

	.macro MMU_CODE_WALK fault
	/* Kernel code lies in a locked entry. */
	WALK_AND_LOAD ASI_IMMU, ASI_ITLB_IN, TTE_SOFT_X, TTE_SEEN_X, \fault, \fault
	.endm

	.macro MMU_DATA_WALK fault
	WALK_AND_LOAD ASI_DMMU, ASI_DTLB_IN, TTE_SOFT_R, TTE_SEEN_D, 6f, \fault

/* A kernel address: 64 KiB of physical memory, privileged, writable, global. */
6:	srax	%g3, USER_BITS, %g4
	cmp	%g4, -1
	bne,pn	%xcc, \fault			! in the hole
	 cmp	%g3, %g6
	bgeu,pn	%xcc, \fault
	 sllx	%g3, 64 - 41, %g1
	srlx	%g1, 64 - 41 + SHIFT_64K, %g1
	sllx	%g1, SHIFT_64K, %g1
	mov	1 << (TTE_V_SHIFT - TTE_SIZE_SHIFT) | TTE_SIZE_64K, %g2
	sllx	%g2, TTE_SIZE_SHIFT, %g2
	or	%g1, %g2, %g1
	or	%g1, TTE_CP | TTE_CV | TTE_P | TTE_W | TTE_G, %g1
	stxa	%g1, [%g0] ASI_DTLB_IN
	retry
	.endm

/* A store to a page whose entry does not allow it: perhaps only the first one. */
	.macro MMU_PROTECTION fault
	TSB_PLACE ASI_DMMU, ASI_DTSB_8K
	mov	MMU_TAG_ACCESS, %g3
	WALK	ASI_DMMU, \fault, 2f, \fault
	RECORD	TTE_SOFT_W, TTE_W | TTE_SEEN_D, \fault
	TSB_FILL
1:	mov	MMU_TAG_ACCESS, %g3
	ldxa	[%g3] ASI_DMMU, %g1
	srlx	%g1, SHIFT_LEVEL0, %g1
	sllx	%g1, SHIFT_LEVEL0, %g1
	stxa	%g0, [%g1] ASI_DTLB_DEMAP	! DEMAP_PAGE_PRIMARY is 0
	membar	#Sync
	stxa	%g4, [%g0] ASI_DTLB_IN
	retry
2:	RECORD	TTE_SOFT_W, TTE_W | TTE_SEEN_D, \fault
	ba,a,pt	%xcc, 1b
	 nop
	.endm

#endif
