/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel itself trapped: a bug. What the processor knows of it goes to a record, and panic.c
 * tells it on a stack of its own.
 */
#include <arch/cpureg.h>
#include <arch/percpu.h>
#include <arch/trap.h>
#include <base/asm.h>
#include <generated/offsets.h>
#include <glue/globals.h>
#include <kdb/hooks.h>

	.register %g2, #scratch
	.register %g3, #scratch
	.register %g6, #ignore

/*
 * Alternate globals, %g1 = type, %g2 = address, %g4 = status.
 * A nested trap leaves the windows in a state that nobody knows: they are dropped.
 */
FUNC bad_window_trap
	clr	%g2
	clr	%g4
END bad_window_trap
NEXT bad_nested_trap
	wrpr	%g0, PSTATE_PRIV | PSTATE_AG, %pstate
	ba,a,pt	%xcc, .Lbug
	 nop
END bad_nested_trap
/* Of trap level 0. */
NEXT kernel_trap
	KDB_KERNEL_TRAP
.Lbug:
	setx	trap_record, %g3, %g5
	ldx	[%g5 + RECORD_BUSY], %g3
	brnz,pn	%g3, .Ltrap_in_panic
	 mov	1, %g3
	stx	%g3, [%g5 + RECORD_BUSY]
	stx	%g1, [%g5 + RECORD_TYPE]
	stx	%g2, [%g5 + RECORD_ADDRESS]
	stx	%g4, [%g5 + RECORD_STATUS]
	rdpr	%tt, %g3
	stx	%g3, [%g5 + RECORD_TT]
	rdpr	%tpc, %g3
	stx	%g3, [%g5 + RECORD_TPC]
	rdpr	%tnpc, %g3
	stx	%g3, [%g5 + RECORD_TNPC]
	rdpr	%tstate, %g3
	stx	%g3, [%g5 + RECORD_TSTATE]
	stx	%sp, [%g5 + RECORD_SP]
	stx	%fp, [%g5 + RECORD_FP]
	stx	%i7, [%g5 + RECORD_I7]
	stx	%o7, [%g5 + RECORD_O7]
	rdpr	%tl, %g3
	stx	%g3, [%g5 + RECORD_TL]
	wrpr	%g0, WSTATE_KERNEL, %wstate
	wrpr	%g0, NWINDOWS - 1, %cleanwin
	wrpr	%g0, 0, %tl
	cmp	%g3, 1
	bne,pn	%xcc, .Ldrop_windows
	 nop
	flushw
.Ldrop_windows:
	wrpr	%g0, 0, %otherwin
	wrpr	%g0, 0, %canrestore
	wrpr	%g0, NWINDOWS - 2, %cansave
	mov	%g5, %o0
	wrpr	%g0, PSTATE_PRIV, %pstate
	setx	THIS_CPU(0), %g1, %g6		! so far those of the user, perhaps
	LOAD_IMAGE_BASE
	setx	panic_stack_top - STACK_BIAS - FRAME_BYTES, %g1, %g2
	mov	%g2, %sp
	call	panic_trap
	 clr	%fp
.Ltrap_in_panic:
	/* Not even the message got out. */
	ba,a,pt	%xcc, arch_halt_failed
	 nop
END kernel_trap

	.bss
	.balign	16
trap_record:
	.skip	128
panic_stack:
	.skip	16384
panic_stack_top:

	.section .note.GNU-stack, "", @progbits
