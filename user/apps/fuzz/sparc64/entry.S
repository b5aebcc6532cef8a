/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where workers and keepers begin, and begin again whenever somebody has stopped them.
 */

#define STACK_BIAS	2047
#define WORKER_BYTES	8192
#define FRAME_BYTES	192

	.text
	.globl	worker_entry
	.type	worker_entry, #function
/*
 * Live in: the stack pointer, near the upper end of the worker's memory. All else may be anything:
 * windows of an earlier life go to their places on the stack first, before others lie there.
 */
worker_entry:
	flushw
	clr	%fp
	wr	%g0, 0, %fprs
	add	%sp, STACK_BIAS, %o0
	set	WORKER_BYTES - 1, %g1
	andn	%o0, %g1, %o0			! struct worker
	add	%o0, %g1, %g1
	call	worker_main
	 sub	%g1, FRAME_BYTES + STACK_BIAS - 1, %sp
	illtrap	0
	.size	worker_entry, . - worker_entry

	.section .note.GNU-stack, "", @progbits
