/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loads of all selectors. A load that faults is made to go on at <name>_next; one that does not is
 * followed by a kernel entry that needs no segment register, and by a look at what it left.
 */
#define DATA		0x23
#define GS		0x33
#define SWEEP_MAX	64

	.text

/* In: rdi first selector, rsi behind the last one, rdx the gate of a call without parameters. */
	.macro	sweep segment
	.globl	sweep_\segment, sweep_\segment\()_load, sweep_\segment\()_next
	.type	sweep_\segment, @function
	.balign	16
sweep_\segment:
	/* The calls keep no register. */
	.irp	r, rbx, rbp, r12, r13, r14, r15
	push	%\r
	.endr
	mov	%edi, %ebx
	mov	%esi, %r12d
	mov	%rdx, %r13
1:
sweep_\segment\()_load:
	mov	%ebx, %\segment
	mov	sweep_count, %rax
	cmp	$SWEEP_MAX, %rax
	jae	2f
	mov	%rbx, sweep_loaded(, %rax, 8)
2:
	incq	sweep_count
	push	%rbx
	push	%r12
	push	%r13
	call	*%r13
	pop	%r13
	pop	%r12
	pop	%rbx
	mov	%ds, %eax
	xor	$DATA, %eax
	mov	%es, %ecx
	xor	$DATA, %ecx
	or	%ecx, %eax
	mov	%fs, %ecx
	xor	$DATA, %ecx
	or	%ecx, %eax
	mov	%gs, %ecx
	xor	$GS, %ecx
	or	%ecx, %eax
	jz	sweep_\segment\()_next
	incq	sweep_wrong
sweep_\segment\()_next:
	inc	%ebx
	cmp	%r12d, %ebx
	jne	1b
	.irp	r, r15, r14, r13, r12, rbp, rbx
	pop	%\r
	.endr
	xor	%eax, %eax
	ret
	.endm

	sweep	ds
	sweep	es
	sweep	fs
	sweep	ss
	sweep	gs

	.bss
	.balign	8
	.globl	sweep_loaded, sweep_count, sweep_wrong
sweep_loaded:
	.skip	8 * SWEEP_MAX
sweep_count:
	.skip	8
sweep_wrong:
	.skip	8

	.section .note.GNU-stack, "", @progbits
