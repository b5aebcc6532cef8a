/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry stubs, executed by users. All kernel entries of 64-bit programs come from here, so the
 * kernel returns to known addresses and takes none from a register. Each stub fills 16 bytes with
 * its SYSCALL at the same place; a gate is the first byte of a stub's instructions. Behind them,
 * what needs no kernel.
 */
#include <generated/syscalls.h>
#include <glue/stubs.h>

	.section .stubs, "ax"

	/* Instructions before SYSCALL come between STUB and ENTER; `bytes` is their length. */
	.macro STUB name, bytes=0
	.balign 1 << STUB_SHIFT, 0xcc
	.skip	STUB_RETURN - 2 - \bytes, 0xcc
	.globl	stub_\name
stub_\name:
	.endm
	.macro ENTER name, bytes=0
	.if (. - stub_\name) - \bytes
	.error "stub_\name: SYSCALL at the wrong place"
	.endif
	syscall
	ret
	.endm

	.macro SYSCALL_STUB name
	.ifc	\name, memory_control
	/* Attributes 0 and 3 come in registers that SYSCALL destroys. */
	STUB	\name, 6
	movq	%rcx, %rax
	movq	%r11, %r9
	ENTER	\name, 6
	.else
	STUB	\name
	ENTER	\name
	.endif
	.endm
#define SYSCALL_STUB_OF(name, NAME) SYSCALL_STUB name;
	SYSCALLS(SYSCALL_STUB_OF)

	/*
	 * SystemClock without the kernel: the same clock by the same formula. No later event is
	 * seen before it and no earlier one after it, so the counter is not read ahead of time.
	 */
	.balign 1 << STUB_SHIFT, 0xcc
	.globl	stub_read_clock
stub_read_clock:
	lfence
	rdtsc
	shlq	$32, %rdx
	orq	%rdx, %rax
	subq	stubs_start + STUB_CLOCK_START(%rip), %rax
	mulq	stubs_start + STUB_CLOCK_FACTOR(%rip)
	movq	%rdx, %rax
	ret
	.section .note.GNU-stack, "", @progbits
