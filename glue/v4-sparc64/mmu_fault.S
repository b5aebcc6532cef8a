/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TLB misses, and what becomes of those that the miss handlers cannot serve: faults of the user or
 * of the kernel. A window handler that misses is nested in the code of entry.S.
 */
#include <arch/asi.h>
#include <arch/cpureg.h>
#include <arch/mmu_handlers.h>
#include <arch/trap.h>
#include <base/asm.h>

	.register %g2, #scratch
	.register %g3, #scratch
	.register %g6, #ignore
	.register %g7, #scratch

#define WINDOW_TRAPS	0x180		/* bits of a trap type: those of a window trap are 0x080 */

/* --- TLB misses. MMU globals, any trap level. --- */

FUNC data_walk, 32
	MMU_DATA_WALK data_fault
END data_walk

FUNC code_walk, 32
	MMU_CODE_WALK code_fault
END code_walk

FUNC data_protection, 32
	MMU_PROTECTION write_fault
END data_protection

FUNC data_fault
	wrpr	%g0, PSTATE_PRIV | PSTATE_AG, %pstate
	mov	MMU_TAG_ACCESS, %g2
	ldxa	[%g2] ASI_DMMU, %g2
	ba,pt	%xcc, mmu_fault
	 mov	TRAP_DMISS, %g1
END data_fault

FUNC write_fault
	wrpr	%g0, PSTATE_PRIV | PSTATE_AG, %pstate
	mov	MMU_TAG_ACCESS, %g2
	ldxa	[%g2] ASI_DMMU, %g2
	ba,pt	%xcc, mmu_fault
	 mov	TRAP_DPROT, %g1
END write_fault

FUNC code_fault
	wrpr	%g0, PSTATE_PRIV | PSTATE_AG, %pstate
	mov	MMU_TAG_ACCESS, %g2
	ldxa	[%g2] ASI_IMMU, %g2
	mov	TRAP_IMISS, %g1
END code_fault

/* Alternate globals: %g1 = type, %g2 = page and context. Falls in from above. */
mmu_fault:
	rdpr	%tl, %g3
	cmp	%g3, 1
	bne,pn	%xcc, .Lnested
	 clr	%g4
	rdpr	%tstate, %g3
	andcc	%g3, TSTATE_PRIV, %g0
	bne,pn	%xcc, .Lof_kernel
	 srlx	%g2, CONTEXT_BITS, %g2
	ba,pt	%xcc, user_trap
	 sllx	%g2, CONTEXT_BITS, %g2
.Lof_kernel:
	ba,pt	%xcc, kernel_trap
	 sllx	%g2, CONTEXT_BITS, %g2
.Lnested:
	srlx	%g2, CONTEXT_BITS, %g2
	ba,pt	%xcc, nested_fault
	 sllx	%g2, CONTEXT_BITS, %g2

/*
 * A trap inside a window handler. If that handler ran for the user's own save or restore, the
 * user's instruction faulted: undo what the window trap changed, which is CWP alone, and go on as
 * if the instruction had trapped by itself.
 */
FUNC nested_trap
	TAKE_FAULT
nested_fault:
	rdpr	%tl, %g3
	cmp	%g3, 2
	bne,pn	%xcc, bad_nested_trap
	 nop
	wrpr	%g0, 1, %tl
	rdpr	%tt, %g3
	and	%g3, WINDOW_TRAPS, %g3
	cmp	%g3, TRAP_WINDOW
	bne,pn	%xcc, bad_nested_trap
	 rdpr	%tstate, %g3
	andcc	%g3, TSTATE_PRIV, %g0
	bne,pn	%xcc, bad_nested_trap
	 and	%g3, TSTATE_CWP, %g3
	wrpr	%g3, 0, %cwp
	rdpr	%tt, %g3
	andcc	%g3, TRAP_WINDOW_FILL, %g0
	rdpr	%tstate, %g3
	be,a,pt	%xcc, user_trap
	 or	%g1, TRAP_IN_SPILL, %g1
	ba,pt	%xcc, user_trap
	 or	%g1, TRAP_IN_FILL, %g1
END nested_trap

	.section .note.GNU-stack, "", @progbits
