/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A call chain in which every level keeps values in all its local registers.
 */
#include <arch/cpureg.h>

	.register %g2, #scratch
	.register %g3, #scratch

/*
 * word_t windows_chain(word_t depth, word_t seed, void (*at_bottom)(word_t sp))
 * Local register i of the level with this depth holds seed + 8 * depth + i while the levels below
 * run. Returns how many registers held something else afterwards.
 */
	.text
	.balign	32
	.globl	windows_chain
	.type	windows_chain, #function
windows_chain:
	save	%sp, -FRAME_BYTES, %sp
	sllx	%i0, 3, %l0
	add	%l0, %i1, %l0
	.irpc	i, 1234567
	add	%l0, \i, %l\i
	.endr
	brz,pn	%i0, .Lbottom
	 mov	%i1, %o1
	mov	%i2, %o2
	call	windows_chain
	 sub	%i0, 1, %o0
	ba,a,pt	%xcc, .Lcheck
	 nop
.Lbottom:
	call	%i2
	 mov	%sp, %o0
	clr	%o0
.Lcheck:
	sllx	%i0, 3, %g1
	add	%g1, %i1, %g1
	.irpc	i, 01234567
	add	%g1, \i, %g2
	xor	%g2, %l\i, %g2
	movrnz	%g2, 1, %g2
	add	%o0, %g2, %o0
	.endr
	ret
	 restore %o0, 0, %o0
	.size	windows_chain, . - windows_chain

/* void windows_flush(void): all windows up to the caller's go to the stack. */
	.balign	32
	.globl	windows_flush
	.type	windows_flush, #function
windows_flush:
	save	%sp, -FRAME_BYTES, %sp
	flushw
	ret
	 restore
	.size	windows_flush, . - windows_flush

	.section .note.GNU-stack, "", @progbits
