/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ways into the kernel while threads of a space may switch to each other in user mode: the trap
 * stack is that of the thread that the kernel has chosen, which need not be the one that runs. So
 * C finds that out first. System calls come through syscall_stray(), as no SYSCALL is known as a
 * stub's then.
 */
#include <arch/cpureg.h>
#include <arch/percpu.h>
#include <arch/segments.h>
#include <arch/vectors.h>
#include <base/asm.h>
#include <generated/offsets.h>
#include <glue/entry_macros.h>

/* Exceptions and interrupts. */
FUNC lipc_trap_entry
	testb	$3, FRAME_USER_CS(%rsp)
	jz	trap_entry
	PUSH_REGISTERS
	OWN_GS ecx
	TO_KERNEL_STACK
	pushq	$RFLAGS_FIXED
	popfq
	call	lipc_trap
	movq	%rax, %rdi
	jmp	kernel_exit
END lipc_trap_entry

	/* As vector_stubs; what has a stack of its own does not come here. */
	.text
	.balign 16
	.globl	lipc_vector_stubs
lipc_vector_stubs:
	.set	vector, 0
	.rept	VECTORS
	.balign VECTOR_STUB_BYTES
	PUSH_VECTOR
	jmp	lipc_trap_entry
	.set	vector, vector + 1
	.endr
	.section .note.GNU-stack, "", @progbits
