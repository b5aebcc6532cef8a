/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Call chains and register contents for the tests of register windows (windows_code.h).
 */
#include "windows_code.h"
#include "function.h"

#define STACK_BIAS	2047
#define SPILLED(word)	(STACK_BIAS + 176 + 8 * (word))
#define LAST_TRAP	0x7f
#define WORDS		24	/* of a frame of bottom_cross() */

	function chain_run
	save	%sp, -LEVEL_BYTES, %sp
	ldx	[%i0 + CHAIN_SP], %l1
	ldx	[%i0 + CHAIN_DEPTH], %o0
	ldx	[%i0 + CHAIN_SEED], %o1
	ldx	[%i0 + CHAIN_BOTTOM], %o2
	ldx	[%i0 + CHAIN_ARGUMENT], %o3
	mov	%sp, %l0
	call	chain_level
	 mov	%l1, %sp
	mov	%l0, %sp
	ret
	 restore %o0, 0, %o0

/* depth, seed, bottom, argument */
	function chain_level
	.globl	chain_save, chain_restore
chain_save:
	save	%sp, -LEVEL_BYTES, %sp
	sllx	%i0, 3, %l0
	add	%l0, %i1, %l0
	.irpc	i, 1234567
	add	%l0, \i, %l\i
	.endr
	mov	%i1, %o1
	mov	%i2, %o2
	brz,pn	%i0, 1f
	 mov	%i3, %o3
	call	chain_level
	 sub	%i0, 1, %o0
	ba,a,pt	%xcc, 2f
	 nop
1:	call	%i2
	 mov	%i3, %o0
2:	sllx	%i0, 3, %g1
	add	%g1, %i1, %g1
	.irpc	i, 01234567
	add	%g1, \i, %g2
	xor	%g2, %l\i, %g2
	movrnz	%g2, 1, %g2
	add	%o0, %g2, %o0
	.endr
	ret
chain_restore:
	 restore %o0, 0, %o0

	function bottom_flush
	.globl	bottom_flush_ip
bottom_flush_ip:
	flushw
	retl
	 clr	%o0

	function bottom_fresh
	save	%sp, -LEVEL_BYTES, %sp
	ta	0x70
	clr	%g1
	.rept	5
	save	%sp, -LEVEL_BYTES, %sp
	.irpc	i, 01234567
	or	%g1, %l\i, %g1
	.endr
	.irpc	i, 0123457
	or	%g1, %o\i, %g1
	.endr
	.endr
	.rept	5
	restore
	.endr
	ret
	 restore %g1, 0, %o0

/* A value for register number \n, in \to. */
	.macro	value n, to
	set	0x5a0000 + 0x101 * (\n), \to
	.endm

	function bottom_cross
	save	%sp, -(176 + 8 * WORDS), %sp
	stx	%i0, [%sp + SPILLED(0)]
	stx	%i7, [%sp + SPILLED(1)]
	.irpc	i, 012345
	ldx	[%i0 + CROSS_OUTS + 8 * \i], %o\i
	.endr
	ldx	[%i0 + CROSS_TRAP], %l0
	stx	%l0, [%sp + SPILLED(2)]
	value	CROSS_Y, %l0
	wr	%l0, 0, %y
	wr	%g0, 0x82, %asi
	.irpc	i, 2345
	value	CROSS_GLOBAL + \i - 1, %g\i
	.endr
	.irpc	i, 012345
	value	CROSS_IN + \i, %i\i
	.endr
	.irpc	i, 01234567
	value	CROSS_LOCAL + \i, %l\i
	.endr
	/* The last one is needed: it is the trap's number, or the address of the load. */
	ldx	[%sp + SPILLED(2)], %g1
	cmp	%g1, LAST_TRAP
	bgu,pn	%xcc, bottom_cross_load
	 wr	%g0, 0x5a, %ccr
	rd	%pc, %o7			! Ipc returns to where a call at this place would
	ta	%xcc, %g0 + %g1
.Lcrossed:
	stx	%g1, [%sp + SPILLED(3)]
	stx	%g2, [%sp + SPILLED(4)]
	rd	%ccr, %g1
	stx	%g1, [%sp + SPILLED(5)]
	stx	%g3, [%sp + SPILLED(6)]
	ldx	[%sp + SPILLED(0)], %g3
	ldx	[%g3 + CROSS_ZERO], %g3
	clr	%g2

/* Bit \n of %g2 if \reg is not what %g1 holds; if %g3 is not 0 it may be 0 too. */
	.macro	differs n, reg
	xor	%g1, \reg, %g1
	brz,pt	%g1, 1f
	 nop
	brz,a,pt %g3, 2f
	 nop
	brz,pt	\reg, 1f
	 nop
2:	set	1 << (\n), %g1
	or	%g2, %g1, %g2
1:
	.endm

	.macro	kept n, reg
	value	\n, %g1
	differs	\n, \reg
	.endm

	.irpc	i, 01234567
	kept	CROSS_LOCAL + \i, %l\i
	.endr
	.irpc	i, 012345
	kept	CROSS_IN + \i, %i\i
	.endr
	kept	CROSS_GLOBAL + 3, %g4
	kept	CROSS_GLOBAL + 4, %g5
	/* From here on locals are free. */
	ldx	[%sp + SPILLED(0)], %l7
	.irpc	i, 012345
	ldx	[%l7 + CROSS_OUTS + 8 * \i], %g1
	differs	CROSS_OUT + \i, %o\i
	.endr
	ldx	[%sp + SPILLED(3)], %l0
	ldx	[%sp + SPILLED(2)], %g1
	differs	CROSS_GLOBAL + 0, %l0
	ldx	[%sp + SPILLED(4)], %l0
	kept	CROSS_GLOBAL + 1, %l0
	ldx	[%sp + SPILLED(6)], %l0
	kept	CROSS_GLOBAL + 2, %l0
	rd	%y, %l0
	kept	CROSS_Y, %l0
	ldx	[%sp + SPILLED(5)], %l0
	mov	0x5a, %g1
	differs	CROSS_CCR, %l0
	rd	%asi, %l0
	mov	0x82, %g1
	differs	CROSS_ASI, %l0
	stx	%g2, [%l7 + CROSS_CHANGED]
	wr	%g0, 0x80, %asi
	ldx	[%sp + SPILLED(1)], %i7
	ret
	 restore %g0, 0, %o0

	.globl	bottom_cross_load
bottom_cross_load:
	ba,pt	%xcc, .Lcrossed
	 ldx	[%g1], %g0

	.section .note.GNU-stack, "", @progbits
