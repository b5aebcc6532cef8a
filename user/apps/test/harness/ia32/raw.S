/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls with all registers chosen and seen (raw.h), and accesses to memory whose faults can be
 * aborted by setting the instruction pointer to probe_failed. Arguments are on the stack.
 */
#include "raw.h"

	.text

	.macro	function name
	.globl	\name
	.type	\name, @function
	.balign	16
\name:
	.endm

/* The first argument lies behind them at FIRST(%esp). */
#define FIRST	20
	.macro	save_registers
	push	%ebp
	push	%ebx
	push	%esi
	push	%edi
	.endm

	.macro	restore_registers
	pop	%edi
	pop	%esi
	pop	%ebx
	pop	%ebp
	.endm

/* All registers but esp from the structure at edi. */
	.macro	load_all
	pushl	RAW_FLAGS(%edi)
	popfl
	mov	RAW_EAX(%edi), %eax
	mov	RAW_EBX(%edi), %ebx
	mov	RAW_ECX(%edi), %ecx
	mov	RAW_EDX(%edi), %edx
	mov	RAW_ESI(%edi), %esi
	mov	RAW_EBP(%edi), %ebp
	mov	RAW_EDI(%edi), %edi
	.endm

/*
 * All registers but esp into the structure whose address is on the stack's top, which it leaves in
 * edi; flags last, as only moves came before.
 */
	.macro	store_all
	xchg	%edi, (%esp)
	mov	%eax, RAW_EAX(%edi)
	mov	%ebx, RAW_EBX(%edi)
	mov	%ecx, RAW_ECX(%edi)
	mov	%edx, RAW_EDX(%edi)
	mov	%esi, RAW_ESI(%edi)
	mov	%ebp, RAW_EBP(%edi)
	popl	RAW_EDI(%edi)
	pushfl
	popl	RAW_FLAGS(%edi)
	.endm

/*
 * Stack at the call: structure, gate. A gate that does not preserve esp breaks the thread, so esp
 * is compared through memory that does not depend on it.
 */
	function raw_call
	save_registers
	mov	FIRST(%esp), %edi
	pushl	FIRST + 4(%esp)
	push	%edi
	movl	%esp, RAW_ESP(%edi)
	load_all
	call	*4(%esp)
	store_all
	lea	-4(%esp), %eax
	sub	%eax, RAW_ESP(%edi)
	add	$4, %esp
	/* The flags chosen are not the caller's. */
	pushl	$FIXED_FLAGS
	popfl
	restore_registers
	ret

	function raw_kernel_interface
	save_registers
	mov	FIRST(%esp), %edi
	push	%edi
	load_all
	.byte	0xf0, 0x90
	store_all
	movl	$0, RAW_ESP(%edi)
	cld
	restore_registers
	ret

	.globl	probe_read_ip, probe_write_ip
	function probe_read
	mov	4(%esp), %eax
probe_read_ip:
	mov	(%eax), %eax
	ret

	function probe_write
	mov	4(%esp), %eax
	mov	8(%esp), %ecx
probe_write_ip:
	mov	%ecx, (%eax)
	xor	%eax, %eax
	ret

/* The first function of a thread: hands over all registers as it found them. */
	function raw_first_function
	mov	%eax, first_registers + RAW_EAX
	mov	%ebx, first_registers + RAW_EBX
	mov	%ecx, first_registers + RAW_ECX
	mov	%edx, first_registers + RAW_EDX
	mov	%esi, first_registers + RAW_ESI
	mov	%edi, first_registers + RAW_EDI
	mov	%ebp, first_registers + RAW_EBP
	mov	%esp, first_registers + RAW_ESP
	pushfl
	popl	first_registers + RAW_FLAGS
	mov	%cs, %eax
	push	%eax
	pushl	$first_registers
	call	raw_first_registers

/* Enters the function at the address; a fault at its first instruction leaves the stack intact. */
	function probe_execute
	jmp	*4(%esp)

	function raise_exception
	ud2
	.globl	raise_exception_end
raise_exception_end:
	xor	%eax, %eax
	ret

	.globl	probe_failed
probe_failed:
	mov	$-1, %eax
	ret

	.globl	spin
	.balign	16
spin:
	jmp	spin

	.bss
	.balign	4
first_registers:
	.skip	RAW_SIZE

	.section .note.GNU-stack, "", @progbits
