/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A breakpoint of the kernel: from whatever C function it was in, to a stack of the debugger's own
 * and back. The function's window stays below; its outs are the ins of the window here.
 */
#include <arch/cpureg.h>
#include <base/asm.h>
#include <generated/offsets.h>

	.register %g2, #scratch
	.register %g3, #scratch
	.register %g6, #ignore
	.register %g7, #scratch

#define KDB_STACK_BYTES	16384

/* Alternate globals, of which %g1 to %g4 are scratch; trap level 1. */
FUNC kdb_debug_entry
	setx	kdb_stack_top - STACK_BIAS - FRAME_BYTES, %g1, %g2
	save	%g2, 0, %sp			! may push the oldest window to where it belongs
	setx	kdb_debug_frame, %g1, %l0
	rdpr	%tpc, %g1
	stx	%g1, [%l0 + FRAME_TPC]
	rdpr	%tnpc, %g1
	stx	%g1, [%l0 + FRAME_TNPC]
	rdpr	%tstate, %g1
	stx	%g1, [%l0 + FRAME_TSTATE]
	rd	%y, %g1
	stx	%g1, [%l0 + FRAME_Y]
	wrpr	%g0, PSTATE_PRIV, %pstate
	wrpr	%g0, 0, %tl
	.irpc	i, 1234567
	stx	%g\i, [%l0 + FRAME_GLOBAL + 8 * \i]
	.endr
	.irpc	i, 01234567
	stx	%i\i, [%l0 + FRAME_OUT + 8 * \i]
	.endr
	call	patches_take_out
	 nop
	call	kdb_kernel_breakpoint
	 mov	%l0, %o0
	call	patches_put_in
	 nop
	.irpc	i, 1234567
	ldx	[%l0 + FRAME_GLOBAL + 8 * \i], %g\i
	.endr
	wrpr	%g0, PSTATE_PRIV | PSTATE_AG, %pstate
	wrpr	%g0, 1, %tl
	ldx	[%l0 + FRAME_TPC], %g1
	wrpr	%g1, 0, %tpc
	ldx	[%l0 + FRAME_TNPC], %g1
	wrpr	%g1, 0, %tnpc
	ldx	[%l0 + FRAME_TSTATE], %g1
	wrpr	%g1, 0, %tstate
	ldx	[%l0 + FRAME_Y], %g1
	wr	%g1, 0, %y
	restore					! may load the function's window again
	retry
END kdb_debug_entry

	.bss
	.balign	16
	.skip	KDB_STACK_BYTES
kdb_stack_top:

	.section .note.GNU-stack, "", @progbits
