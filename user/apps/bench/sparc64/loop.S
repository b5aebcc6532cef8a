/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What measured threads execute. The loops of IPC do nothing but reload what the gate destroys, and
 * call it. Message registers keep what they hold: a tag in %l0 comes back as it was sent, and after
 * an error it does not, which the caller sees at the end.
 *
 * Ipc gate: %o0 = to, %o1 = from specifier, %o2 = timeouts, %l0 = tag, message words in %l1-%l7 and
 * in the UTCB. It keeps the stack and %i6, %i7, %g2, %g3, %g7; %o0 = sender. The windows of the
 * callers go to the stack first, once.
 */
#include "abi.h"

	.register %g2, #scratch
	.register %g3, #scratch

#define STACK_BIAS	2047
#define LOCAL(word)	(STACK_BIAS + 176 + 8 * (word))	/* behind window and argument words */
#define FRAME_BYTES	(176 + 8 * 8)

#define TO		LOCAL(0)
#define FROM		LOCAL(1)
#define TIMEOUTS	LOCAL(2)
#define CALLED_GATE	LOCAL(3)
#define KEPT_G2		LOCAL(4)

	.text

	.macro	FUNC name
	.globl	\name
	.type	\name, #function
	.balign	64
\name:
	.endm

	.macro	END name
	.size	\name, . - \name
	.endm

/* The library's message registers are in the UTCB. */
	.macro	MESSAGE operation
	.irpc	i, 1234567
	.ifc	\operation, load
	ldx	[%g7 + 512 + 8 * \i], %l\i
	.else
	stx	%l\i, [%g7 + 512 + 8 * \i]
	.endif
	.endr
	.endm

	.macro	CALL_GATE
	ldx	[%sp + FROM], %o1
	ldx	[%sp + TIMEOUTS], %o2
	ldx	[%sp + CALLED_GATE], %g1
	flushw
	call	%g1
	 nop
	.endm

/*
 * One call of the gate per round. In: %o0 = to, %o1 = from, %o2 = timeouts, %o3 = tag,
 * %o4 = rounds, %o5 = gate. Out: %o0 = tag of the last message received.
 */
	.macro	CALL_LOOP name
FUNC \name
	save	%sp, -FRAME_BYTES, %sp
	stx	%i0, [%sp + TO]
	stx	%i1, [%sp + FROM]
	stx	%i2, [%sp + TIMEOUTS]
	stx	%i5, [%sp + CALLED_GATE]
	stx	%g2, [%sp + KEPT_G2]
	mov	%i3, %l0
	srl	%i4, 0, %g2
	MESSAGE	load
1:	ldx	[%sp + TO], %o0
	CALL_GATE
	deccc	%g2
	bne,pt	%xcc, 1b
	 nop
	MESSAGE	store
	ldx	[%sp + KEPT_G2], %g2
	ret
	 restore %l0, 0, %o0
END \name
	.endm

	CALL_LOOP call_loop

/*
 * Answers one partner for ever, in closed receives. Begins with a receive. In: %o0 = partner to
 * answer, %o1 = to receive from, %o2 = timeouts, %o3 = gate.
 */
FUNC answer_loop
	save	%sp, -FRAME_BYTES, %sp
	stx	%i0, [%sp + TO]
	stx	%i1, [%sp + FROM]
	stx	%i2, [%sp + TIMEOUTS]
	stx	%i3, [%sp + CALLED_GATE]
	ba,pt	%xcc, 2f
	 clr	%o0
1:	ldx	[%sp + TO], %o0
2:	CALL_GATE
	ba,a,pt	%xcc, 1b
	 nop
END answer_loop

/* Answers whoever sent, in open waits. In: %o0 = timeouts, %o1 = gate. */
FUNC serve_loop
	save	%sp, -FRAME_BYTES, %sp
	mov	-1, %o1
	stx	%o1, [%sp + FROM]
	stx	%i0, [%sp + TIMEOUTS]
	stx	%i1, [%sp + CALLED_GATE]
	clr	%o0
1:	CALL_GATE
	ba,a,pt	%xcc, 1b
	 nop
END serve_loop

/* The handler makes it go on where it was. */
FUNC raise_for_ever
	illtrap	0
END raise_for_ever

/* In: %o0 = start. */
FUNC touch_for_ever
	set	1 << (PAGE_LOG2 + 9), %o2
	set	1 << PAGE_LOG2, %o3
1:	clr	%o1
2:	ldub	[%o0 + %o1], %g1
	add	%o1, %o3, %o1
	cmp	%o1, %o2
	blu,pt	%xcc, 2b
	 nop
	ba,a,pt	%xcc, 1b
	 nop
END touch_for_ever

	.section .note.GNU-stack, "", @progbits
