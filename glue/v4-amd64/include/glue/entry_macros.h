/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Assembler macros of the ways into the kernel and out of it. Their users include
 * <generated/offsets.h>, <arch/percpu.h>, <arch/segments.h> and, for PUSH_VECTOR, <arch/vectors.h>.
 */
#ifndef L4_GLUE_ENTRY_MACROS_H
#define L4_GLUE_ENTRY_MACROS_H

#define FRAME_USER_IP	16		/* RIP and CS, seen from the vector word */
#define FRAME_USER_CS	24

/* The general registers in the order of struct save_frame, below the vector. */
	.macro PUSH_REGISTERS
	pushq	%rdi
	PUSH_REGISTERS_BELOW_RDI
	.endm

	/* For an entry that needs a register at once. */
	.macro PUSH_REGISTERS_BELOW_RDI
	.irp	r, rsi, rdx, rcx, rax, r8, r9, r10, r11, rbx, rbp, r12, r13, r14, r15
	pushq	%\r
	.endr
	.endm

	.macro POP_REGISTERS
	POP_REGISTERS_BELOW_RDI
	popq	%rdi
	.endm

	.macro POP_REGISTERS_BELOW_RDI
	.irp	r, r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8, rax, rcx, rdx, rsi
	popq	%\r
	.endr
	.endm

	/* What follows is not executed by a guess: see <arch/relax.h>. */
	.macro DECIDED
#ifdef CONFIG_HARDEN_BOUNDS
	lfence
#endif
	.endm

	/* Call entry %index of a table of functions; the register is free. */
	.macro CALL_TABLE table, index
#ifdef CONFIG_HARDEN_RETPOLINE
	movq	\table(, %\index, 8), %\index
	call	__x86_indirect_thunk_\index
#else
	call	*\table(, %\index, 8)
#endif
	.endm

/*
 * The last instructions of the ways out: with HARDEN_TABLES in the passage, where a register brings
 * what is loaded for the space.
 */
#ifdef CONFIG_HARDEN_TABLES
	.macro TAKE_TABLES thread, reg
	movq	TCB_SPACE_WORD(%\thread), %\reg
	.endm
	/* To 64-bit code; the tables are in rbp, which no program gets back. */
	.macro RETURN64
	jmp	passage_out64
	.endm
	/* From a stack of IST, with vector and error code on it. */
	.macro RETURN_BACK
	jmp	passage_back
	.endm
	/*
	 * To user code, by IRET, with all registers of the thread in rax, whose frame rsp points
	 * at: what is needed last goes to the stack in the window.
	 */
	.macro RETURN_FULL
	movq	THIS_CPU(CPU_ENTRY_STACK), %rdi
	.irp	n, 1, 2, 3, 4, 5
	movq	TCB_RIP + 8 * (5 - \n)(%rax), %rcx
	movq	%rcx, -8 * \n(%rdi)
	.endr
	movq	TCB_RDI(%rax), %rcx
	movq	%rcx, -6 * 8(%rdi)
	movq	TCB_SPACE_WORD(%rax), %rcx
	movq	%rcx, -7 * 8(%rdi)
	subq	$7 * 8, %rdi
	POP_REGISTERS_BELOW_RDI
	movq	%rdi, %rsp
	jmp	passage_out_full
	.endm
#else
	.macro TAKE_TABLES thread, reg
	.endm
	.macro RETURN64
	xorl	%ebp, %ebp
	sysretq
	.endm
	.macro RETURN_BACK
	addq	$16, %rsp
	iretq
	.endm
#endif

/*
 * With several processors a selector in GS that is not the kernel's may lead astray: to a place
 * where no SYSCALL comes from (see the decision). Other entries from user mode look at it before
 * they use THIS_CPU().
 */
	.macro OWN_GS reg
#ifdef CONFIG_SMP
	movl	%gs, %\reg
	cmpl	$SEL_USER_GS, %\reg
	je	.Lown_gs\@
	movl	$SEL_USER_GS, %\reg
	movl	%\reg, %gs
.Lown_gs\@:
#endif
	.endm

/*
 * Users load segment registers without the kernel's knowledge. Their values are noted on the way
 * in, so that one comparison on the way out is enough; see the decision on segment registers.
 */
	.macro NOTE_SEGMENTS
	movw	%ds, THIS_CPU(CPU_SEGMENTS)
	movw	%es, THIS_CPU(CPU_SEGMENTS + 2)
	movw	%fs, THIS_CPU(CPU_SEGMENTS + 4)
	movw	%gs, THIS_CPU(CPU_SEGMENTS + 6)
	.endm

	/* Changes rcx. */
	.macro REPAIR_SEGMENTS
	movl	$SEL_USER_DATA, %ecx
	movl	%ecx, %ds
	movl	%ecx, %es
	movl	%ecx, %fs
	movl	$SEL_USER_GS, %ecx
	movl	%ecx, %gs
	/* The next exit may come from the idle loop, which notes nothing. */
	movq	proper_segments(%rip), %rcx
	movq	%rcx, THIS_CPU(CPU_SEGMENTS)
	.endm

/*
 * In the kernel the entry of 64-bit programs is the one that knows its Ipc: whoever leaves for a
 * thread of a 32-bit space changes that.
 */
	.macro EXPECT_64BIT_CALLS
#ifdef CONFIG_COMPAT32
	movl	$0, THIS_CPU(CPU_IPC_RETURN + 4)
	movl	$-1, THIS_CPU(CPU_COMPAT_IPC_RETURN + 4)
#endif
	.endm
	.macro EXPECT_32BIT_CALLS
	movl	$-1, THIS_CPU(CPU_IPC_RETURN + 4)
	movl	$0, THIS_CPU(CPU_COMPAT_IPC_RETURN + 4)
	.endm

/*
 * The frame is complete, rsp points at it: rdi = its thread, on the kernel's stack. A short IPC
 * has told the processor alone who runs, by the trap stack. In user mode its state is WAITING.
 */
	.macro TO_KERNEL_STACK
	NOTE_SEGMENTS
	EXPECT_64BIT_CALLS
	leaq	-TCB_FRAME(%rsp), %rdi
	movb	$STATE_RUNNING, TCB_STATE(%rdi)
	movq	%rdi, THIS_CPU(CPU_CURRENT)
	movq	THIS_CPU(CPU_STACK_TOP), %rsp
	xorl	%ebp, %ebp
	.endm

/*
 * SYSCALL that is no call, or seemed to be none as GS led astray: then `again`. Only RCX and R11
 * are free, as far as the return address and the flags leave them.
 */
	.macro STRAY_GS again
#ifdef CONFIG_SMP
	shlq	$32, %r11
	movw	%gs, %r11w
	cmpw	$SEL_USER_GS, %r11w
	je	.Lstray_gs\@
	movw	$SEL_USER_GS, %r11w
	movw	%r11w, %gs
	shrq	$32, %r11
	jmp	\again
.Lstray_gs\@:
	shrq	$32, %r11
#endif
	.endm

/* In a vector's stub, with its number in the symbol `vector`: the end of a trap's frame. */
	.macro PUSH_VECTOR
	/* Not by ||: the assembler computes both sides, and a shift by so much is none. */
	.if	vector >= VECTOR_FIRST_IRQ
	pushq	$0
	.elseif	!(vectors_with_error >> vector & 1)
	pushq	$0
	.endif
	pushq	$vector
	.endm

/* SYSCALL that is no call: the thread's frame becomes the stack to save all registers to. */
	.macro STRAY code_selector, handler
	movq	%rsp, THIS_CPU(CPU_USER_STACK)
	movq	THIS_CPU(CPU_TRAP_STACK), %rsp
	pushq	$SEL_USER_DATA
	pushq	THIS_CPU(CPU_USER_STACK)
	pushq	%r11
	pushq	$\code_selector
	pushq	%rcx
	pushq	$0
	pushq	$0
	PUSH_REGISTERS
	TO_KERNEL_STACK
	call	\handler
	movq	%rax, %rdi
	jmp	kernel_exit
	.endm

#endif
