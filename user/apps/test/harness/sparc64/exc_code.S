/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions that raise exceptions (exc_code.h), and what a thread finds in the floating-point unit.
 */
#include "function.h"

#define CODE_RESULT	0x77
#define FRAME_BYTES	192
#define SPILLED		(2047 + 176)
#define TEM_DIVISION	(1 << 24)	/* FSR: division by zero traps */

	.macro	faults name
	.globl	\name\()_ip
\name\()_ip:
	.endm

	.macro	result
	retl
	 mov	CODE_RESULT, %o0
	.endm

	function raise_illegal
	faults	raise_illegal
	unimp	0
	result

	function raise_divide
	faults	raise_divide
	sdivx	%o0, %g0, %g1
	result

	function raise_divide32
	wr	%g0, 0, %y
	faults	raise_divide32
	udiv	%o0, %g0, %g1
	result

	function raise_tag_overflow
	mov	1, %g1
	faults	raise_tag_overflow
	taddcctv %g1, %g1, %g1
	result

	function raise_unaligned
	faults	raise_unaligned
	ldx	[%o0], %g1
	result

	function raise_jump
	faults	raise_jump
	jmpl	%o0, %g0
	 nop
	result

	/* The physical address space. */
	function raise_action
	faults	raise_action
	ldxa	[%g0] 0x14, %g1
	result

	function raise_soft
	mov	%o0, %g1
	mov	%o1, %o0
	faults	raise_soft
	ta	%xcc, %g0 + %g1
	retl
	 nop

	/* 1 / 0: of 0 the processor would say that the operation is invalid. */
	function raise_fp_division
	save	%sp, -FRAME_BYTES, %sp
	sethi	%hi(TEM_DIVISION), %l0
	stx	%l0, [%sp + SPILLED]
	ldx	[%sp + SPILLED], %fsr
	stx	%g0, [%sp + SPILLED]
	ldd	[%sp + SPILLED], %f2
	setx	0x3ff0000000000000, %l1, %l0
	stx	%l0, [%sp + SPILLED]
	ldd	[%sp + SPILLED], %f0
	faults	raise_fp_division
	fdivd	%f0, %f2, %f4
	ret
	 restore %g0, CODE_RESULT, %o0

	function raise_fp_quad
	faults	raise_fp_quad
	faddq	%f0, %f4, %f8
	result

	/* ldqa [%g0] 0x80, %f0: QEMU traps before it looks whether the unit is on. */
	function raise_fp_unknown
	faults	raise_fp_unknown
	.word	0xc1901000
	result

	function raise_fp_off
	wr	%g0, 0, %fprs
	faults	raise_fp_off
	faddd	%f0, %f2, %f4
	wr	%g0, 4, %fprs
	result

	.macro	privileged number, insn
	.balign	16
privileged\number:
	\insn
	result
	.endm

	privileged 0, "rdpr %pstate, %g1"
	privileged 1, "wrpr %g0, 0x14, %pstate"
	privileged 2, "rdpr %tpc, %g1"
	privileged 3, "wrpr %g0, 0, %tl"
	privileged 4, "rdpr %cwp, %g1"
	privileged 5, "wrpr %g0, 3, %cwp"
	privileged 6, "saved"
	privileged 7, "restored"
	privileged 8, "retry"
	privileged 9, "done"
	privileged 10, "wrpr %g0, 0, %tba"
	privileged 11, "wrpr %g0, 7, %cleanwin"
	privileged 12, "wrpr %g0, 6, %canrestore"
	privileged 13, "wrpr %g0, 0, %otherwin"
	privileged 14, "wrpr %g0, 9, %wstate"
	privileged 15, "rdpr %ver, %g1"
	privileged 16, "wrpr %g0, 15, %pil"
	privileged 17, "wrpr %g0, 0, %tick"
	privileged 18, "wrpr %g0, 0, %cansave"
	privileged 19, "rdpr %tt, %g1"
	privileged 20, "rdpr %otherwin, %g1"
	privileged 21, "rdpr %wstate, %g1"
	privileged 22, "rdpr %cansave, %g1"
	privileged 23, "rdpr %canrestore, %g1"
	privileged 24, "rdpr %cleanwin, %g1"
	privileged 25, "rdpr %tstate, %g1"
	privileged 26, "rdpr %tnpc, %g1"
	privileged 27, "rdpr %tba, %g1"
	privileged 28, "rdpr %pil, %g1"
	privileged 29, "rdpr %tl, %g1"
	privileged 30, "rdpr %tick, %g1"
	privileged 31, "wrpr %g0, 0, %tt"
	privileged 32, "wrpr %g0, 0, %tpc"
	privileged 33, "wrpr %g0, 0, %tnpc"
	privileged 34, "wrpr %g0, 0, %tstate"

	.section .rodata
	.balign	8
	.globl	raise_privileged
raise_privileged:
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, \
		21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34
	.xword	privileged\n
	.endr
	.xword	0

	.text
	function fpu_control
	save	%sp, -FRAME_BYTES, %sp
	stx	%fsr, [%sp + SPILLED]
	ldx	[%sp + SPILLED], %i0
	ret
	 restore

	function fpu_used
	save	%sp, -FRAME_BYTES, %sp
	stx	%fsr, [%sp + SPILLED]
	ldx	[%sp + SPILLED], %i0
	rd	%gsr, %l0
	or	%i0, %l0, %i0
	movrnz	%i0, 1, %i0
	.irp	n, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, \
		42, 44, 46, 48, 50, 52, 54, 56, 58, 60, 62
	std	%f\n, [%sp + SPILLED]
	ldx	[%sp + SPILLED], %l0
	movrnz	%l0, 1, %l0
	add	%i0, %l0, %i0
	.endr
	ret
	 restore

	.section .note.GNU-stack, "", @progbits
