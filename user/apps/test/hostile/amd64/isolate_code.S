/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fills all registers that hold values, and saves the vector unit's: for tests that look for what
 * one thread leaves to another.
 */
#include "raw.h"

	.text

	.macro	function name
	.globl	\name
	.type	\name, @function
	.balign	16
\name:
	.endm

/* Every bit of x87 and SSE registers, and of their status that can be set without an exception. */
	function fill_unit
	fninit
	.rept	8
	fldpi
	.endr
	fldz
	push	$0x027f
	fldcw	(%rsp)
	movl	$0xffbf, (%rsp)		/* rounding, flush, all masks, all sticky bits */
	ldmxcsr	(%rsp)
	pop	%rax
	pcmpeqd	%xmm0, %xmm0
	.irp	n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	movdqa	%xmm0, %xmm\n
	.endr
	xor	%eax, %eax
	ret

/* The same for the upper halves of AVX registers. */
	function fill_avx
	vpcmpeqd %xmm0, %xmm0, %xmm0
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	vinsertf128 $1, %xmm0, %ymm0, %ymm\n
	.endr
	xor	%eax, %eax
	ret

/* rdi: 512 bytes, aligned. */
	function save_unit
	fxsave64 (%rdi)
	xor	%eax, %eax
	ret

/* How many of the upper halves are not zero. */
	function avx_used
	xor	%eax, %eax
	sub	$24, %rsp
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	vextractf128 $1, %ymm\n, (%rsp)
	mov	(%rsp), %rcx
	or	8(%rsp), %rcx
	setnz	%cl
	movzbl	%cl, %ecx
	add	%ecx, %eax
	.endr
	add	$24, %rsp
	ret

/*
 * Loads all general registers but rsp with rdi (as a pattern) and looks at them and the arithmetic
 * flags until *rsi is not zero, without calling anybody. How often something was wrong.
 */
	function hold_registers
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	push	%rsi
	push	$0			/* wrong */
	.irp	r, rax, rbx, rcx, rdx, rsi, rbp, r8, r9, r10, r11, r12, r13, r14, r15
	mov	%rdi, %\r
	.endr
1:
	mov	$50, %edi
2:
	dec	%edi
	jnz	2b
	mov	%rax, %rdi
	.irp	r, rbx, rcx, rdx, rsi, rbp, r8, r9, r10, r11, r12, r13, r14, r15
	xor	%\r, %rdi
	jnz	3f
	mov	%rax, %rdi
	.endr
	mov	8(%rsp), %rdi
	cmpq	$0, (%rdi)
	je	1b
	jmp	4f
3:
	incq	(%rsp)
4:
	pop	%rax
	pop	%rsi
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	ret

	.section .note.GNU-stack, "", @progbits
