/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where workers and keepers begin, and begin again whenever somebody has stopped them.
 */

	.text
	.globl	worker_entry
	.type	worker_entry, @function
/*
 * Live in: ESP, near the upper end of the worker's memory. All else may be anything, flags too.
 */
worker_entry:
	cld
	xorl	%ebp, %ebp
	movl	%esp, %edi
	andl	$-8192, %edi			/* struct worker */
	leal	8192-12(%edi), %esp
	pushl	%edi
	call	worker_main
	ud2
	.size	worker_entry, . - worker_entry

	.section .note.GNU-stack, "", @progbits
