/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * 32-bit code of the tests: the loop of helpers, calls with all registers chosen (raw32.h).
 */
#include <l4/abi/kip.h>

#include "raw32.h"

	.text
	.code32

	.macro	function name
	.globl	\name
	.type	\name, @function
	.balign	16
\name:
	.endm

/*
 * Executes one function after the other, each answered with its value, as helper_main does. UTCB:
 * BR0 at -64, message registers from 0.
 */
	function helper32_main
	xorl	%ebx, %ebx
1:
	.byte	0xf0, 0x90
	movl	%eax, %ebp
	addl	4 * L4_KIP_WORD_IPC(%eax), %ebp
	movl	%gs:0, %edi
	movl	%ebx, 4(%edi)
	movl	$0, -64(%edi)
	movl	main_thread32, %eax
	movl	%eax, %edx
	xorl	%ecx, %ecx
	movl	$LABEL_DONE << 16 | 1, %esi
	call	*%ebp
	movl	%gs:0, %edi
	xorl	%ebx, %ebx
	cmpl	$LABEL_RUN << 16 | 4, %esi
	jne	1b
	pushl	16(%edi)
	pushl	12(%edi)
	pushl	8(%edi)
	call	*4(%edi)
	addl	$12, %esp
	movl	%eax, %ebx
	jmp	1b

	.macro	load_all
	pushl	RAW32_FLAGS(%edi)
	popfl
	movl	RAW32_EAX(%edi), %eax
	movl	RAW32_EBX(%edi), %ebx
	movl	RAW32_ECX(%edi), %ecx
	movl	RAW32_EDX(%edi), %edx
	movl	RAW32_ESI(%edi), %esi
	movl	RAW32_EBP(%edi), %ebp
	movl	RAW32_EDI(%edi), %edi
	.endm

/* The structure's address is on top of the stack; leaves it in edi and the stack as it was. */
	.macro	store_all
	xchgl	%edi, (%esp)
	movl	%eax, RAW32_EAX(%edi)
	movl	%ebx, RAW32_EBX(%edi)
	movl	%ecx, RAW32_ECX(%edi)
	movl	%edx, RAW32_EDX(%edi)
	movl	%esi, RAW32_ESI(%edi)
	movl	%ebp, RAW32_EBP(%edi)
	popl	RAW32_EDI(%edi)
	pushfl
	popl	RAW32_FLAGS(%edi)
	movw	%ds, RAW32_DS(%edi)
	movw	%es, RAW32_ES(%edi)
	movw	%fs, RAW32_FS(%edi)
	movw	%gs, RAW32_GS(%edi)
	.endm

	/* Structure, stub. */
	function raw32_stub
	pushal
	movl	36(%esp), %edi
	movl	40(%esp), %eax
	jmp	1f

/* In: structure, gate. KernelInterface tells where the interface page is. */
	function raw32_call
	pushal
	movl	36(%esp), %edi
	movl	40(%esp), %ebx
	.byte	0xf0, 0x90
	addl	(%eax, %ebx, 4), %eax
1:
	pushl	%eax
	pushl	%edi
	movl	$0, RAW32_DS(%edi)
	movl	$0, RAW32_ES(%edi)
	movl	$0, RAW32_FS(%edi)
	movl	$0, RAW32_GS(%edi)
	movl	%esp, RAW32_ESP(%edi)
	load_all
	movl	%esp, raw32_stack
	call	*4(%esp)
	.globl	raw32_called
raw32_called:
	store_all
	leal	-4(%esp), %eax
	subl	%eax, RAW32_ESP(%edi)
	addl	$4, %esp
	/* The flags chosen are not the caller's. */
	pushl	$0x202
	popfl
	popal
	xorl	%eax, %eax
	ret

	/* The same with message and buffer registers: structure, gate, number. */
	function raw32_message
	pushl	%esi
	pushl	%edi
	movl	%gs:0, %edi
	.irp	i, 0, 1, 2
	movl	buffers32 + 4 * \i, %eax
	movl	%eax, -64 - 4 * \i(%edi)
	.endr
	movl	$message32 + 4, %esi
	addl	$4, %edi
	movl	20(%esp), %ecx
	rep movsl
	pushl	16(%esp)
	pushl	16(%esp)
	call	raw32_call
	addl	$8, %esp
	movl	%gs:0, %esi
	movl	$message32, %edi
	movl	$64, %ecx
	rep movsl
	popl	%edi
	popl	%esi
	xorl	%eax, %eax
	ret

	/* (first, behind the last): reads all pages. */
	function touch32
	movl	4(%esp), %eax
1:
	movl	(%eax), %ecx
	addl	$1024, %eax
	cmpl	8(%esp), %eax
	jb	1b
	ret

	function divide_32
	xorl	%eax, %eax
	xorl	%edx, %edx
	xorl	%ecx, %ecx
	.globl	divide_32_ip
divide_32_ip:
	divl	%ecx
	movl	$0x77, %eax
	ret

/* Raises an exception with pattern_32_before in all registers; then in pattern_32_after. */
	function pattern_32
	pushal
	movl	$pattern_32_before, %edi
	load_all
	.globl	pattern_32_ip, pattern_32_end
pattern_32_ip:
	ud2
pattern_32_end:
	pushl	$pattern_32_after
	store_all
	pushl	$0x202
	popfl
	popal
	xorl	%eax, %eax
	ret

	/* The code segment that it runs in. */
	function selector_32
	movl	%cs, %eax
	ret

	/* KernelInterface, into pattern_32_after. */
	function first_32
	pushal
	.byte	0xf0, 0x90
	pushl	$pattern_32_after
	store_all
	popal
	xorl	%eax, %eax
	ret

	function peek32
	movl	4(%esp), %eax
	movl	(%eax), %eax
	ret

	function gs32
	movl	%gs:0, %eax
	ret

	function poke32
	movl	4(%esp), %eax
	movl	8(%esp), %ecx
	movl	%ecx, (%eax)
	ret

	.bss
	.balign	4
	.globl	pattern_32_before, pattern_32_after
pattern_32_before:
	.skip	RAW32_SIZE
pattern_32_after:
	.skip	RAW32_SIZE
	.globl	message32, buffers32, raw32_stack
message32:
	.skip	4 * 64
buffers32:
	.skip	4 * 3
raw32_stack:
	.skip	4

	.data
	.balign	4
	.globl	main_thread32
main_thread32:
	.long	0

	.section .note.GNU-stack, "", @progbits
