/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What measured threads execute. The loops of IPC do nothing but reload what the gate destroys, and
 * call it. A tag in esi comes back as it was sent, and after an error it does not, which the caller
 * sees at the end.
 *
 * Ipc gate: eax = to, edx = from specifier, ecx = timeouts, esi = tag, message words in the UTCB.
 * It destroys eax ebx ecx edx ebp; edi = UTCB pointer, eax = sender.
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
 * One call of the gate per round. Arguments: to, from, timeouts, tag, rounds, which are counted
 * down in place, gate. Returns the tag of the last message received.
 */
	.macro	CALL_LOOP name, use
FUNC \name
	push	%ebp
	push	%ebx
	push	%esi
	push	%edi
	mov	32(%esp), %esi
	mov	%gs:0, %edi
	.balign	16
1:	\use
	mov	20(%esp), %eax
	mov	24(%esp), %edx
	mov	28(%esp), %ecx
	call	*40(%esp)
	decl	36(%esp)
	jnz	1b
	mov	%esi, %eax
	pop	%edi
	pop	%esi
	pop	%ebx
	pop	%ebp
	ret
END \name
	.endm

	CALL_LOOP call_loop, USE_NOTHING
	CALL_LOOP call_loop_simd, USE_SIMD
	CALL_LOOP call_loop_turns, USE_TURN

/*
 * Answers one partner for ever, in closed receives. Begins with a receive. Arguments: partner to
 * answer, to receive from, timeouts, gate.
 */
	.macro	ANSWER_LOOP name, use
FUNC \name
	mov	%gs:0, %edi
	xor	%eax, %eax
	jmp	2f
	.balign	16
1:	\use
	mov	4(%esp), %eax
2:	mov	8(%esp), %edx
	mov	12(%esp), %ecx
	call	*16(%esp)
	jmp	1b
END \name
	.endm

	ANSWER_LOOP answer_loop, USE_NOTHING
	ANSWER_LOOP answer_loop_simd, USE_SIMD

/* Answers whoever sent, in open waits. Arguments: timeouts, gate. */
FUNC serve_loop
	mov	%gs:0, %edi
	xor	%eax, %eax
	.balign	16
1:	mov	$-1, %edx
	mov	4(%esp), %ecx
	call	*8(%esp)
	jmp	1b
END serve_loop

/* The handler makes it go on where it was. */
FUNC raise_for_ever
	ud2
END raise_for_ever

/* Argument: start. */
FUNC touch_for_ever
	mov	4(%esp), %edx
1:	xor	%ecx, %ecx
2:	mov	(%edx, %ecx), %al
	add	$0x1000, %ecx
	cmp	$0x200000, %ecx
	jb	2b
	jmp	1b
END touch_for_ever

	.section .note.GNU-stack, "", @progbits
