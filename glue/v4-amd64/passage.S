/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Between programs' page tables, which show these pages and the window alone, and the kernel's own:
 * the first and the last instructions of all ways into the kernel, with HARDEN_TABLES. The
 * processor begins on a stack in the window (struct passage_stack); behind the passage all is as if
 * there were none, and it had begun on the stack that the ways in expect. Nothing here asks for
 * CONFIG_SMP's GS unless it was compared first.
 */
#include <arch/cpureg.h>
#include <arch/loads.h>
#include <arch/percpu.h>
#include <arch/segments.h>
#include <arch/vectors.h>
#include <base/asm.h>
#include <generated/offsets.h>
#include <generated/syscalls.h>
#include <glue/entry_macros.h>
#include <glue/stubs.h>

	.section .passage, "ax"
	.balign	8
	.globl	kernel_tables
/* What is loaded for the kernel's own tables. Written at boot, before they protect it. */
kernel_tables:
	.quad	0

	.macro WAY name
	.balign	16
	.globl	\name
	.type	\name, STT_FUNC
\name:
	.endm

/* Where SYSCALL of either word size goes on. */
#ifdef CONFIG_IPC_FASTPATH
#define SYSCALL_GOES_TO	syscall_fastpath
#define COMPAT_GOES_TO	compat_fastpath
#else
#define SYSCALL_GOES_TO	syscall_entry
#define COMPAT_GOES_TO	compat_syscall
#endif

	/* Changes `reg`. */
	.macro LOAD_KERNEL_TABLES reg
	movq	kernel_tables(%rip), %\reg
	movq	%\reg, %cr3
	COUNT_LOAD LOADS_IN, \reg
	.endm

	/* The same, and changes nothing. GS is the kernel's. */
	.macro KEEP_RBP
	movq	%rbp, THIS_CPU(CPU_USER_STACK)
	LOAD_KERNEL_TABLES rbp
	movq	THIS_CPU(CPU_USER_STACK), %rbp
	.endm

	/* Flags are what the last instruction of the way out brings. */
	.macro COUNT_OUT
#ifdef CONFIG_COUNT_LOADS
	incq	table_loads + 8 * LOADS_OUT(%rip)
#endif
	.endm

#define STORED		7	/* words, from SS down to the vector */
#define STORED_BYTES	(STORED * 8)
#define SAVED_BYTES	16	/* rax and rcx, below them */

	/* The words that were stored below the top of this stack, to below `at` bytes of (rax). */
	.macro COPY_STORED at
	.irp	n, 1, 2, 3, 4, 5, 6, 7
	movq	STORED_BYTES + SAVED_BYTES - 8 * \n(%rsp), %rcx
	movq	%rcx, -\at - 8 * \n(%rax)
	.endr
	popq	%rcx
	popq	%rax
	.endm

/*
 * Interrupts and exceptions without a stack of their own: to the running thread's frame. In kernel
 * mode the kernel's tables are loaded.
 */
	.macro WAY_OF_TRAPS name
	WAY	passage_\name
	testb	$3, FRAME_USER_CS(%rsp)
	jz	\name
	pushq	%rax
	pushq	%rcx
	LOAD_KERNEL_TABLES rax
	movq	PASSAGE_TO_TRAP_STACK + STORED_BYTES + SAVED_BYTES(%rsp), %rax
	COPY_STORED 0
	movq	PASSAGE_TO_TRAP_STACK + STORED_BYTES(%rsp), %rsp
	leaq	-STORED_BYTES(%rsp), %rsp
	jmp	\name
	END	passage_\name
	.endm

	WAY_OF_TRAPS trap_entry
	WAY_OF_TRAPS interrupt_entry
#ifdef CONFIG_SMP
	WAY_OF_TRAPS notify_entry
#endif
#ifdef CONFIG_COMPAT32
	WAY_OF_TRAPS compat_interrupt
#endif

/*
 * What has a stack of its own may strike with any tables, also in here. On the kernel's stack two
 * words come first: the tables, and the top of the stack in the window.
 */
#define BACK_TABLES	(STORED_BYTES + 8)	/* seen from the vector */
#define BACK_TOP	STORED_BYTES

	.macro WAY_OF_OWN_STACK name
	WAY	passage_\name
	pushq	%rax
	pushq	%rcx
	movq	%cr3, %rcx
	LOAD_KERNEL_TABLES rax
	movq	STORED_BYTES + SAVED_BYTES(%rsp), %rax
	movq	%rcx, -8(%rax)
	leaq	STORED_BYTES + SAVED_BYTES(%rsp), %rcx
	movq	%rcx, -16(%rax)
	COPY_STORED 16
	movq	STORED_BYTES(%rsp), %rsp
	leaq	-16 - STORED_BYTES(%rsp), %rsp
	jmp	\name
	END	passage_\name
	.endm

	WAY_OF_OWN_STACK debug_entry
	WAY_OF_OWN_STACK nmi_entry
	WAY_OF_OWN_STACK fatal_entry

/* And back to where it struck, with the tables that it found. rsp points at the vector. */
WAY passage_back
	COUNT_OUT
	pushq	%rax
	pushq	%rcx
	pushq	%rdx
	movq	24 + BACK_TOP(%rsp), %rax
	.irp	n, 1, 2, 3, 4, 5
	movq	24 + STORED_BYTES - 8 * \n(%rsp), %rcx
	movq	%rcx, -8 * \n(%rax)
	.endr
	movq	24 + BACK_TABLES(%rsp), %rdx
	/* The three registers behind them. */
	movq	16(%rsp), %rcx
	movq	%rcx, -6 * 8(%rax)
	movq	8(%rsp), %rcx
	movq	%rcx, -7 * 8(%rax)
	movq	(%rsp), %rcx
	leaq	-7 * 8(%rax), %rsp
	movq	%rdx, %cr3
	movq	%rcx, %rdx
	popq	%rcx
	popq	%rax
	iretq
END passage_back

/*
 * SYSCALL of 64-bit code. In a stub RBP is nobody's; elsewhere it is kept, and GS is looked at
 * before the processor's data are.
 */
WAY passage_syscall
	cmpq	THIS_CPU(CPU_IPC_RETURN), %rcx
	jne	.Lother_stub
.Lfrom_stub:
	LOAD_KERNEL_TABLES rbp
	jmp	SYSCALL_GOES_TO
.Lother_stub:
	subq	THIS_CPU(CPU_IPC_RETURN), %rcx
	cmpq	$(SYSCALL_COUNT << STUB_SHIFT), %rcx
	jae	.Lno_stub
	addq	THIS_CPU(CPU_IPC_RETURN), %rcx
	jmp	.Lfrom_stub
.Lno_stub:
	addq	THIS_CPU(CPU_IPC_RETURN), %rcx
	STRAY_GS passage_syscall
	KEEP_RBP
	jmp	SYSCALL_GOES_TO
END passage_syscall

/* SYSCALL of 32-bit code, where it is no way of calling the kernel. */
WAY passage_syscall32
	STRAY_GS passage_syscall32
	KEEP_RBP
	jmp	syscall32_entry
END passage_syscall32

#ifdef CONFIG_COMPAT32
/* Where it is: in a stub R8 is nobody's. */
WAY passage_compat_syscall
	subq	THIS_CPU(CPU_COMPAT_IPC_RETURN), %rcx
	cmpq	$(SYSCALL_COUNT << STUB32_SHIFT), %rcx
	jae	.Lno_stub32
	addq	THIS_CPU(CPU_COMPAT_IPC_RETURN), %rcx
	LOAD_KERNEL_TABLES r8
	jmp	COMPAT_GOES_TO
.Lno_stub32:
	addq	THIS_CPU(CPU_COMPAT_IPC_RETURN), %rcx
	STRAY_GS passage_compat_syscall
	KEEP_RBP
	jmp	COMPAT_GOES_TO
END passage_compat_syscall

/* SYSENTER: R11 is nobody's, and no flag is changed. */
WAY passage_sysenter
	LOAD_KERNEL_TABLES r11
	jmp	compat_sysenter
END passage_sysenter
#endif

/* To programs: all registers are theirs but the one that brings the tables. */
WAY passage_out64
	COUNT_OUT
	movq	%rbp, %cr3
	xorl	%ebp, %ebp
	sysretq
END passage_out64

#ifdef CONFIG_COMPAT32
WAY passage_out32
	COUNT_OUT
	movq	%r8, %cr3
	xorl	%r8d, %r8d
	sysretl
END passage_out32
#endif

/* On the stack in the window: the tables, RDI, and what IRET takes. */
WAY passage_out_full
	COUNT_OUT
	popq	%rdi
	movq	%rdi, %cr3
	popq	%rdi
	iretq
END passage_out_full
	.section .note.GNU-stack, "", @progbits
