/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Assembler macros that save and load the general registers in the order of struct save_frame,
 * below the vector.
 */
#ifndef L4_GLUE_ENTRY_MACROS_H
#define L4_GLUE_ENTRY_MACROS_H

	.macro PUSH_REGISTERS
	pushq	%rdi
	PUSH_REGISTERS_BELOW_RDI
	.endm

	/* For an entry that needs a register at once. */
	.macro PUSH_REGISTERS_BELOW_RDI
	.irp	r, rsi, rdx, rcx, rax, r8, r9, r10, r11, rbx, rbp, r12, r13, r14, r15
	pushq	%\r
	.endr
	.endm

	.macro POP_REGISTERS
	POP_REGISTERS_BELOW_RDI
	popq	%rdi
	.endm

	.macro POP_REGISTERS_BELOW_RDI
	.irp	r, r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8, rax, rcx, rdx, rsi
	popq	%\r
	.endr
	.endm

#endif
