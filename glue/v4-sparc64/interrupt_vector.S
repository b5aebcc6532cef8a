/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupt packets become a level that can be masked.
 */
#include <arch/asi.h>
#include <arch/cpureg.h>
#include <base/asm.h>
#include <generated/offsets.h>

	.register %g2, #scratch
	.register %g7, #scratch

#define INO_MASK	0x3f

/*
 * An interrupt packet, from user mode or at a preemption point: interrupt globals, of which %g7 is
 * the processor's record at all times. Remember its source and raise the level that the kernel
 * polls and users are interrupted by.
 */
FUNC interrupt_vector
	mov	INTR_DATA0, %g1
	ldxa	[%g1] ASI_INTR_DATA, %g2
	and	%g2, INO_MASK, %g2
	mov	1, %g1
	sllx	%g1, %g2, %g1
	ldx	[%g7 + CPU_IRQ_DEVICES], %g4
	or	%g4, %g1, %g4
	stx	%g4, [%g7 + CPU_IRQ_DEVICES]
	stxa	%g0, [%g0] ASI_INTR_RECEIVE
	membar	#Sync
	wr	%g0, SOFTINT_DEVICE, SET_SOFTINT
	retry
END interrupt_vector

	.section .note.GNU-stack, "", @progbits
