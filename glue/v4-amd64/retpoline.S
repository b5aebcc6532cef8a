/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Indirect calls and jumps of a kernel without any: to the address in a register, by a return. The
 * processor predicts it to the loop behind the call, where guessing ends. The names are the
 * compilers'.
 */
#include <base/asm.h>

	.irp	r, rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r12, r13, r14, r15
FUNC __x86_indirect_thunk_\r
	call	.Ltarget_\r
.Lguess_\r:
	pause
	lfence
	jmp	.Lguess_\r
.Ltarget_\r:
	movq	%\r, (%rsp)
	ret
END __x86_indirect_thunk_\r
	.endr
	.section .note.GNU-stack, "", @progbits
