/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Instructions that raise exceptions, each with a label, and one that does so with a known pattern
 * in all registers and notes what it has afterwards.
 */
#include "raw.h"

	.text

	.macro	function name
	.globl	\name
	.type	\name, @function
	.balign	16
\name:
	.endm

	.macro	faulting name, instruction:vararg
	function \name
	.globl	\name\()_ip
\name\()_ip:
	\instruction
	mov	$0x77, %eax
	ret
	.endm

	function raise_divide
	xor	%eax, %eax
	xor	%edx, %edx
	xor	%ecx, %ecx
	.globl	raise_divide_ip
raise_divide_ip:
	div	%ecx
	mov	$0x77, %eax
	ret

	faulting raise_ud2, ud2
	faulting raise_push, ud2; push %rax; pop %rax
	faulting raise_int80, int $0x80
	faulting raise_hlt, hlt
	faulting raise_cli, cli
	faulting raise_syscall, syscall
	faulting raise_int_debugger, int $0x20

/* A selector beyond the table: error code is the selector. */
	function raise_selector
	mov	$0xfff8, %eax
	.globl	raise_selector_ip
raise_selector_ip:
	mov	%eax, %es
	mov	$0x77, %eax
	ret

/* An access to a non-canonical address. */
	function raise_canonical
	mov	$0x8000000000000000, %rax
	.globl	raise_canonical_ip
raise_canonical_ip:
	mov	(%rax), %rax
	ret

/* An unmasked SIMD division by zero: MXCSR with ZM clear. */
	function raise_simd
	push	$0x1d80
	ldmxcsr	(%rsp)
	pop	%rax
	xorps	%xmm1, %xmm1
	mov	$0x3f800000, %eax
	movd	%eax, %xmm0
	.globl	raise_simd_ip
raise_simd_ip:
	divss	%xmm1, %xmm0
	mov	$0x77, %eax
	ret

/* A pending x87 error strikes at the next instruction that waits for the unit. */
	function raise_x87
	fninit
	push	$0x37b
	fldcw	(%rsp)
	pop	%rax
	fld1
	fldz
	fdivrp	%st, %st(1)
	.globl	raise_x87_ip
raise_x87_ip:
	fwait
	fninit
	mov	$0x77, %eax
	ret

/* A word across an eight-byte boundary, with alignment checks switched on. */
	function raise_unaligned
	lea	-61(%rsp), %rcx
	and	$-8, %rcx
	pushfq
	orl	$0x40000, (%rsp)
	popfq
	.globl	raise_unaligned_ip, raise_unaligned_end
raise_unaligned_ip:
	mov	1(%rcx), %rax
raise_unaligned_end:
	pushfq
	andl	$0xfffbffff, (%rsp)
	popfq
	mov	$0x77, %eax
	ret

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

	.macro	load_from base
	mov	\base + RAW_RAX, %rax
	mov	\base + RAW_RBX, %rbx
	mov	\base + RAW_RCX, %rcx
	mov	\base + RAW_RDX, %rdx
	mov	\base + RAW_RSI, %rsi
	mov	\base + RAW_RDI, %rdi
	mov	\base + RAW_RBP, %rbp
	mov	\base + RAW_R8, %r8
	mov	\base + RAW_R9, %r9
	mov	\base + RAW_R10, %r10
	mov	\base + RAW_R11, %r11
	mov	\base + RAW_R12, %r12
	mov	\base + RAW_R13, %r13
	mov	\base + RAW_R14, %r14
	mov	\base + RAW_R15, %r15
	.endm

	.macro	store_to base
	mov	%rax, \base + RAW_RAX
	mov	%rbx, \base + RAW_RBX
	mov	%rcx, \base + RAW_RCX
	mov	%rdx, \base + RAW_RDX
	mov	%rsi, \base + RAW_RSI
	mov	%rdi, \base + RAW_RDI
	mov	%rbp, \base + RAW_RBP
	mov	%rsp, \base + RAW_RSP
	mov	%r8, \base + RAW_R8
	mov	%r9, \base + RAW_R9
	mov	%r10, \base + RAW_R10
	mov	%r11, \base + RAW_R11
	mov	%r12, \base + RAW_R12
	mov	%r13, \base + RAW_R13
	mov	%r14, \base + RAW_R14
	mov	%r15, \base + RAW_R15
	.endm

/* exc_before: the registers to fault with, rsp filled in here; exc_after: what came back. */
	function raise_pattern
	save_registers
	mov	%rsp, exc_before + RAW_RSP
	pushq	exc_before + RAW_FLAGS
	popfq
	load_from exc_before
	.globl	raise_pattern_ip, raise_pattern_end
raise_pattern_ip:
	ud2
raise_pattern_end:
	store_to exc_after
	mov	exc_before + RAW_RSP, %rsp
	pushfq
	popq	exc_after + RAW_FLAGS
	cld
	restore_registers
	mov	$0x77, %eax
	ret

/* The same around a write of the byte 0x5a to the address in rdi of exc_before. */
	function pf_pattern
	save_registers
	mov	%rsp, exc_before + RAW_RSP
	pushq	exc_before + RAW_FLAGS
	popfq
	load_from exc_before
	movb	$0x5a, (%rdi)
	store_to exc_after
	mov	exc_before + RAW_RSP, %rsp
	pushfq
	popq	exc_after + RAW_FLAGS
	cld
	restore_registers
	mov	$0x77, %eax
	ret

/* Loads xmm0..15 and st0..7 with values made of rdi. */
	function fpu_load
	movq	%rdi, %xmm0
	.irp	n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	inc	%rdi
	movq	%rdi, %xmm\n
	punpcklqdq %xmm\n, %xmm\n
	.endr
	fninit
	push	%rdi
	.rept	8
	incq	(%rsp)
	fildq	(%rsp)
	.endr
	pop	%rdi
	xor	%eax, %eax
	ret

/* How many of these registers are not as fpu_load(rdi) left them. */
	function fpu_wrong
	xor	%eax, %eax
	movq	%xmm0, %rcx
	cmp	%rdi, %rcx
	setne	%al
	.irp	n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	inc	%rdi
	xor	%edx, %edx
	movq	%xmm\n, %rcx
	cmp	%rdi, %rcx
	setne	%dl
	add	%edx, %eax
	xor	%edx, %edx
	movdqa	%xmm\n, %xmm0
	psrldq	$8, %xmm0
	movq	%xmm0, %rcx
	cmp	%rdi, %rcx
	setne	%dl
	add	%edx, %eax
	.endr
	add	$8, %rdi
	push	%rdi
	.rept	8
	fistpq	(%rsp)
	xor	%edx, %edx
	cmp	%rdi, (%rsp)
	setne	%dl
	add	%edx, %eax
	dec	%rdi
	.endr
	pop	%rdi
	ret

/* Port accesses: port in rdi; value, or address and count, in rsi and rdx. They return 0. */
	.macro	port_function name, instruction:vararg
	function \name
	mov	%rdx, %rcx
	mov	%edi, %edx
	mov	%esi, %eax
	mov	%rsi, %rdi
	.globl	\name\()_ip
\name\()_ip:
	\instruction
	xor	%eax, %eax
	ret
	.endm

	port_function port_in8, in %dx, %al
	port_function port_in16, in %dx, %ax
	port_function port_in32, in %dx, %eax
	port_function port_out8, out %al, %dx
	port_function port_out32, out %eax, %dx
	port_function port_outs, rep outsb
	port_function port_ins, rep insb

	.globl	port_failed
port_failed:
	mov	$-1, %rax
	ret

/* Control words: (mxcsr << 16 | x87) */
	function fpu_control
	sub	$8, %rsp
	fnstcw	(%rsp)
	stmxcsr	4(%rsp)
	movzwl	(%rsp), %ecx
	mov	4(%rsp), %eax
	shl	$16, %rax
	or	%rcx, %rax
	add	$8, %rsp
	ret

	.bss
	.balign	8
	.globl	exc_before, exc_after
exc_before:
	.skip	RAW_SIZE
exc_after:
	.skip	RAW_SIZE

	.section .note.GNU-stack, "", @progbits
