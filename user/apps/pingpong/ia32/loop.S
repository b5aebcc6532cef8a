/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two sides of the measured exchange: nothing but reloading what the Ipc gate destroys, and
 * the call. The tag in esi comes back as it was sent, and after an error it does not, which the
 * caller sees at the end.
 *
 * Ipc gate: eax = to, edx = from specifier, ecx = timeouts (0 = never), esi = tag, edi = UTCB
 * pointer, message words in the UTCB. It destroys eax ebx ecx edx ebp and keeps edi.
 */
	.text

	.macro	save_registers
	push	%ebp
	push	%ebx
	push	%esi
	push	%edi
	.endm

	.macro	restore_registers
	pop	%edi
	pop	%esi
	pop	%ebx
	pop	%ebp
	.endm

/*
 * One call of the gate per round. Arguments: partner, tag, rounds; they are counted down in place.
 * Returns the tag of the last message received.
 */
	.macro	ping_function name, gate
	.globl	\name
	.type	\name, @function
	.balign	64
\name:
	save_registers
	mov	24(%esp), %esi
	mov	%gs:0, %edi
	.balign	16
1:	mov	20(%esp), %eax
	mov	%eax, %edx
	xor	%ecx, %ecx
	call	\gate
	decl	28(%esp)
	jnz	1b
	mov	%esi, %eax
	restore_registers
	ret
	.size	\name, . - \name
	.endm

	ping_function ping_loop, __L4_Ipc
	ping_function empty_loop, empty_gate

/*
 * Answers for ever, first of all the message received before. Argument: partner.
 */
	.globl	pong_loop
	.type	pong_loop, @function
	.balign	64
pong_loop:
	xor	%esi, %esi
	mov	%gs:0, %edi
	.balign	16
1:	mov	4(%esp), %eax
	mov	%eax, %edx
	xor	%ecx, %ecx
	call	__L4_Ipc
	jmp	1b
	.size	pong_loop, . - pong_loop

/* As long as the entry in the table of gates that a call goes through. */
	.type	empty_gate, @function
empty_gate:
	jmp	1f
1:	ret
	.size	empty_gate, . - empty_gate

	.section .note.GNU-stack, "", @progbits
