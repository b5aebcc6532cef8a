/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls with all registers chosen and seen (raw.h), and accesses to memory whose faults can be
 * aborted by setting the instruction pointer to probe_failed.
 */
#include "raw.h"

	.text

	.macro	function name
	.globl	\name
	.type	\name, @function
	.balign	16
\name:
	.endm

	.macro	save_registers
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	.endm

	.macro	restore_registers
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	.endm

/* All registers but rsp from the structure at rdi. */
	.macro	load_all
	pushq	RAW_FLAGS(%rdi)
	popfq
	mov	RAW_RAX(%rdi), %rax
	mov	RAW_RBX(%rdi), %rbx
	mov	RAW_RCX(%rdi), %rcx
	mov	RAW_RDX(%rdi), %rdx
	mov	RAW_RSI(%rdi), %rsi
	mov	RAW_RBP(%rdi), %rbp
	mov	RAW_R8(%rdi), %r8
	mov	RAW_R9(%rdi), %r9
	mov	RAW_R10(%rdi), %r10
	mov	RAW_R11(%rdi), %r11
	mov	RAW_R12(%rdi), %r12
	mov	RAW_R13(%rdi), %r13
	mov	RAW_R14(%rdi), %r14
	mov	RAW_R15(%rdi), %r15
	mov	RAW_RDI(%rdi), %rdi
	.endm

/*
 * All registers but rsp into the structure whose address is on the stack's top; flags last, as
 * only moves came before. Leaves the structure's address in rdi and the stack as it was.
 */
	.macro	store_all
	xchg	%rdi, (%rsp)
	mov	%rax, RAW_RAX(%rdi)
	mov	%rbx, RAW_RBX(%rdi)
	mov	%rcx, RAW_RCX(%rdi)
	mov	%rdx, RAW_RDX(%rdi)
	mov	%rsi, RAW_RSI(%rdi)
	mov	%rbp, RAW_RBP(%rdi)
	mov	%r8, RAW_R8(%rdi)
	mov	%r9, RAW_R9(%rdi)
	mov	%r10, RAW_R10(%rdi)
	mov	%r11, RAW_R11(%rdi)
	mov	%r12, RAW_R12(%rdi)
	mov	%r13, RAW_R13(%rdi)
	mov	%r14, RAW_R14(%rdi)
	mov	%r15, RAW_R15(%rdi)
	popq	RAW_RDI(%rdi)
	pushfq
	popq	RAW_FLAGS(%rdi)
	.endm

/*
 * Stack at the call: structure, gate, expected rsp. A gate that does not preserve rsp breaks the
 * thread, so rsp is compared through memory that does not depend on it.
 */
	function raw_call
	save_registers
	push	%rsi
	push	%rdi
	movq	%rsp, RAW_RSP(%rdi)
	load_all
	call	*8(%rsp)
	store_all
	lea	-8(%rsp), %rax
	sub	%rax, RAW_RSP(%rdi)
	add	$8, %rsp
	/* The flags chosen are not the caller's. */
	pushq	$0x202
	popfq
	restore_registers
	ret

	function raw_kernel_interface
	save_registers
	push	%rdi
	load_all
	.byte	0xf0, 0x90
	store_all
	movq	$0, RAW_RSP(%rdi)
	cld
	restore_registers
	ret

	.globl	probe_read_ip, probe_write_ip
	function probe_read
probe_read_ip:
	mov	(%rdi), %rax
	ret

	function probe_write
probe_write_ip:
	mov	%rsi, (%rdi)
	xor	%eax, %eax
	ret

/* The first function of a thread: hands over all registers as it found them. */
	function raw_first_function
	mov	%rax, first_registers + RAW_RAX
	mov	%rbx, first_registers + RAW_RBX
	mov	%rcx, first_registers + RAW_RCX
	mov	%rdx, first_registers + RAW_RDX
	mov	%rsi, first_registers + RAW_RSI
	mov	%rdi, first_registers + RAW_RDI
	mov	%rbp, first_registers + RAW_RBP
	mov	%rsp, first_registers + RAW_RSP
	mov	%r8, first_registers + RAW_R8
	mov	%r9, first_registers + RAW_R9
	mov	%r10, first_registers + RAW_R10
	mov	%r11, first_registers + RAW_R11
	mov	%r12, first_registers + RAW_R12
	mov	%r13, first_registers + RAW_R13
	mov	%r14, first_registers + RAW_R14
	mov	%r15, first_registers + RAW_R15
	pushfq
	popq	first_registers + RAW_FLAGS
	mov	$first_registers, %edi
	mov	%cs, %rsi
	call	raw_first_registers

/* Enters the function at the address; a fault at its first instruction leaves the stack intact. */
	function probe_execute
	jmp	*%rdi

	function raise_exception
	ud2
	.globl	raise_exception_end
raise_exception_end:
	xor	%eax, %eax
	ret

	.globl	probe_failed
probe_failed:
	mov	$-1, %rax
	ret

	.globl	spin
	.balign	16
spin:
	jmp	spin

	.bss
	.balign	8
first_registers:
	.skip	RAW_SIZE

	.section .note.GNU-stack, "", @progbits
