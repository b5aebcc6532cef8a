/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Windows that are to be saved to, or loaded from, anywhere (hostile.c): each function ends in an
 * exception if the processor can do that.
 */
#include "windows_code.h"
#include "function.h"

	/* Eight windows more than that with the wrong stack pointer push it out. */
	function hostile_save
	save	%sp, -LEVEL_BYTES, %sp
	mov	%sp, %g5
	mov	%i0, %sp
	.globl	hostile_save_ip, hostile_save_end
hostile_save_ip:
	.rept	8
	save	%g5, -LEVEL_BYTES, %sp
	.endr
	illtrap	0
hostile_save_end:

	function hostile_flush
	save	%sp, -LEVEL_BYTES, %sp
	mov	%sp, %g5
	mov	%i0, %sp
	save	%g5, -LEVEL_BYTES, %sp
	.globl	hostile_flush_ip, hostile_flush_end
hostile_flush_ip:
	flushw
	illtrap	0
hostile_flush_end:

	function hostile_fill
	save	%sp, -LEVEL_BYTES, %sp
	flushw
	mov	%i0, %fp
	.globl	hostile_fill_ip, hostile_fill_end
hostile_fill_ip:
	restore
	illtrap	0
hostile_fill_end:

	.section .note.GNU-stack, "", @progbits
