/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A 32-bit server that looks at all registers after each call, also at what only 64-bit code sees.
 */
#include <l4/abi/kip.h>

#include "raw32.h"

	.text
	.code32

/*
 * Talks (partner, times, tag) in closed receives: answers so many calls, the words inverted and the
 * label too; or begins with a call, if a tag is given. Returns the number of registers that were
 * not as they have to be. Stack: 0 wrong, 4 gate, then four registers, the return address, the
 * arguments.
 */
#define WRONG		(%esp)
#define GATE		4(%esp)
#define PARTNER		28(%esp)
#define TIMES		32(%esp)
#define TAG		36(%esp)

	.globl	talk32
	.type	talk32, @function
	.balign	16
talk32:
	pushl	%ebx
	pushl	%ebp
	pushl	%esi
	pushl	%edi
	.byte	0xf0, 0x90
	addl	4 * L4_KIP_WORD_IPC(%eax), %eax
	pushl	%eax
	pushl	$0
	movl	%gs:0, %edi
	xorl	%eax, %eax
	movl	TAG, %esi
	testl	%esi, %esi
	jz	2f
1:	movl	PARTNER, %eax
2:	movl	PARTNER, %edx
	xorl	%ecx, %ecx
	call	*GATE
	ljmp	$CODE64, $look64
look32:
	/* Message registers 0 to 2 are in memory too, as far as there are any. */
	cmpl	PARTNER, %eax
	setne	%cl
	cmpl	%esi, (%edi)
	setne	%ch
	addb	%ch, %cl
	movl	%esi, %edx
	andl	$0x3f, %edx
	jz	4f
	cmpl	%ebx, 4(%edi)
	setne	%ch
	addb	%ch, %cl
	cmpl	$1, %edx
	je	3f
	cmpl	%ebp, 8(%edi)
	setne	%ch
	addb	%ch, %cl
3:	notl	(%edi, %edx, 4)
	decl	%edx
	jnz	3b
4:	movzbl	%cl, %ecx
	addl	%ecx, WRONG
	xorl	$0xffff0000, %esi
	decl	TIMES
	jnz	1b
	/* The last call is answered and no other awaited. */
	cmpl	$0, TAG
	jne	5f
	movl	PARTNER, %eax
	xorl	%edx, %edx
	xorl	%ecx, %ecx
	call	*GATE
5:	popl	%eax
	addl	$4, %esp
	popl	%edi
	popl	%esi
	popl	%ebp
	popl	%ebx
	ret
	.size	talk32, . - talk32

	/* r11 holds the flags, which are the thread's own. */
	.code64
look64:
	orq	%r9, %r8
	orq	%r10, %r8
	.irp	r, r12, r13, r14, r15
	orq	%\r, %r8
	.endr
	.irp	r, rax, rbx, rcx, rdx, rsi, rdi, rbp, rsp
	movq	%\r, %r9
	shrq	$32, %r9
	orq	%r9, %r8
	.endr
	orq	%r8, hidden32
	/* The next ones would be this thread's own. */
	.irp	r, r8, r9, r10, r12, r13, r14, r15
	movq	$-1, %\r
	.endr
	ljmp	*back32
	.balign	8
back32:
	.long	look32, CODE32

	.section .note.GNU-stack, "", @progbits
