/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Crossing between the code segments (modes.h).
 */
#include <l4/abi/kip.h>

#include "modes.h"
#include "raw32.h"

	.text

	.macro	function name
	.globl	\name
	.type	\name, @function
	.balign	16
\name:
	.endm

	/* --- for 64-bit spaces --- */

	.code64
	function jump_to_32
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%rsp, saved_sp
	mov	%edi, target
	mov	$MARK, %rax
	.irp	r, r8, r9, r10, r11, r12, r13, r14, r15
	mov	%rax, %\r
	.endr
	mov	%esp, %ebp
	ljmp	*target
	.code32
	.globl	left_32
left_32:
	ljmp	$CODE64, $1f
	.code64
1:
	mov	saved_sp, %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	mov	$0x77, %eax
	ret

	.code32
	.globl	own_syscall, own_sysenter, own_int
own_syscall:
	syscall
	ret
own_sysenter:
	sysenter
	ret
own_int:
	int	$VECTOR_OF_CALLS
	ret

	/* --- for 32-bit spaces --- */

	/*
	 * In: structure, gate; behind the return address. Leaves the gate's address in `target` and
	 * the structure's in edi.
	 */
	.macro	begin_call
	pushal
	movl	%esp, saved_sp
	movl	36(%esp), %edi
	movl	40(%esp), %ebx
	.byte	0xf0, 0x90
	addl	(%eax, %ebx, 4), %eax
	movl	%eax, target
	.endm

	/* Calls; stores all registers. No segment register is relied on. */
	.macro	end_call
	movl	%esp, %ss:sp_before
	call	*%cs:target
	movl	%edi, %ss:left_edi
	movl	%esp, %ss:left_sp
	movl	%ss:saved_sp, %esp
	movl	36(%esp), %edi
	movl	%eax, %ss:RAW32_EAX(%edi)
	movl	%ebx, %ss:RAW32_EBX(%edi)
	movl	%ecx, %ss:RAW32_ECX(%edi)
	movl	%edx, %ss:RAW32_EDX(%edi)
	movl	%esi, %ss:RAW32_ESI(%edi)
	movl	%ebp, %ss:RAW32_EBP(%edi)
	movl	%ss:left_edi, %eax
	movl	%eax, %ss:RAW32_EDI(%edi)
	movl	%ss:left_sp, %eax
	subl	%ss:sp_before, %eax
	movl	%eax, %ss:RAW32_ESP(%edi)
	movl	%ds, %eax
	movl	%eax, %ss:RAW32_DS(%edi)
	movl	%es, %eax
	movl	%eax, %ss:RAW32_ES(%edi)
	movl	%fs, %eax
	movl	%eax, %ss:RAW32_FS(%edi)
	movl	%gs, %eax
	movl	%eax, %ss:RAW32_GS(%edi)
	movl	$DATA, %eax
	movl	%eax, %ds
	movl	%eax, %es
	popal
	xorl	%eax, %eax
	ret
	.endm

	/* All general registers get 32 bits of the structure and MARK's upper half. */
	.code32
	function call_marked
	begin_call
	ljmp	$CODE64, $1f
	.code64
1:
	movabs	$MARK >> 32 << 32, %rax
	.macro	mark register, offset
	mov	\offset(%rdi), %ecx
	lea	(%rcx, %rax), %\register
	.endm
	mark	rbx, RAW32_EBX
	mark	rdx, RAW32_EDX
	mark	rsi, RAW32_ESI
	mark	rbp, RAW32_EBP
	mark	r8, RAW32_EAX
	mark	r9, RAW32_ECX
	mark	rdi, RAW32_EDI
	mov	%r8, %rax
	mov	%r9, %rcx
	movabs	$MARK, %r8
	.irp	r, r9, r10, r11, r12, r13, r14, r15
	mov	%r8, %\r
	.endr
	ljmp	*to_32
	.code32
2:
	call	*target
	ljmp	$CODE64, $3f
	.code64
3:
	.macro	see register, index
	mov	%\register, seen + 8 * (\index)
	.endm
	see	rax, SEEN_RAX
	see	rbx, SEEN_RBX
	see	rcx, SEEN_RCX
	see	rdx, SEEN_RDX
	see	rsi, SEEN_RSI
	see	rdi, SEEN_RDI
	see	rbp, SEEN_RBP
	see	r8, SEEN_R8
	see	r9, SEEN_R8 + 1
	see	r10, SEEN_R8 + 2
	see	r11, SEEN_R8 + 3
	see	r12, SEEN_R8 + 4
	see	r13, SEEN_R8 + 5
	see	r14, SEEN_R8 + 6
	see	r15, SEEN_R8 + 7
	ljmp	*back_to_32
	.code32
4:
	movl	saved_sp, %esp
	popal
	xorl	%eax, %eax
	ret

	/* Saves what C needs and goes to 64-bit code that follows; left_64 ends it. */
	.macro	in_64 name
	.code32
	function \name
	pushal
	movl	%esp, saved_sp
	ljmp	$CODE64, $1f
	.code64
1:
	.endm

	in_64	syscall_in_64
	.globl	syscall_in_64_ip
syscall_in_64_ip:
	syscall
	jmp	left_64

	/* (address of a stub) */
	in_64	stub_in_64
	mov	36(%rsp), %eax
	call	*%rax
	jmp	left_64

	in_64	ud2_in_64
	.macro	number register, n
	movabs	$UD2_MARK + \n, %\register
	.endm
	number	rdi, 5
	number	rsi, 6
	number	rbp, 7
	number	rbx, 9
	number	rdx, 10
	number	rcx, 11
	number	rax, 12
	number	r8, 13
	.globl	ud2_in_64_ip
ud2_in_64_ip:
	ud2
	.globl	left_64
left_64:
	ljmp	*left_64_to_32
	.code32
5:
	movl	saved_sp, %esp
	popal
	movl	$0x77, %eax
	ret

	/* An address above 4 GiB that differs from a legal one in its upper half. */
	in_64	high_read_in_64
	mov	36(%rsp), %eax
	movabs	$0x100000000, %rcx
	mov	(%rcx, %rax), %eax
	jmp	left_64

	.code32
	function call_at_end
	begin_call
	xorl	%esp, %esp
	movl	RAW32_EAX(%edi), %eax
	movl	RAW32_EBX(%edi), %ebx
	movl	RAW32_ECX(%edi), %ecx
	movl	RAW32_EDX(%edi), %edx
	movl	RAW32_ESI(%edi), %esi
	movl	RAW32_EBP(%edi), %ebp
	movl	RAW32_EDI(%edi), %edi
	end_call

	/* Structure, gate, selector. */
	function call_with_selector
	begin_call
	movl	44(%esp), %eax
	movl	RAW32_EBX(%edi), %ebx
	movl	RAW32_ECX(%edi), %ecx
	movl	RAW32_EDX(%edi), %edx
	movl	RAW32_ESI(%edi), %esi
	movl	RAW32_EBP(%edi), %ebp
	pushl	RAW32_EAX(%edi)
	movl	RAW32_EDI(%edi), %edi
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %fs
	popl	%eax
	end_call

	function call_with_gs
	begin_call
	movl	44(%esp), %eax
	movl	%eax, %gs
	movl	RAW32_EAX(%edi), %eax
	movl	RAW32_EBX(%edi), %ebx
	movl	RAW32_ECX(%edi), %ecx
	movl	RAW32_EDX(%edi), %edx
	movl	RAW32_ESI(%edi), %esi
	movl	RAW32_EBP(%edi), %ebp
	movl	RAW32_EDI(%edi), %edi
	end_call

	function run_own
	call	*4(%esp)
	movl	$0x77, %eax
	ret

	.data
	.balign	8
target:
	.long	0
	.word	CODE32
	.balign	4
to_32:
	.long	2b
	.word	CODE32
	.balign	4
back_to_32:
	.long	4b
	.word	CODE32
	.balign	4
left_64_to_32:
	.long	5b
	.word	CODE32

	.bss
	.balign	8
	.globl	seen
seen:
	.skip	8 * SEEN_REGISTERS
saved_sp:
	.skip	8
left_sp:
	.skip	4
left_edi:
	.skip	4
sp_before:
	.skip	4

	.section .note.GNU-stack, "", @progbits
