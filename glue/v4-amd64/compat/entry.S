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
#include <generated/syscalls.h>
#include <glue/entry_macros.h>
#include <glue/stubs.h>

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
 * TF, NT, AC masked. Falls in from above, or comes from the short path.
 */
NEXT compat_syscall
	/*
	 * What is not an address in a stub becomes a great one, and so does each address for a
	 * thread of a 64-bit space, whose r8 to r15 stay as they are.
	 */
	subq	THIS_CPU(CPU_COMPAT_IPC_RETURN), %rcx
	cmpq	$(SYSCALL_COUNT << STUB32_SHIFT), %rcx
	jae	.Lstray
	movq	THIS_CPU(CPU_TRAP_STACK), %r8
	movl	%esp, %r9d
	movq	%r9, TCB_RSP - TCB_LINE(%r8)
	movq	%r11, TCB_RFLAGS - TCB_LINE(%r8)
	/* The number of the stub: masked, not only compared, so no speculation leaves the table. */
	movl	%ecx, %r10d
	shrl	$STUB32_SHIFT, %r10d
	andl	$(STUB_TABLE - 1), %r10d
	NOTE_SEGMENTS
	EXPECT_64BIT_CALLS
	leaq	-TCB_LINE(%r8), %rcx
	movq	THIS_CPU(CPU_STACK_TOP), %rsp
	movb	$STATE_RUNNING, TCB_STATE(%rcx)
	movq	%rcx, THIS_CPU(CPU_CURRENT)
	movl	%eax, %r8d
	movl	%ebx, %r9d
	xorl	%ebp, %ebp
	CALL_TABLE compat_syscalls, r10
	movq	%rax, %rdi
	jmp	compat_kernel_exit

	/* No stub of ours. */
.Lstray:
	addq	THIS_CPU(CPU_COMPAT_IPC_RETURN), %rcx
	STRAY_GS compat_syscall
	STRAY SEL_USER_CODE32, compat_stray
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
	/* The processor has loaded null. */
	movl	$SEL_KERNEL_DATA, %r8d
	movl	%r8d, %ss
	/* Where the vector stands now: the mark of a thread that came from user code. */
	movq	$FRAME_IPC32, (%rsp)
	pushq	$RFLAGS_FIXED
	popfq
	movq	40(%rsp), %rsp
	jmp	compat_syscall
	/* Outside of the stubs it is what it would be if the gate were closed. */
.Lforbidden:
	movq	$VECTOR_PROTECTION, (%rsp)
	movq	$(VECTOR_COMPAT * 8 + 2), 8(%rsp)
	subq	$2, 16(%rsp)
	jmp	trap_entry
END compat_interrupt

/*
 * Out of the kernel behind a call, as kernel_exit: the next thread, rdi, has 32-bit words mostly.
 */
FUNC compat_kernel_exit
	call	leave_kernel
	movq	THIS_CPU(CPU_SEGMENTS), %rcx
	cmpq	proper_segments(%rip), %rcx
	jne	kernel_exit_repair
	testb	$USUAL_WORDS, TCB_USUAL(%rax)
	jnz	kernel_exit_64bit
/*
 * Out of the kernel, to the thread rax of a 32-bit space: everything else is done. SS is not null.
 */
NEXT compat_exit
	EXPECT_32BIT_CALLS
	cmpq	$FRAME_CALL32, TCB_VECTOR(%rax)
	jne	.Lnot_from_call
	/* While user code runs, its frame is as Ipc expects it. */
	movq	$FRAME_IPC32, TCB_VECTOR(%rax)
	movl	TCB_RSI(%rax), %esi
	movl	TCB_RBX(%rax), %ebx
	movl	TCB_RBP(%rax), %ebp
	movl	TCB_RIP(%rax), %ecx
.Lshort:
	movl	TCB_RDX(%rax), %edx
	movl	TCB_RDI(%rax), %edi
	movq	TCB_RFLAGS(%rax), %r11
	movl	TCB_RSP(%rax), %esp
	TAKE_TABLES rax, r8
	movl	TCB_RAX(%rax), %eax
#ifdef CONFIG_HARDEN_TABLES
	.irp	r, r9d, r10d, r12d, r13d, r14d, r15d
	xorl	%\r, %\r
	.endr
	jmp	passage_out32
#else
	.irp	r, r8d, r9d, r10d, r12d, r13d, r14d, r15d
	xorl	%\r, %\r
	.endr
	sysretl
#endif
.Lnot_from_call:
	cmpq	$FRAME_IPC32, TCB_VECTOR(%rax)
	jne	.Lfull
	movq	TCB_UTCB(%rax), %rdx
	movl	(%rdx), %esi
	movl	4(%rdx), %ebx
	movl	8(%rdx), %ebp
	movl	$STUB32_TAIL_PLAIN, %ecx
	jmp	.Lshort
.Lfull:
	movq	$FRAME_IPC32, TCB_VECTOR(%rax)
	leaq	TCB_FRAME(%rax), %rsp
	cmpl	$SEL_USER_CODE32, TCB_CS(%rax)
	jne	.Lis_64bit
	/* Emulators give 32-bit code addresses that 32-bit code does not have. */
	movl	$0, TCB_RIP + 4(%rax)
.Lis_64bit:
#ifdef CONFIG_HARDEN_TABLES
	RETURN_FULL
#else
	POP_REGISTERS
	addq	$16, %rsp
	iretq
#endif
END compat_kernel_exit
	.section .note.GNU-stack, "", @progbits
