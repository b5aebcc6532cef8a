/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions in assembler: section, alignment, type and size.
 */
#ifndef L4_BASE_ASM_H
#define L4_BASE_ASM_H

/* Begins a function, at a multiple of so many bytes. */
	.macro FUNC name, align=16
	.text
	.balign	\align
	.globl	\name
	.type	\name, STT_FUNC
\name:
	.endm

/* Begins a function that the one before falls into. */
	.macro NEXT name
	.globl	\name
	.type	\name, STT_FUNC
\name:
	.endm

	.macro END name
	.size	\name, . - \name
	.endm

#endif
