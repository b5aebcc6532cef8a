/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Start of a user program: gives it a stack, finds the system calls, touches the image, runs the
 * constructors and main. What happens after main is decided by l4_main_returned, if the program
 * has one (the plat library); otherwise the thread goes to sleep for good.
 */
#include <l4/abi/types.h>

#define STACK_SIZE	0x8000
#define GS_UTCB_POINTER	%gs:0
#define WORD_SIZE	4

	.section .text.start, "ax", @progbits
	.globl	_start
	.type	_start, @function
	.weak	l4_main_returned
	.weak	__init_array_start
	.weak	__init_array_end
/*
 * Live in: nothing. The kernel starts a program with undefined registers and no stack.
 * ESP is a multiple of 16 at each call, arguments included.
 */
_start:
	movl	$__l4_crt0_stack + STACK_SIZE, %esp
	xorl	%ebp, %ebp			/* ends the chain of frames */
	cld
	call	__L4_Init
	call	__L4_TouchImage

	movl	$__init_array_start, %ebx
.Lconstructor:
	cmpl	$__init_array_end, %ebx
	jae	.Lmain
	call	*(%ebx)
	addl	$WORD_SIZE, %ebx
	jmp	.Lconstructor

.Lmain:
	pushl	$0
	pushl	$.Largv				/* no environment */
	pushl	$.Largv
	pushl	$0				/* argc: no arguments */
	call	main

	movl	%eax, (%esp)
	movl	$l4_main_returned, %ecx
	testl	%ecx, %ecx
	jz	.Lsleep
	call	*%ecx

.Lsleep:
	/* Ipc: no send phase, receive from itself without a timeout. */
	movl	GS_UTCB_POINTER, %edi
	xorl	%eax, %eax
	movl	L4_UTCB_MY_GLOBAL_ID*WORD_SIZE(%edi), %edx
	xorl	%ecx, %ecx
	xorl	%esi, %esi
	call	__L4_Ipc
	jmp	.Lsleep
	.size	_start, . - _start

	.section .rodata, "a", @progbits
	.balign	4
.Largv:
	.long	0

	.bss
	.balign	16
__l4_crt0_stack:
	.skip	STACK_SIZE

	.section .note.GNU-stack, "", @progbits
