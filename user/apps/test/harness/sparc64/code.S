/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Accesses to memory whose faults can be aborted by setting the instruction pointer to
 * probe_failed, and code that a test enters by its address.
 */
#include "function.h"

	.globl	probe_read_ip, probe_write_ip
	function probe_read
probe_read_ip:
	ldx	[%o0], %o0
	retl
	 nop

	function probe_write
probe_write_ip:
	stx	%o1, [%o0]
	retl
	 clr	%o0

/* A fault at the function's first instruction leaves the return address intact. */
	function probe_execute
	jmp	%o0
	 nop

	function raise_exception
	unimp	0
	.globl	raise_exception_end
raise_exception_end:
	retl
	 clr	%o0

	.globl	probe_failed
probe_failed:
	retl
	 mov	-1, %o0

	.globl	spin
	.balign	16
spin:
	ba,a,pt	%xcc, spin
	 nop

	.section .note.GNU-stack, "", @progbits
