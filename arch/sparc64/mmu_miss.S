/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Initial values of the MMU globals, which the miss handlers work with.
 */
#include <arch/cpureg.h>
#include <base/asm.h>

	.register %g2, #scratch
	.register %g3, #scratch
	.register %g6, #scratch
	.register %g7, #scratch

/* Root table of no space; the image lies in the view of physical memory. */
	.macro NO_SPACE
	setx	mmu_no_space, %g1, %g7
	sllx	%g7, 64 - 41, %g7
	srlx	%g7, 64 - 41, %g7
	.endm

/* void mmu_miss_init(kvaddr_t end) */
FUNC mmu_miss_init
	rdpr	%pstate, %o1
	wrpr	%g0, PSTATE_PRIV | PSTATE_MG, %pstate
	mov	%o0, %g6
	NO_SPACE
	retl
	 wrpr	%o1, 0, %pstate
END mmu_miss_init

/* void mmu_miss_forget(paddr_t root) */
FUNC mmu_miss_forget
	rdpr	%pstate, %o1
	wrpr	%g0, PSTATE_PRIV | PSTATE_MG, %pstate
	cmp	%o0, %g7
	bne,pt	%xcc, 1f
	 nop
	NO_SPACE
1:	retl
	 wrpr	%o1, 0, %pstate
END mmu_miss_forget

	/* A root table without entries; behind it, as in every one, the context number. */
	.section .rodata
	.balign	8192
mmu_no_space:
	.skip	8192

	.section .note.GNU-stack, "", @progbits
