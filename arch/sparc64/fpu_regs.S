/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All registers of the floating-point unit, to memory and back. The unit is on meanwhile; nothing
 * else in the kernel uses it.
 */
#include <arch/cpureg.h>
#include <arch/fpu.h>
#include <base/asm.h>

	.macro UNIT_ON
	rdpr	%pstate, %o1
	or	%o1, PSTATE_PEF, %o2
	wrpr	%o2, 0, %pstate
	wr	%g0, FPRS_FEF, %fprs
	.endm

/* Every double register, by its even number \n. */
	.macro ALL_REGISTERS macro
	.irp	n, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, \
		42, 44, 46, 48, 50, 52, 54, 56, 58, 60, 62
	\macro	\n
	.endr
	.endm

	.macro SAVE n
	std	%f\n, [%o0 + 4 * \n]
	.endm

	.macro LOAD n
	ldd	[%o0 + 4 * \n], %f\n
	.endm

/* void fpu_regs_save(struct fpu_state *to) */
FUNC fpu_regs_save
	UNIT_ON
	ALL_REGISTERS SAVE
	stx	%fsr, [%o0 + FPU_FSR]
	rd	%gsr, %o2
	stx	%o2, [%o0 + FPU_GSR]
	retl
	 wrpr	%o1, 0, %pstate
END fpu_regs_save

/* void fpu_regs_load(const struct fpu_state *from) */
FUNC fpu_regs_load
	UNIT_ON
	ALL_REGISTERS LOAD
	ldx	[%o0 + FPU_FSR], %fsr
	ldx	[%o0 + FPU_GSR], %o2
	wr	%o2, 0, %gsr
	retl
	 wrpr	%o1, 0, %pstate
END fpu_regs_load

	.section .note.GNU-stack, "", @progbits
