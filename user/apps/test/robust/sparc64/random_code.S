/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A system call with all registers given.
 */
#include "function.h"

#define FRAME_BYTES	192
#define SPILLED		(2047 + 176)

/* word_t (words, trap): 29 values for globals, outs, locals and ins but stack and frame pointer. */
	function random_call
	save	%sp, -FRAME_BYTES, %sp
	stx	%i7, [%sp + SPILLED]
	mov	%i1, %g1
	mov	%i0, %g2
	.irpc	i, 012345
	ldx	[%g2 + 8 * \i], %o\i
	.endr
	.irpc	i, 01234567
	ldx	[%g2 + 48 + 8 * \i], %l\i
	.endr
	.irpc	i, 012345
	ldx	[%g2 + 112 + 8 * \i], %i\i
	.endr
	ldx	[%g2 + 160], %g3
	ldx	[%g2 + 168], %g4
	ldx	[%g2 + 176], %g5
	ldx	[%g2 + 184], %i7
	rd	%pc, %o7			! Ipc returns to where a call at this place would
	ta	%xcc, %g0 + %g1
	ldx	[%sp + SPILLED], %i7
	ret
	 restore %g0, 0, %o0

	.section .note.GNU-stack, "", @progbits
