/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Start-up code of a program that brings its own.
 */
	.text
	.globl	_start
_start:
	movl	$stack_end, %esp
	call	__L4_Init
	call	main
	pushl	%eax
	call	end_of_run
1:	jmp	1b

	.bss
	.balign	16
	.skip	8192
stack_end:

	.section .note.GNU-stack, "", @progbits
