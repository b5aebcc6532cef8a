/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupt packets become a level that can be masked.
 */
#include <arch/asi.h>
#include <arch/cpureg.h>
#include <arch/percpu.h>
#include <base/asm.h>
#include <generated/offsets.h>

	.register %g2, #scratch
	.register %g3, #scratch

#define INO_MASK	0x3f

/*
 * An interrupt packet, from user mode or at a preemption point: interrupt globals. Remember its
 * source and raise the level that the kernel polls and users are interrupted by.
 */
FUNC interrupt_vector
	mov	INTR_DATA0, %g1
	ldxa	[%g1] ASI_INTR_DATA, %g2
	and	%g2, INO_MASK, %g2
	mov	1, %g1
	sllx	%g1, %g2, %g1
	setx	THIS_CPU(CPU_IRQ_DEVICES), %g4, %g3
	ldx	[%g3], %g4
	or	%g4, %g1, %g4
	stx	%g4, [%g3]
	stxa	%g0, [%g0] ASI_INTR_RECEIVE
	membar	#Sync
	wr	%g0, SOFTINT_DEVICE, SET_SOFTINT
	retry
END interrupt_vector

	.section .note.GNU-stack, "", @progbits
