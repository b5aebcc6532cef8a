/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ways of 32-bit programs into the kernel, and their way out. Which one is open was chosen at
 * boot: SYSCALL, SYSENTER or a software interrupt. (AMD64 manual, volume 2, section 6.1; Intel 64
 * manual, volume 2, SYSENTER)
 *
 * R8 to R15 do not exist for 32-bit code, but survive it, and 64-bit code that it jumps to sees
 * them: they are free in here, and zero after each call. So are the upper halves of the others.
 */
#include <arch/cpureg.h>
#include <arch/frame.h>
#include <arch/percpu.h>
#include <arch/segments.h>
#include <arch/vectors.h>
#include <base/asm.h>
#include <generated/offsets.h>
#include <glue/entry_macros.h>
#include <glue/stubs.h>

#define STUB32_SLOTS	(STUB32_SET_COUNT * STUB_TABLE)

/*
 * SYSENTER. In: ecx = address behind the instruction if it stands in a stub, ebp = the user's stack
 * pointer, rsp = the end of the kernel's stack; interrupts off. All other flags are the user's.
 */
FUNC compat_sysenter
	pushfq
	popq	%r11
	orl	$RFLAGS_IF, %r11d
.Lflags_saved:
	pushq	$RFLAGS_FIXED
	popfq
	movl	%ebp, %esp
	/* 64-bit code has this instruction too, and more bits of RCX. */
	movl	%ecx, %ecx
#ifdef CONFIG_IPC_FASTPATH
	jmp	compat_fastpath
#endif

/*
 * SYSCALL. In: rcx = address behind the instruction, r11 = flags, rsp = the user's; interrupts, DF,
 * TF, NT, AC masked. Falls in from above,
 * or comes from the short path.
 */
NEXT compat_syscall
	movq	%rsp, THIS_CPU(CPU_USER_STACK)
	movq	THIS_CPU(CPU_TRAP_STACK), %rsp
	/* A thread of a 64-bit space, whose r8 to r15 stay as they are. */
	testb	$USUAL_WORDS, TCB_USUAL - TCB_LINE(%rsp)
	jnz	.Lstray
.Lis_compat:
	movl	%ecx, %r9d
	subl	$STUB32_ADDRESS(0), %r9d
	shrl	$STUB32_SHIFT, %r9d
	cmpl	$STUB32_SLOTS, %r9d
	jae	.Lstray_compat
	/* Masked, not only compared: no speculation leaves the table. */
	andl	$(STUB_TABLE - 1), %r9d
	movl	THIS_CPU(CPU_USER_STACK), %r10d
	movq	%r10, TCB_RSP - TCB_LINE(%rsp)
	movq	%r11, TCB_RFLAGS - TCB_LINE(%rsp)
	movq	%rdi, TCB_RDI - TCB_LINE(%rsp)
	movq	%rsi, TCB_RSI - TCB_LINE(%rsp)
	movq	%rdx, TCB_RDX - TCB_LINE(%rsp)
	movq	%rbx, TCB_RBX - TCB_LINE(%rsp)
	movq	%rbp, TCB_RBP - TCB_LINE(%rsp)
	movq	%rax, TCB_RAX - TCB_LINE(%rsp)
	NOTE_SEGMENTS
	EXPECT_64BIT_CALLS
	leaq	-TCB_LINE(%rsp), %rcx
	movq	THIS_CPU(CPU_STACK_TOP), %rsp
	movb	$STATE_RUNNING, TCB_STATE(%rcx)
	movq	%rcx, THIS_CPU(CPU_CURRENT)
	movl	%r9d, %r10d
	movl	%eax, %r8d
	movl	%ebx, %r9d
	xorl	%ebp, %ebp
	call	*compat_syscalls(, %r10, 8)
	movq	%rax, %rdi
	jmp	kernel_exit

	/* No stub of ours: rsp is the frame's end. What this entry has used holds nothing. */
.Lstray_compat:
	xorl	%r9d, %r9d
.Lstray:
	STRAY_AT_FRAME SEL_USER_CODE32, compat_stray
END compat_sysenter

/*
 * A #DB of kernel mode at compat_sysenter, for the flag TF that SYSENTER leaves: on the stack of
 * #DB, which holds vector, error code and what the processor stored. The call begins without it;
 * the program has it again when the call returns, and is stopped behind it then.
 */
FUNC compat_sysenter_stepped
	andl	$~RFLAGS_TF, 32(%rsp)
	/* The address is the kernel's own: it is below 2 GiB from the end. */
	movq	$.Lstepped, 16(%rsp)
	addq	$16, %rsp
	iretq
.Lstepped:
	pushfq
	popq	%r11
	orl	$(RFLAGS_IF | RFLAGS_TF), %r11d
	jmp	.Lflags_saved
END compat_sysenter_stepped

/*
 * The software interrupt, by the stub of its vector: rsp points at that, in the frame. DF and AC
 * are the user's.
 */
FUNC compat_interrupt
	/* The gate does not tell it from a device's interrupt, which comes in the kernel too. */
	testb	$3, 24(%rsp)
	jz	interrupt_entry
	cmpl	$SEL_USER_CODE32, 24(%rsp)
	jne	.Lforbidden
	cmpl	$STUB32_ADDRESS(STUB32_INTERRUPT), 16(%rsp)
	jb	.Lforbidden
	cmpl	$STUB32_ADDRESS(STUB32_SET_COUNT), 16(%rsp)
	jae	.Lforbidden
	testb	$USUAL_WORDS, TCB_USUAL - TCB_VECTOR(%rsp)
	jnz	.Lforbidden
	movl	16(%rsp), %ecx
	movl	32(%rsp), %r11d
	movq	40(%rsp), %r8
	movq	%r8, THIS_CPU(CPU_USER_STACK)
	/* Where the vector stands now: the mark of a thread that came from user code. */
	movq	$FRAME_IPC32, (%rsp)
	pushq	$RFLAGS_FIXED
	popfq
	movq	THIS_CPU(CPU_TRAP_STACK), %rsp
	jmp	.Lis_compat
	/* Outside of the stubs it is what it would be if the gate were closed. */
.Lforbidden:
	movq	$VECTOR_PROTECTION, (%rsp)
	movq	$(VECTOR_COMPAT * 8 + 2), 8(%rsp)
	subq	$2, 16(%rsp)
	jmp	trap_entry
END compat_interrupt

/* Out of the kernel, to the thread rdi of a 32-bit space. Everything else is done. */
FUNC compat_exit
	EXPECT_32BIT_CALLS
	cmpq	$FRAME_IPC32, TCB_VECTOR(%rdi)
	jne	.Lnot_from_ipc
	movq	TCB_UTCB(%rdi), %rdx
	movl	(%rdx), %esi
	movl	4(%rdx), %ebx
	movl	8(%rdx), %ebp
	movl	$STUB32_TAIL_PLAIN, %ecx
	jmp	.Lshort
.Lnot_from_ipc:
	leaq	TCB_FRAME(%rdi), %rsp
	cmpq	$FRAME_CALL32, TCB_VECTOR(%rdi)
	/* While user code runs, its frame is as Ipc expects it. */
	movq	$FRAME_IPC32, TCB_VECTOR(%rdi)
	jne	.Lfull
	movl	TCB_RSI(%rdi), %esi
	movl	TCB_RBX(%rdi), %ebx
	movl	TCB_RBP(%rdi), %ebp
	movl	TCB_RIP(%rdi), %ecx
.Lshort:
	/*
	 * SYSRET of AMD processors leaves the hidden part of SS, which is null since an interrupt:
	 * 32-bit code could not use its stack.
	 */
	movl	$SEL_KERNEL_DATA, %eax
	movl	%eax, %ss
	movl	TCB_RAX(%rdi), %eax
	movl	TCB_RDX(%rdi), %edx
	movq	TCB_RFLAGS(%rdi), %r11
	movl	TCB_RSP(%rdi), %esp
	movl	TCB_RDI(%rdi), %edi
	.irp	r, r8d, r9d, r10d, r12d, r13d, r14d, r15d
	xorl	%\r, %\r
	.endr
	sysretl
.Lfull:
	cmpl	$SEL_USER_CODE32, TCB_CS(%rdi)
	jne	.Lis_64bit
	/* Emulators give 32-bit code addresses that 32-bit code does not have. */
	movl	$0, TCB_RIP + 4(%rdi)
.Lis_64bit:
	POP_REGISTERS
	addq	$16, %rsp
	iretq
END compat_exit
	.section .note.GNU-stack, "", @progbits
