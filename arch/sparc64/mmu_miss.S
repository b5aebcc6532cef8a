/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Initial values of the MMU globals, which the miss handlers work with.
 */
#include <arch/cpureg.h>
#include <base/asm.h>

	.register %g6, #ignore
	.register %g7, #scratch

/* void mmu_miss_init(kvaddr_t end, paddr_t roots) */
FUNC mmu_miss_init
	rdpr	%pstate, %o2
	wrpr	%g0, PSTATE_PRIV | PSTATE_MG, %pstate
	mov	%o0, %g6
	mov	%o1, %g7
	retl
	 wrpr	%o2, 0, %pstate
END mmu_miss_init

	.section .note.GNU-stack, "", @progbits
