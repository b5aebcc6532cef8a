/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupt packets: a trap of users; of the kernel, something that it polls.
 */
#include <arch/asi.h>
#include <arch/cpureg.h>
#include <arch/trap.h>
#include <base/asm.h>
#include <generated/offsets.h>

	.register %g2, #scratch
	.register %g3, #scratch

#define INO_MASK	0x3f

/*
 * An interrupt packet. One that interrupts a user is a trap like others, whose handler is told the
 * source as the address; at a preemption point of the kernel the source is remembered, and the bit
 * raised that the kernel polls. The alternate globals are those of entry.S: code that has values in
 * the first four has interrupts off.
 */
FUNC interrupt_vector
	wrpr	%g0, PSTATE_PRIV | PSTATE_AG, %pstate
	mov	INTR_DATA0, %g2
	ldxa	[%g2] ASI_INTR_DATA, %g2
	and	%g2, INO_MASK, %g2
	stxa	%g0, [%g0] ASI_INTR_RECEIVE
	membar	#Sync
	rdpr	%tstate, %g3
	andcc	%g3, TSTATE_PRIV, %g0
	be,pt	%xcc, user_trap
	 mov	TRAP_INTERRUPT_VECTOR, %g1
	mov	1, %g1
	sllx	%g1, %g2, %g1
	ldx	[%g5 + CPU_IRQ_DEVICES], %g4
	or	%g4, %g1, %g4
	stx	%g4, [%g5 + CPU_IRQ_DEVICES]
	wr	%g0, SOFTINT_DEVICE, SET_SOFTINT
	retry
END interrupt_vector

	.section .note.GNU-stack, "", @progbits
