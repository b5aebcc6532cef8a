/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All floating-point registers full of values that come of a number (fpu.h).
 */
	.text

#define FRAME_BYTES	192
#define SPILLED		(2047 + 176)	/* of the stack pointer: behind window and arguments */

/* %l0 = the next value, %l1 = the distance between values. */
	.macro	begin name
	.globl	\name
	.type	\name, #function
	.balign	16
\name:
	save	%sp, -FRAME_BYTES, %sp
	setx	0x9e3779b97f4a7c15, %l2, %l1
	add	%i0, %l1, %l0
	.endm

	begin	fpu_load
	.irp	n, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, \
		42, 44, 46, 48, 50, 52, 54, 56, 58, 60, 62
	stx	%l0, [%sp + SPILLED]
	ldd	[%sp + SPILLED], %f\n
	add	%l0, %l1, %l0
	.endr
	ret
	 restore %g0, 0, %o0

	begin	fpu_wrong
	clr	%i0
	.irp	n, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, \
		42, 44, 46, 48, 50, 52, 54, 56, 58, 60, 62
	std	%f\n, [%sp + SPILLED]
	ldx	[%sp + SPILLED], %l3
	xor	%l3, %l0, %l3
	movrnz	%l3, 1, %l3
	add	%i0, %l3, %i0
	add	%l0, %l1, %l0
	.endr
	ret
	 restore

	.section .note.GNU-stack, "", @progbits
