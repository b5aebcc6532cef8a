/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Windows that overflow, once, between the markers (machine.c). Before that many windows go out
 * and come back, so that all of them count as clean.
 */
#define FRAME_BYTES	176
#define WINDOWS		6		/* that there is room for, beside the current one */
#define MANY		12
#define MARK_BEGIN	0x012b4604
#define MARK_END	0x012b4605

	.text

	.macro	FUNC name
	.globl	\name
	.type	\name, #function
	.balign	64
\name:
	save	%sp, -FRAME_BYTES, %sp
	DEEPER	MANY
	BACK	MANY
	.endm

	.macro	DEEPER n
	.rept	\n
	save	%sp, -FRAME_BYTES, %sp
	.endr
	.endm

	.macro	BACK n
	.rept	\n
	restore
	.endr
	.endm

FUNC spill_once
	flushw
	DEEPER	WINDOWS
	.word	MARK_BEGIN
	DEEPER	1
	.word	MARK_END
	BACK	WINDOWS + 1
	ret
	 restore
	.size	spill_once, . - spill_once

FUNC fill_once
	DEEPER	1
	flushw
	.word	MARK_BEGIN
	BACK	1
	.word	MARK_END
	ret
	 restore
	.size	fill_once, . - fill_once

	.section .note.GNU-stack, "", @progbits
