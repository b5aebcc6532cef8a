/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Gates for programs on the host: each records which gate was called, all registers, the first
 * words of the message and BR0, then
 * loads every register except the stack pointer with the answer the test has prepared; that of
 * ThreadSwitch keeps all of them.
 */
#define GATES		11
#define THREAD_SWITCH	9
#define MESSAGE		8

	/* Order of both tables; index 7 is the stack pointer. */
#define FOR_EACH_REGISTER(op)							\
	op(%eax, 0); op(%ebx, 1); op(%ecx, 2); op(%edx, 3); op(%esi, 4);	\
	op(%edi, 5); op(%ebp, 6)
#define RECORD(register, index)	movl register, gate_seen + 4 * index
#define ANSWER(register, index)	movl gate_answer + 4 * index, register
#define KEEP(register, index)	movl gate_seen + 4 * index, register

	.text
	.globl	gates
	.balign	16
gates:
	.set	number, 0
	.rept	GATES
	movl	$number, gate_called
	jmp	.Lgate
	.balign	16
	.set	number, number + 1
	.endr

.Lgate:
	incl	gate_calls
	FOR_EACH_REGISTER(RECORD)
	leal	4(%esp), %eax			/* as before the call */
	movl	%eax, gate_seen + 4 * 7
	movl	gate_seen + 4 * 4, %eax		/* MR0 is in esi, the others are in memory */
	movl	%eax, gate_mrs
	movl	$MESSAGE - 1, %ecx
	movl	%gs:0, %eax
1:	movl	(%eax, %ecx, 4), %edx
	movl	%edx, gate_mrs(, %ecx, 4)
	decl	%ecx
	jnz	1b
	movl	%gs:0, %eax
	movl	-64(%eax), %eax
	movl	%eax, gate_br0
	cmpl	$THREAD_SWITCH, gate_called
	je	1f
	FOR_EACH_REGISTER(ANSWER)
	ret
1:	FOR_EACH_REGISTER(KEEP)
	ret

	.bss
	.balign	16
	.globl	gate_seen, gate_answer, gate_mrs, gate_br0, gate_called, gate_calls
gate_seen:
	.skip	4 * 8
gate_answer:
	.skip	4 * 8
gate_mrs:
	.skip	4 * MESSAGE
gate_br0:
	.skip	4
gate_called:
	.skip	4
gate_calls:
	.skip	4

	.section .note.GNU-stack, "", @progbits
