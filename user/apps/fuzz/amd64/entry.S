/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where workers and keepers begin, and begin again whenever somebody has stopped them.
 */

	.text
	.globl	worker_entry
	.type	worker_entry, @function
/*
 * Live in: RSP, near the upper end of the worker's memory. All else may be anything, flags too.
 */
worker_entry:
	cld
	xorl	%ebp, %ebp
	movq	%rsp, %rdi
	andq	$-8192, %rdi			/* struct worker */
	leaq	8192-16(%rdi), %rsp
	call	worker_main
	ud2
	.size	worker_entry, . - worker_entry

	.section .note.GNU-stack, "", @progbits
