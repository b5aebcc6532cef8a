/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A 64-bit program that jumps into the 32-bit code segment: nobody forbids it. compat_run jumps to
 * the address in edi; whoever is made to go on at compat_leave returns 0x77 from it.
 */
#define CODE64		0x2b
#define CODE32		0x1b

	.text
	.globl	compat_run, compat_leave
	.type	compat_run, @function
	.balign	16
compat_run:
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%rsp, compat_sp
	mov	%edi, compat_target
	ljmp	*compat_target

	.code32
compat_leave:
	ljmp	$CODE64, $1f
	.code64
1:
	mov	compat_sp, %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	mov	$0x77, %eax
	ret

	.code32
	.globl	compat_ud2, compat_into, compat_into_ip, compat_bound, compat_bound_ip
	.globl	compat_memory, compat_null
compat_ud2:
	ud2
	jmp	compat_leave

/* Without a data segment to use. */
compat_null:
	xor	%eax, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %fs
	ud2
	jmp	compat_leave

compat_into:
	mov	$0x7fffffff, %eax
	inc	%eax
compat_into_ip:
	into
	jmp	compat_leave

compat_bound:
	mov	$2, %eax
compat_bound_ip:
	bound	%eax, compat_limits
	jmp	compat_leave

/* Uses DS, ES, SS and FS. */
compat_memory:
	mov	compat_limits, %eax
	mov	%es:compat_limits, %ecx
	mov	%fs:compat_limits, %edx
	push	%eax
	pop	%eax
	jmp	compat_leave
	.code64

	.data
	.balign	8
compat_target:
	.long	0
	.word	CODE32
	.balign	4
compat_limits:
	.long	0, 1

	.bss
	.balign	8
compat_sp:
	.skip	8

	.section .note.GNU-stack, "", @progbits
