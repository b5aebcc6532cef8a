/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ipc with every register chosen and every register seen.
 */
#include "fastregs.h"
#include "function.h"

	.register %g6, #scratch

#define STACK_BIAS	2047
#define KEPT_G2		(STACK_BIAS + 176)
#define KEPT_G3		(STACK_BIAS + 184)
#define OLD_SP		(STACK_BIAS + 192)
#define OLD_FP		(STACK_BIAS + 200)
#define OLD_I7		(STACK_BIAS + 208)
#define FRAME_BYTES	224
#define FRAME_SMALL	176

	.macro	EACH operation, from, letter, list:vararg
	.set	place, \from
	.irp	i, \list
	.ifc	\operation, load
	ldx	[%g2 + place], %\letter\i
	.else
	stx	%\letter\i, [%g2 + place]
	.endif
	.set	place, place + 8
	.endr
	.endm

/* %g2 is one of the registers that Ipc keeps. */
	function regs_call
	save	%sp, -FRAME_BYTES, %sp
	stx	%g2, [%sp + KEPT_G2]
	stx	%g3, [%sp + KEPT_G3]
	stx	%sp, [%sp + OLD_SP]
	stx	%fp, [%sp + OLD_FP]
	stx	%i7, [%sp + OLD_I7]
	mov	%i0, %g2
	ldx	[%g2 + REGS_G3], %g3

	/* The windows above hold what the registers do. */
	.rept	REGS_LEVELS
	save	%sp, -FRAME_SMALL, %sp
	.irp	r, l0, l1, l2, l3, l4, l5, l6, l7, o0, o1, o2, o3, o4, o5, o7
	mov	%g3, %\r
	.endr
	.endr
	.rept	REGS_LEVELS
	restore
	.endr

	ldx	[%g2 + REGS_FLUSH], %g1
	brz,pn	%g1, 1f
	 nop
	flushw
1:	ldx	[%g2 + REGS_Y], %g1
	wr	%g1, 0, %y
	ldx	[%g2 + REGS_CCR], %g1
	wr	%g1, 0, %ccr
	ldx	[%g2 + REGS_ASI], %g1
	wr	%g1, 0, %asi
	ldx	[%g2 + REGS_FPRS], %g1
	wr	%g1, 0, %fprs
	EACH	load, REGS_G + 8, g, 4, 5, 6
	EACH	load, REGS_O, o, 0, 1, 2, 3, 4, 5
	EACH	load, REGS_L, l, 0, 1, 2, 3, 4, 5, 6, 7
	EACH	load, REGS_I, i, 0, 1, 2, 3, 4, 5
	ldx	[%g2 + REGS_GATE], %g1
	jmpl	%g1, %o7
	 nop
	EACH	store, REGS_G, g, 1, 4, 5, 6
	EACH	store, REGS_O, o, 0, 1, 2, 3, 4, 5
	EACH	store, REGS_L, l, 0, 1, 2, 3, 4, 5, 6, 7
	EACH	store, REGS_I, i, 0, 1, 2, 3, 4, 5
	rd	%y, %g1
	stx	%g1, [%g2 + REGS_Y]
	rd	%ccr, %g1
	stx	%g1, [%g2 + REGS_CCR]
	rd	%asi, %g1
	stx	%g1, [%g2 + REGS_ASI]
	rd	%fprs, %g1
	stx	%g1, [%g2 + REGS_FPRS]
	stx	%g3, [%g2 + REGS_G3]
	ldx	[%sp + OLD_SP], %g1
	sub	%sp, %g1, %g1
	stx	%g1, [%g2 + REGS_SP]
	ldx	[%sp + OLD_FP], %g1
	sub	%fp, %g1, %g1
	stx	%g1, [%g2 + REGS_SP + 8]
	ldx	[%sp + OLD_I7], %g1
	sub	%i7, %g1, %g1
	stx	%g1, [%g2 + REGS_SP + 16]

	/* What functions find that are called next. */
	.set	level, 0
	.rept	REGS_LEVELS
	save	%sp, -FRAME_SMALL, %sp
	EACH	store, REGS_WINDOWS + level * REGS_WINDOW_BYTES, l, 0, 1, 2, 3, 4, 5, 6, 7
	EACH	store, REGS_WINDOWS + level * REGS_WINDOW_BYTES + 64, o, 0, 1, 2, 3, 4, 5, 7
	.set	level, level + 1
	.endr
	.rept	REGS_LEVELS
	restore
	.endr
	ldx	[%sp + KEPT_G3], %g3
	ldx	[%sp + KEPT_G2], %g2
	ret
	 restore
	.size	regs_call, . - regs_call

/* In: %o0 = registers, %o1 = windows more. */
	function regs_call_deep
	save	%sp, -FRAME_SMALL, %sp
	brz,pn	%i1, 1f
	 mov	%i0, %o0
	call	regs_call_deep
	 sub	%i1, 1, %o1
	ret
	 restore
1:	call	regs_call
	 nop
	ret
	 restore
	.size	regs_call_deep, . - regs_call_deep

	.section .note.GNU-stack, "", @progbits
