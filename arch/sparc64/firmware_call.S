/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Call of the firmware's client interface. Windows, trap table and TLB are the firmware's.
 */
#include <arch/cpureg.h>

	.register %g2, #scratch
	.register %g3, #scratch

/* In: %o0 = argument array. Out: %o0 = 0 if the service exists. Clobbers all globals but %g6. */
	.text
	.balign	32
	.globl	firmware_call
	.type	firmware_call, #function
firmware_call:
	save	%sp, -FRAME_BYTES, %sp
	setx	firmware_entry, %g1, %g2
	ldx	[%g2], %g2
	call	%g2
	 mov	%i0, %o0
	ret
	 restore %o0, 0, %o0
	.size	firmware_call, . - firmware_call

	.section .note.GNU-stack, "", @progbits
