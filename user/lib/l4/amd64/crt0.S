/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Start of a user program: gives it a stack, finds the system calls, touches the image, runs the
 * constructors and main. What happens after main is decided by l4_main_returned, if the program
 * has one (the plat library); otherwise the thread goes to sleep for good.
 */
#include <l4/abi/types.h>

#define STACK_SIZE	0x8000
#define GS_UTCB_POINTER	%gs:0
#define WORD_SIZE	8

	.section .text.start, "ax", @progbits
	.globl	_start
	.type	_start, @function
	.weak	l4_main_returned
	.weak	__init_array_start
	.weak	__init_array_end
/*
 * Live in: nothing. The kernel starts a program with undefined registers and no stack.
 * RSP is a multiple of 16 at each call.
 */
_start:
	movq	$__l4_crt0_stack + STACK_SIZE, %rsp
	xorl	%ebp, %ebp			/* ends the chain of frames */
	cld
	call	__L4_Init
	call	__L4_TouchImage

	movq	$__init_array_start, %rbx
.Lconstructor:
	cmpq	$__init_array_end, %rbx
	jae	.Lmain
	call	*(%rbx)
	addq	$WORD_SIZE, %rbx
	jmp	.Lconstructor

.Lmain:
	xorl	%edi, %edi			/* argc: no arguments */
	movq	$.Largv, %rsi
	movq	%rsi, %rdx			/* nor an environment */
	call	main

	movl	%eax, %edi
	movq	$l4_main_returned, %rcx
	testq	%rcx, %rcx
	jz	.Lsleep
	call	*%rcx

.Lsleep:
	/* Ipc: no send phase, receive from itself without a timeout. */
	movq	GS_UTCB_POINTER, %rdi
	xorl	%esi, %esi
	movq	L4_UTCB_MY_GLOBAL_ID*WORD_SIZE(%rdi), %rdx
	xorl	%r8d, %r8d
	xorl	%r9d, %r9d
	call	*__L4_Ipc
	jmp	.Lsleep
	.size	_start, . - _start

	.section .rodata, "a", @progbits
	.balign	8
.Largv:
	.quad	0

	.bss
	.balign	16
__l4_crt0_stack:
	.skip	STACK_SIZE

	.section .note.GNU-stack, "", @progbits
