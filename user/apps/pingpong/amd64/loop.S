/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two sides of the measured exchange: nothing but reloading what the Ipc gate destroys, and
 * the call. Message registers keep what they hold: the tag in r9 comes back as it was sent, and
 * after an error it does not, which the caller sees at the end.
 *
 * Ipc gate: rsi = to, rdx = from specifier, r8 = timeouts (0 = never), r9 = tag, message words in
 * rax rbx r10 r12-r15 and in the UTCB. It destroys rcx rdx r8 r11 rbp; rdi = UTCB pointer.
 */
	.text

	.macro	save_registers
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	.endm

	.macro	restore_registers
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	.endm

/*
 * One call of the gate per round. Stack: 0 rounds left, 8 partner.
 * In: rdi = partner, rsi = tag, rdx = rounds. Out: rax = tag of the last message received.
 */
	.macro	ping_function name, gate
	.globl	\name
	.type	\name, @function
	.balign	64
\name:
	save_registers
	push	%rdi
	push	%rdx
	mov	%rsi, %r9
	mov	%gs:0, %rdi
	.balign	16
1:	mov	8(%rsp), %rsi
	mov	%rsi, %rdx
	xor	%r8d, %r8d
	call	*\gate
	decq	(%rsp)
	jnz	1b
	mov	%r9, %rax
	add	$16, %rsp
	restore_registers
	ret
	.size	\name, . - \name
	.endm

	ping_function ping_loop, __L4_Ipc
	ping_function empty_loop, empty_gate

/*
 * Answers for ever, first of all the message received before. In: rdi = partner.
 */
	.globl	pong_loop
	.type	pong_loop, @function
	.balign	64
pong_loop:
	push	%rdi
	xor	%r9d, %r9d
	mov	%gs:0, %rdi
	.balign	16
1:	mov	(%rsp), %rsi
	mov	%rsi, %rdx
	xor	%r8d, %r8d
	call	*__L4_Ipc
	jmp	1b
	.size	pong_loop, . - pong_loop

	.type	return_at_once, @function
return_at_once:
	ret
	.size	return_at_once, . - return_at_once

	.data
	.balign	8
empty_gate:
	.quad	return_at_once

	.section .note.GNU-stack, "", @progbits
