/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers of the floating-point unit, each with a value of its own. (AMD64 manual, volume 1)
 */
	.text

	.macro	function name
	.globl	\name
	.type	\name, @function
	.balign	16
\name:
	.endm

	function fpu_load
	movl	4(%esp), %ecx
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	movd	%ecx, %xmm\n
	pshufd	$0, %xmm\n, %xmm\n
	incl	%ecx
	.endr
	fninit
	pushl	%ecx
	.rept	8
	incl	(%esp)
	fildl	(%esp)
	.endr
	popl	%ecx
	xorl	%eax, %eax
	ret

	function fpu_wrong
	movl	4(%esp), %ecx
	xorl	%eax, %eax
	pushl	%ebx
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	.rept	4
	movd	%xmm\n, %edx
	xorl	%ebx, %ebx
	cmpl	%ecx, %edx
	setne	%bl
	addl	%ebx, %eax
	psrldq	$4, %xmm\n
	.endr
	incl	%ecx
	.endr
	addl	$8, %ecx
	subl	$4, %esp
	.rept	8
	fistpl	(%esp)
	xorl	%ebx, %ebx
	cmpl	%ecx, (%esp)
	setne	%bl
	addl	%ebx, %eax
	decl	%ecx
	.endr
	addl	$4, %esp
	popl	%ebx
	ret

	.section .note.GNU-stack, "", @progbits
