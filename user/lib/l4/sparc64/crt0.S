/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Start of a user program: gives it a stack, finds the system calls, touches the image, runs the
 * constructors and main. What happens after main is decided by l4_main_returned, if the program
 * has one (the plat library); otherwise the thread goes to sleep for good.
 */
#include <l4/abi/types.h>
#include <l4/abi/utcb.h>

#define STACK_SIZE	0x8000
#define STACK_BIAS	2047
#define FRAME_BYTES	192		/* window, argument words, and a multiple of 16 */
#define WORD_SIZE	8

	.register %g2, #scratch

	.section .text.start, "ax", @progbits
	.globl	_start
	.type	_start, @function
	.weak	l4_main_returned
	.weak	__init_array_start
	.weak	__init_array_end
/*
 * Live in: nothing. The kernel starts a program with all registers zero and no stack. The frame
 * pointer 0 ends the chain of frames.
 */
_start:
	set	__l4_crt0_stack + STACK_SIZE - FRAME_BYTES - STACK_BIAS, %g1
	mov	%g1, %sp
	call	__L4_Init
	 clr	%fp
	call	__L4_TouchImage
	 nop

	set	__init_array_start, %l0
	set	__init_array_end, %l1
.Lconstructor:
	cmp	%l0, %l1
	bgeu,pn	%xcc, .Lmain
	 nop
	ldx	[%l0], %g1
	call	%g1
	 add	%l0, WORD_SIZE, %l0
	ba,a,pt	%xcc, .Lconstructor
	 nop

.Lmain:
	clr	%o0				/* argc: no arguments */
	set	.Largv, %o1
	call	main
	 mov	%o1, %o2			/* nor an environment */

	set	l4_main_returned, %g1
	brz,pn	%g1, .Lsleep
	 nop
	call	%g1
	 nop

.Lsleep:
	/* Ipc: no send phase, receive from itself without a timeout. */
	clr	%o0
	ldx	[%g7 + L4_UTCB_MR0_OFFSET + L4_UTCB_MY_GLOBAL_ID * WORD_SIZE], %o1
	set	__L4_gates, %g1			/* Ipc comes first */
	ldx	[%g1], %g1
	call	%g1
	 clr	%o2
	ba,a,pt	%xcc, .Lsleep
	 nop
	.size	_start, . - _start

	.section .rodata, "a", @progbits
	.balign	8
.Largv:
	.xword	0

	.bss
	.balign	16
__l4_crt0_stack:
	.skip	STACK_SIZE

	.section .note.GNU-stack, "", @progbits
