/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the partner in a 32-bit space executes.
 *
 * Ipc gate: eax = to, edx = from specifier, ecx = timeouts, esi = tag, message words in the UTCB.
 * It destroys eax ebx ecx edx ebp; edi = UTCB pointer, eax = sender. Gates are offsets from the
 * kernel interface page.
 */
#include <l4/abi/kip.h>

#define WORD_SIZE	4

	.text
	.code32
	.globl	answer_loop_32bit
	.type	answer_loop_32bit, @function
	.balign	64
answer_loop_32bit:
	.byte	0xf0, 0x90		/* KernelInterface: eax = the page */
	mov	(L4_KIP_WORD_IPC * WORD_SIZE)(%eax), %ecx
	add	%eax, %ecx
	push	%ecx
	push	mixed_partner
	mov	%gs:0, %edi
	xor	%eax, %eax
	jmp	2f
	.balign	16
1:	mov	(%esp), %eax
2:	mov	(%esp), %edx
	xor	%ecx, %ecx
	call	*4(%esp)
	jmp	1b
	.size	answer_loop_32bit, . - answer_loop_32bit

	.section .note.GNU-stack, "", @progbits
