/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two sides of measured exchanges: nothing but reloading what the Ipc gate destroys, and the
 * call. Message registers keep what they hold: a tag in r9 comes back as it was sent, and after an
 * error it does not, which the caller sees at the end.
 *
 * Ipc gate: rsi = to, rdx = from specifier, r8 = timeouts, r9 = tag, message words in rax rbx r10
 * r12-r15 and in the UTCB. It destroys rcx rdx r8 r11 rbp; rdi = UTCB pointer, rsi = sender.
 */
	.text

	.macro	FUNC name
	.globl	\name
	.type	\name, @function
	.balign	64
\name:
	.endm

	.macro	END name
	.size	\name, . - \name
	.endm

/*
 * One call of the gate per round. Stack: 0 rounds left, 8 to, 16 from, 24 timeouts, 32 gate.
 * In: rdi = to, rsi = from, rdx = timeouts, rcx = tag, r8 = rounds, r9 = gate.
 * Out: rax = tag of the last message received.
 */
FUNC call_loop
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	push	%r9
	push	%rdx
	push	%rsi
	push	%rdi
	push	%r8
	mov	%rcx, %r9
	mov	%gs:0, %rdi
	.balign	16
1:	mov	8(%rsp), %rsi
	mov	16(%rsp), %rdx
	mov	24(%rsp), %r8
	call	*32(%rsp)
	decq	(%rsp)
	jnz	1b
	mov	%r9, %rax
	add	$40, %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	ret
END call_loop

/*
 * Answers one partner for ever, in closed receives. Begins with a receive.
 * In: rdi = partner to answer, rsi = to receive from, rdx = timeouts, rcx = gate.
 */
FUNC answer_loop
	push	%rcx
	push	%rdx
	push	%rsi
	push	%rdi
	mov	%gs:0, %rdi
	xor	%esi, %esi
	jmp	2f
	.balign	16
1:	mov	(%rsp), %rsi
2:	mov	8(%rsp), %rdx
	mov	16(%rsp), %r8
	call	*24(%rsp)
	jmp	1b
END answer_loop

/* Answers whoever sent, in open waits. In: rdi = timeouts, rsi = gate. */
FUNC serve_loop
	push	%rsi
	push	%rdi
	mov	%gs:0, %rdi
	xor	%esi, %esi
	.balign	16
1:	mov	$-1, %rdx
	mov	(%rsp), %r8
	call	*8(%rsp)
	jmp	1b
END serve_loop

	.section .note.GNU-stack, "", @progbits
