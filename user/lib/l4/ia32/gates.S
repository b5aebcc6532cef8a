/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of gates. A gate lies at an offset from the kernel interface page, so a jump to it is
 * made when the place of the page is known: at first an entry jumps to code that finds the gate,
 * writes its distance into the entry and goes through the entry again. The distance is an aligned
 * word: another thread that runs through the entry meanwhile jumps to one place or the other.
 */
#include <generated/syscalls.h>
#include <l4/abi/kip.h>

#define WORD_SIZE	4
#define PAGE_BYTES	4096
#define ENTRY_BYTES	8
#define JMP_REL32	0xe9
#define JMP_BYTES	5
#define LOCK_NOP	.byte 0xf0, 0x90

/* The distance is the entry's second word. */
#define ENTRY(api, NAME, same)							\
	.balign	ENTRY_BYTES;							\
	.skip	WORD_SIZE - 1;							\
	.globl	__L4_##api;							\
	.type	__L4_##api, @function;						\
__L4_##api:									\
	.byte	JMP_REL32;							\
	.long	.Lfirst_##api - . - WORD_SIZE;					\
	.size	__L4_##api, JMP_BYTES;

	.section .syscalls, "awx", @progbits
	.balign	PAGE_BYTES
	.globl	__L4_syscalls_start, __L4_syscalls_end
__L4_syscalls_start:
SYSCALL_GATES(ENTRY)
	.balign	PAGE_BYTES, 0
__L4_syscalls_end:

/* Each entry with where it jumps at first, and where its gate stands in the interface page. */
#define GATE(api, NAME, same)							\
	.long	__L4_##api, .Lfirst_##api, L4_KIP_WORD_##NAME * WORD_SIZE;
#define GATE_ENTRY	0
#define GATE_FIRST	4
#define GATE_OFFSET	8
#define GATE_BYTES	12

	.section .rodata, "a", @progbits
	.balign	WORD_SIZE
.Lgates:
SYSCALL_GATES(GATE)
.Lgates_end:

	.text
/*
 * Stack at .Lbind: offset of the gate's word in the interface page, entry, where the caller goes
 * on. All registers are the caller's; flags are nobody's.
 */
#define FIRST(api, NAME, same)							\
.Lfirst_##api:									\
	pushl	$__L4_##api;							\
	pushl	$L4_KIP_WORD_##NAME * WORD_SIZE;				\
	jmp	.Lbind;
SYSCALL_GATES(FIRST)

.Lbind:
	pushl	%eax
	pushl	%ecx
	pushl	%edx
	pushl	%esi
	LOCK_NOP
	movl	16(%esp), %edx
	movl	20(%esp), %ecx
	addl	(%eax, %edx), %eax
	subl	%ecx, %eax
	subl	$JMP_BYTES, %eax
	movl	%eax, 1(%ecx)
	popl	%esi
	popl	%edx
	popl	%ecx
	popl	%eax
	addl	$WORD_SIZE, %esp
	ret					/* to the entry, once more */

	.macro	function name
	.globl	\name
	.type	\name, @function
\name:
	.endm

	.macro	end name
	.size	\name, . - \name
	.endm

	function __L4_Init
	pushl	%esi
	LOCK_NOP
	pushl	%eax
	pushl	$__L4_syscalls_start
	call	__L4_bind_syscalls
	addl	$2 * WORD_SIZE, %esp
	popl	%esi
	ret
	end __L4_Init

/* void __L4_copy_syscalls_in(L4_Word_t dest) */
	function __L4_copy_syscalls_in
	pushl	%ebx
	movl	$.Lgates, %ebx
1:	movl	GATE_FIRST(%ebx), %eax
	movl	2 * WORD_SIZE(%esp), %ecx
	call	.Lwrite
	addl	$GATE_BYTES, %ebx
	cmpl	$.Lgates_end, %ebx
	jb	1b
	popl	%ebx
	ret
	end __L4_copy_syscalls_in

/* void __L4_bind_syscalls(L4_Word_t dest, L4_Word_t kip): offsets are the same in all spaces. */
	function __L4_bind_syscalls
	pushl	%ebx
	pushl	%esi
	pushl	%edi
	LOCK_NOP
	movl	%eax, %edi
	movl	$.Lgates, %ebx
1:	movl	GATE_OFFSET(%ebx), %eax
	movl	(%edi, %eax), %eax
	addl	5 * WORD_SIZE(%esp), %eax
	movl	4 * WORD_SIZE(%esp), %ecx
	call	.Lwrite
	addl	$GATE_BYTES, %ebx
	cmpl	$.Lgates_end, %ebx
	jb	1b
	popl	%edi
	popl	%esi
	popl	%ebx
	ret
	end __L4_bind_syscalls

/*
 * In: eax = where the entry leads, ebx = its line in .Lgates, ecx = the copy of the table.
 * Destroys eax, ecx.
 */
.Lwrite:
	addl	GATE_ENTRY(%ebx), %ecx
	subl	$__L4_syscalls_start, %ecx
	subl	GATE_ENTRY(%ebx), %eax
	subl	$JMP_BYTES, %eax
	movb	$JMP_REL32, (%ecx)
	movl	%eax, 1(%ecx)
	ret

	.section .note.GNU-stack, "", @progbits
