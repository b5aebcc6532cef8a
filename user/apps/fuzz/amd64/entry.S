/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where workers and keepers begin, and begin again whenever somebody has stopped them; and how
 * those of 32-bit spaces call.
 */
#include "narrow.h"

	.text
	.globl	worker_entry
	.type	worker_entry, @function
/*
 * Live in: the stack pointer, near the upper end of the worker's memory. All else may be anything:
 * flags, the size of the code too, as a thread that others set here may have been in either. The
 * kernel interface tells which size the space has, and the byte of DEC EAX, a prefix in 64-bit
 * code, which size the code has.
 */
worker_entry:
	cld
	.byte	0xf0, 0x90
	testl	$L4_API_FLAGS_64BIT, %edx
	jz	1f
	xorl	%ebp, %ebp
	movq	%rsp, %rdi
	andq	$-8192, %rdi			/* struct worker */
	leaq	8192-16(%rdi), %rsp
	call	worker_main
	ud2
1:
	xorl	%eax, %eax
	.byte	0x48, 0x90
	testl	%eax, %eax
	jz	2f
	.code32
	ljmp	$CODE64, $2f
	.code64
2:
	xorl	%ebp, %ebp
	movl	%esp, %edi
	andl	$-8192, %edi
	leaq	8192-16(%rdi), %rsp
	call	narrow_main
	ud2
	.size	worker_entry, . - worker_entry

/*
 * (struct narrow_call *): calls its target as 32-bit code, with its registers. All memory it needs
 * is on the stack, which lies below 4 GiB.
 */
	.globl	narrow_call
	.type	narrow_call, @function
narrow_call:
	pushq	%rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	subq	$16, %rsp
	movl	NARROW_TARGET(%rdi), %eax
	movl	%eax, (%rsp)
	movl	NARROW_EAX(%rdi), %eax
	movl	NARROW_EBX(%rdi), %ebx
	movl	NARROW_ECX(%rdi), %ecx
	movl	NARROW_EDX(%rdi), %edx
	movl	NARROW_ESI(%rdi), %esi
	movl	NARROW_EBP(%rdi), %ebp
	movl	NARROW_EDI(%rdi), %edi
	ljmp	*to_32
	.code32
3:
	call	*(%esp)
	ljmp	$CODE64, $4f
	.code64
4:
	movl	%esp, %esp
	addq	$16, %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	popq	%rbp
	cld
	ret
	.size	narrow_call, . - narrow_call

	/* Targets that are no gates: a fault on an address in EAX, an exception; of 32-bit code. */
	.code32
	.globl	narrow_read, narrow_write, narrow_execute, narrow_ud2, narrow_own
narrow_read:
	movb	(%eax), %cl
	ret
narrow_write:
	movl	%eax, (%eax)
	ret
narrow_execute:
	jmp	*%eax
narrow_ud2:
	ud2
	ret
	/* Entering instructions with anything in the registers, outside of the stubs. */
narrow_own:
	syscall
	sysenter
	int	$0x30
	ret
	.code64

	.section .rodata
to_32:
	.long	3b
	.word	CODE32

	.section .note.GNU-stack, "", @progbits
