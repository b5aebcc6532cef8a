/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Gates for programs on the host: each records which gate was called, all registers and BR0, then
 * loads every register except the stack pointer with the answer the test has prepared.
 */
#define GATES	11

	/* Order of both tables; index 7 is the stack pointer. */
#define FOR_EACH_REGISTER(op)							\
	op(%rax, 0); op(%rbx, 1); op(%rcx, 2); op(%rdx, 3); op(%rsi, 4);	\
	op(%rdi, 5); op(%rbp, 6); op(%r8, 8); op(%r9, 9); op(%r10, 10);		\
	op(%r11, 11); op(%r12, 12); op(%r13, 13); op(%r14, 14); op(%r15, 15)
#define RECORD(register, index)	movq register, gate_seen + 8 * index(%rip)
#define ANSWER(register, index)	movq gate_answer + 8 * index(%rip), register

	.text
	.globl	gates
	.balign	16
gates:
	.set	number, 0
	.rept	GATES
	movl	$number, gate_called(%rip)
	jmp	.Lgate
	.balign	16
	.set	number, number + 1
	.endr

.Lgate:
	incl	gate_calls(%rip)
	FOR_EACH_REGISTER(RECORD)
	leaq	8(%rsp), %rax			/* as before the call */
	movq	%rax, gate_seen + 8 * 7(%rip)
	movq	%gs:0, %rax
	movq	-128(%rax), %rax
	movq	%rax, gate_br0(%rip)
	FOR_EACH_REGISTER(ANSWER)
	ret

	.bss
	.balign	16
	.globl	gate_seen, gate_answer, gate_br0, gate_called, gate_calls
gate_seen:
	.skip	8 * 16
gate_answer:
	.skip	8 * 16
gate_br0:
	.skip	8
gate_called:
	.skip	4
gate_calls:
	.skip	4

	.section .note.GNU-stack, "", @progbits
