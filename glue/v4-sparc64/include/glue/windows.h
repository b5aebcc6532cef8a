/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Assembler macros that save and load the locals and ins of the current register window.
 */
#ifndef L4_GLUE_WINDOWS_H
#define L4_GLUE_WINDOWS_H

#define WINDOW_LOCALS	0
#define WINDOW_INS	64
#define WINDOW_SHIFT	7
#define WINDOW_BYTES	(1 << WINDOW_SHIFT)

/* Window at [\base + \offset], or at an address of the space that %asi names. */
	.macro WINDOW_STORE base, offset=0
	.irpc	i, 01234567
	stx	%l\i, [\base + \offset + WINDOW_LOCALS + 8 * \i]
	.endr
	.irpc	i, 01234567
	stx	%i\i, [\base + \offset + WINDOW_INS + 8 * \i]
	.endr
	.endm

	.macro WINDOW_LOAD base, offset=0
	.irpc	i, 01234567
	ldx	[\base + \offset + WINDOW_LOCALS + 8 * \i], %l\i
	.endr
	.irpc	i, 01234567
	ldx	[\base + \offset + WINDOW_INS + 8 * \i], %i\i
	.endr
	.endm

	.macro WINDOW_STORE_ASI base, offset
	.irpc	i, 01234567
	stxa	%l\i, [\base + \offset + WINDOW_LOCALS + 8 * \i] %asi
	.endr
	.irpc	i, 01234567
	stxa	%i\i, [\base + \offset + WINDOW_INS + 8 * \i] %asi
	.endr
	.endm

	.macro WINDOW_LOAD_ASI base, offset
	.irpc	i, 01234567
	ldxa	[\base + \offset + WINDOW_LOCALS + 8 * \i] %asi, %l\i
	.endr
	.irpc	i, 01234567
	ldxa	[\base + \offset + WINDOW_INS + 8 * \i] %asi, %i\i
	.endr
	.endm

#endif
