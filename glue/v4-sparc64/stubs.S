/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry stubs: each is called, traps, and returns to its caller. They are copied into the second
 * half of the kernel interface page, so that gates are offsets from its start.
 */
#include <arch/trap.h>
#include <generated/syscalls.h>
#include <glue/stubs.h>

	.section .rodata
	.balign	1 << STUB_SHIFT
	.globl	stubs_start, stubs_end
stubs_start:
	.set	number, SYSCALL_FIRST
	.rept	SYSCALL_COUNT
	.balign	1 << STUB_SHIFT
	ta	number - TRAP_SOFTWARE
	retl
	 nop
	.set	number, number + 1
	.endr
	.balign	1 << STUB_SHIFT
stubs_end:

	.section .note.GNU-stack, "", @progbits
