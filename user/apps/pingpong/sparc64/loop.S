/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two sides of the measured exchange: nothing but reloading what the Ipc gate destroys, and
 * the call. Message registers keep what they hold: the tag in %l0 comes back as it was sent, and
 * after an error it does not, which the caller sees at the end.
 *
 * Ipc gate: %o0 = to, %o1 = from specifier, %o2 = timeouts (0 = never), %l0 = tag, message words in
 * %l1-%l7 and in the UTCB. It keeps the stack and %i6, %i7, %g2, %g3, %g7. The windows of the
 * callers go to the stack first, once.
 */
	.register %g2, #scratch
	.register %g3, #scratch

#define FRAME_BYTES	208
#define STACK_BIAS	2047
#define LOCAL(word)	(STACK_BIAS + 176 + 8 * (word))	/* behind window and argument words */

	.text

/* The gate whose address stands at `gate` is called with the partner in %g3. */
	.macro	exchange gate
	set	\gate, %g1
	ldx	[%g1], %g1
	mov	%g3, %o0
	mov	%g3, %o1
	clr	%o2
	flushw
	call	%g1
	 nop
	.endm

/*
 * One call of the gate per round. In: %o0 = partner, %o1 = tag, %o2 = rounds. Out: %o0 = tag of the
 * last message received. %g2 = rounds left, %g3 = partner.
 */
	.macro	ping_function name, gate
	.globl	\name
	.type	\name, #function
	.balign	64
\name:
	save	%sp, -FRAME_BYTES, %sp
	stx	%g2, [%sp + LOCAL(0)]
	stx	%g3, [%sp + LOCAL(1)]
	mov	%i0, %g3
	mov	%i2, %g2
	mov	%i1, %l0
1:	exchange \gate
	deccc	%g2
	bne,pt	%xcc, 1b
	 nop
	ldx	[%sp + LOCAL(0)], %g2
	ldx	[%sp + LOCAL(1)], %g3
	ret
	 restore %l0, 0, %o0
	.size	\name, . - \name
	.endm

	ping_function ping_loop, __L4_gates	/* Ipc comes first */
	ping_function empty_loop, empty_gate

/* Answers for ever, first of all the message received before. In: %o0 = partner. */
	.globl	pong_loop
	.type	pong_loop, #function
	.balign	64
pong_loop:
	mov	%o0, %g3
	clr	%l0
1:	exchange __L4_gates
	ba,a,pt	%xcc, 1b
	 nop
	.size	pong_loop, . - pong_loop

	.type	return_at_once, #function
return_at_once:
	retl
	 nop
	.size	return_at_once, . - return_at_once

	.data
	.balign	8
empty_gate:
	.xword	return_at_once

	.section .note.GNU-stack, "", @progbits
