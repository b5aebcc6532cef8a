/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Port accesses. Arguments: port; value, or address and count. They return 0; made to go on at
 * port_failed after a fault, -1.
 */
	.text

	.macro	port_function name, instruction:vararg
	.globl	\name, \name\()_ip
	.type	\name, @function
	.balign	16
\name:
	push	%esi
	push	%edi
	mov	12(%esp), %edx
	mov	16(%esp), %eax
	mov	20(%esp), %ecx
	mov	%eax, %esi
	mov	%eax, %edi
\name\()_ip:
	\instruction
	pop	%edi
	pop	%esi
	xor	%eax, %eax
	ret
	.endm

	port_function port_in8, in %dx, %al
	port_function port_in16, in %dx, %ax
	port_function port_in32, in %dx, %eax
	port_function port_out8, out %al, %dx
	port_function port_out32, out %eax, %dx
	port_function port_outs, rep outsb
	port_function port_ins, rep insb

	.globl	port_failed
port_failed:
	pop	%edi
	pop	%esi
	mov	$-1, %eax
	ret

	.section .note.GNU-stack, "", @progbits
