/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Debug exceptions of kernel mode: on the stack that #DB has for itself, from wherever the kernel
 * was. Breakpoints go off with the first instructions and on with the last, so that the debugger
 * never stops in itself. (AMD64 manual, volume 2, section 13.1)
 */
#include <arch/percpu.h>
#include <arch/segments.h>
#include <generated/offsets.h>
#include <glue/entry_macros.h>

#define KDB_STACK_BYTES	16384

	.text
	.balign 16
	.globl	kdb_debug_entry
	.type	kdb_debug_entry, @function
/*
 * In: rsp points at vector, error code and what the processor stored: the end of a save frame.
 * Live: all registers. Interrupts off.
 */
kdb_debug_entry:
	pushq	%rdi
	xorl	%edi, %edi
	movq	%rdi, %dr7
	PUSH_REGISTERS_BELOW_RDI
#ifdef CONFIG_SMP
	/* GS may still be the user's, or be so again. */
	movl	%gs, %r12d
	movl	$SEL_USER_GS, %eax
	movl	%eax, %gs
#endif
	movq	%rsp, %rdi
	movq	%rsp, %rbx
	xorl	%ebp, %ebp
	cld
	call	kdb_kernel_breakpoint
	testl	%eax, %eax
	js	1f
	movl	%eax, %esi
	movq	%rbx, %rdi
	leaq	kdb_stack_top(%rip), %rsp
	call	kdb_kernel_commands
	movq	%rbx, %rsp
	call	kdb_kernel_go_on
1:
#ifdef CONFIG_SMP
	movl	%r12d, %gs
#endif
	movq	kdb_dr7(%rip), %rdi
	POP_REGISTERS_BELOW_RDI
	movq	%rdi, %dr7
	popq	%rdi
	RETURN_BACK				/* over vector and error code */
	.globl	kdb_debug_entry_end
kdb_debug_entry_end:
	.size	kdb_debug_entry, . - kdb_debug_entry

	.bss
	.balign	16
	.skip	KDB_STACK_BYTES
kdb_stack_top:

	.section .note.GNU-stack, "", @progbits
