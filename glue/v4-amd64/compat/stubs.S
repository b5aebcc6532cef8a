/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry stubs of 32-bit programs, executed by users. Gates of the kernel interface page jump to
 * those of the set that this processor can use. All of a slot's addresses name its call. Nothing in
 * here needs DS, ES or FS.
 *
 * The instructions that enter the kernel destroy ECX (SYSCALL) or lose EIP and ESP (SYSENTER). What
 * a stub does with ECX depends on what is free: it goes to EBX, or with EBP to words of the UTCB's
 * slot. For SYSENTER, ESP goes to EBP, and ECX tells what the others tell by EIP.
 */
#include <arch/vectors.h>
#include <generated/syscalls.h>
#include <glue/stubs.h>

	.section .stubs32, "ax"
	.code32
	.globl	stubs32_start
stubs32_start:

	.macro	ENTER_syscall
	syscall
	.endm
	.macro	ENTER_sysenter
	/* As far behind the stub's start as with the others in the case of Ipc. */
	movl	$STUB32_ADDRESS(STUB32_SYSENTER) + (number << STUB32_SHIFT) + STUB32_IPC_BYTES, %ecx
	sysenter
	.endm
	.macro	ENTER_interrupt
	int	$VECTOR_COMPAT
	.endm

	.macro	KEEP_STACK set
	.ifc	\set, sysenter
	movl	%esp, %ebp
	.endif
	.endm

	/* EBX and EBP are free, in and out. */
	.macro	BODY_ipc set
	movl	%ecx, %ebx
	KEEP_STACK \set
	ENTER_\set
	.endm
	.macro	BODY_thread_control set
	BODY_ipc \set
	.endm
	.macro	BODY_space_control set
	BODY_ipc \set
	.endm
	.macro	BODY_schedule set
	BODY_ipc \set
	.endm
	.macro	BODY_processor_control set
	BODY_ipc \set
	.endm
	.macro	BODY_unmap set
	BODY_ipc \set
	.endm

	/* All registers carry parameters and results. */
	.macro	BODY_exchange_registers set
	pushl	%ebp
	movl	%gs:0, %ebp
	movl	%ecx, STUB32_WORD_ECX(%ebp)
	popl	STUB32_WORD_EBP(%ebp)
	KEEP_STACK \set
	ENTER_\set
	.endm

	/* EDI is free: the kernel knows the UTCB. */
	.macro	BODY_memory_control set
	movl	%gs:0, %edi
	movl	%ecx, %ss:STUB32_WORD_ECX(%edi)
	movl	%ebp, %ss:STUB32_WORD_EBP(%edi)
	KEEP_STACK \set
	ENTER_\set
	.endm

	/* Nothing is free. The kernel leaves EBX alone. */
	.macro	BODY_thread_switch set
	pushl	%ecx
	pushl	%ebp
	KEEP_STACK \set
	ENTER_\set
	.endm
	.macro	BODY_system_clock set
	BODY_thread_switch \set
	.endm

	.macro	STUB set, name
	.balign	1 << STUB32_SHIFT, 0xcc
	.globl	stub32_\set\()_\name
stub32_\set\()_\name:
	BODY_\name \set
	.if	. - stub32_\set\()_\name > 1 << STUB32_SHIFT
	.error	"stub32_\name is too long"
	.endif
	.set	number, number + 1
	.endm

	.macro	SET name, index
	.org	stubs32_start + (\index) * STUB32_SET_BYTES, 0xcc
	.set	number, 0
#define STUB_OF(call, CALL) STUB \name, call;
	SYSCALLS(STUB_OF)
	.endm

	SET	syscall, STUB32_SYSCALL
	SET	sysenter, STUB32_SYSENTER
	SET	interrupt, STUB32_INTERRUPT

	.macro	TAIL address
	.org	stubs32_start + (\address) - STUB32_ADDRESS(0), 0xcc
	.endm
	TAIL	STUB32_TAIL_PLAIN
	ret
	TAIL	STUB32_TAIL_PUSHED
	popl	%ebp
	popl	%ecx
	ret
	TAIL	STUB32_TAIL_KEPT
	movl	%ebx, %ecx
	ret
	TAIL	STUB32_TAIL_SECOND
	movl	%edx, %ecx
	ret
	TAIL	STUB32_TAIL_LOADED
	movl	%gs:0, %ecx
	movl	STUB32_WORD_ECX(%ecx), %ecx
	ret

	/*
	 * SystemClock without the kernel, as in 64 bits: the high half of a product of 128 bits. No
	 * later event is seen before it and no earlier one after it.
	 */
#define START	%cs:(STUB_PAGE_ADDRESS + STUB_CLOCK_START)
#define FACTOR	%cs:(STUB_PAGE_ADDRESS + STUB_CLOCK_FACTOR)
	.balign	16, 0xcc
	.globl	stub32_read_clock
stub32_read_clock:
	lfence
	rdtsc
	subl	START, %eax
	sbbl	START + 4, %edx
	movl	%eax, %esi
	movl	%edx, %edi
	pushl	%ebx
	pushl	%ecx
	mull	FACTOR
	movl	%edx, %ebx		/* bits 63..32, of which only the carry counts */
	movl	%edi, %eax
	mull	FACTOR
	addl	%eax, %ebx
	adcl	$0, %edx
	movl	%edx, %ecx
	movl	%esi, %eax
	mull	FACTOR + 4
	addl	%eax, %ebx
	adcl	$0, %edx
	movl	%edx, %esi
	movl	%edi, %eax
	mull	FACTOR + 4
	addl	%ecx, %eax
	adcl	$0, %edx
	addl	%esi, %eax
	adcl	$0, %edx
	popl	%ecx
	popl	%ebx
	ret
	.section .note.GNU-stack, "", @progbits
