/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What measured threads execute. The loops of IPC do nothing but reload what the gate destroys, and
 * call it. Message registers keep what they hold: a tag in r9 comes back as it was sent, and after
 * an error it does not, which the caller sees at the end.
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

	.macro	USE_SIMD
	addps	%xmm0, %xmm0
	.endm
	.macro	USE_NOTHING
	.endm
	/* An emulator whose processors take turns goes on with the next one. */
	.macro	USE_TURN
	pause
	.endm

/*
 * One call of the gate per round. Stack: 0 rounds left, 8 to, 16 from, 24 timeouts, 32 gate.
 * In: rdi = to, rsi = from, rdx = timeouts, rcx = tag, r8 = rounds, r9 = gate.
 * Out: rax = tag of the last message received.
 */
	.macro	CALL_LOOP name, use
FUNC \name
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
	mov	8(%rdi), %rax
	mov	16(%rdi), %rbx
	mov	24(%rdi), %r10
	mov	32(%rdi), %r12
	mov	40(%rdi), %r13
	mov	48(%rdi), %r14
	mov	56(%rdi), %r15
	.balign	16
1:	\use
	mov	8(%rsp), %rsi
	mov	16(%rsp), %rdx
	mov	24(%rsp), %r8
	call	*32(%rsp)
	decq	(%rsp)
	jnz	1b
	mov	%rax, 8(%rdi)
	mov	%rbx, 16(%rdi)
	mov	%r10, 24(%rdi)
	mov	%r12, 32(%rdi)
	mov	%r13, 40(%rdi)
	mov	%r14, 48(%rdi)
	mov	%r15, 56(%rdi)
	mov	%r9, %rax
	add	$40, %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	ret
END \name
	.endm

	CALL_LOOP call_loop, USE_NOTHING
	CALL_LOOP call_loop_simd, USE_SIMD
	CALL_LOOP call_loop_turns, USE_TURN

/*
 * Answers one partner for ever, in closed receives. Begins with a receive.
 * In: rdi = partner to answer, rsi = to receive from, rdx = timeouts, rcx = gate.
 */
	.macro	ANSWER_LOOP name, use
FUNC \name
	push	%rcx
	push	%rdx
	push	%rsi
	push	%rdi
	mov	%gs:0, %rdi
	xor	%esi, %esi
	jmp	2f
	.balign	16
1:	\use
	mov	(%rsp), %rsi
2:	mov	8(%rsp), %rdx
	mov	16(%rsp), %r8
	call	*24(%rsp)
	jmp	1b
END \name
	.endm

	ANSWER_LOOP answer_loop, USE_NOTHING
	ANSWER_LOOP answer_loop_simd, USE_SIMD

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

/* The handler makes it go on where it was. */
FUNC raise_for_ever
	ud2
END raise_for_ever

/* In: rdi = start. */
FUNC touch_for_ever
1:	xor	%ecx, %ecx
2:	mov	(%rdi, %rcx), %al
	add	$0x1000, %rcx
	cmp	$0x200000, %rcx
	jb	2b
	jmp	1b
END touch_for_ever

	.section .note.GNU-stack, "", @progbits
