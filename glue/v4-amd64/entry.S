/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ways into the kernel and the way out. User registers are saved right into the frame of the
 * running thread: the processor stores its words there (TSS.rsp0 is the frame's end), the rest is
 * pushed behind. Then C runs on the processor's one kernel stack and names the next thread.
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
#include <kdb/hooks.h>

/* Where SYSENTER leads. */
#ifdef CONFIG_HARDEN_TABLES
#define COMPAT_SYSENTER	passage_sysenter
#else
#define COMPAT_SYSENTER	compat_sysenter
#endif

#if SYSCALL_IPC != 0 || SYSCALL_UNMAP != SYSCALL_COUNT - 4 || \
	SYSCALL_THREAD_SWITCH != SYSCALL_COUNT - 3 || \
	SYSCALL_EXCHANGE_REGISTERS != SYSCALL_COUNT - 2 || SYSCALL_SCHEDULE != SYSCALL_COUNT - 1
#error "the entry tells Ipc by its stub, the first one, and what has a short path by the last ones"
#endif

/*
 * System calls of 64-bit programs. In: rcx = address behind the instruction, r11 = flags, rsp = the
 * user's; interrupts, DF, TF, NT, AC masked. Only what the calls are told and what they leave alone
 * is saved, at the place of the running thread's frame; no call leaves RBP alone.
 *
 * Ipc: the registers of the message go to the UTCB, whose alias cannot fault. Target,
 * FromSpecifier and time limits are passed on in registers.
 */
	/* rbp = the running thread's line. */
	.macro SAVE_USER_STATE
	movq	THIS_CPU(CPU_TRAP_STACK), %rbp
	movq	%rsp, TCB_RSP - TCB_LINE(%rbp)
	movq	%r11, TCB_RFLAGS - TCB_LINE(%rbp)
	NOTE_SEGMENTS
	movq	THIS_CPU(CPU_STACK_TOP), %rsp
	.endm

	.macro SAVE_MESSAGE
	movq	TCB_UTCB - TCB_LINE(%rbp), %rcx
	movq	%r9, (%rcx)
	movq	%rax, 8(%rcx)
	movq	%rbx, 16(%rcx)
	movq	%r10, 24(%rcx)
	movq	%r12, 32(%rcx)
	movq	%r13, 40(%rcx)
	movq	%r14, 48(%rcx)
	movq	%r15, 56(%rcx)
	.endm

	/* The running thread to `reg`, and the end of C's chain of frames. */
	.macro SET_CURRENT reg
	leaq	-TCB_LINE(%rbp), %\reg
	movb	$STATE_RUNNING, TCB_STATE(%\reg)
	movq	%\reg, THIS_CPU(CPU_CURRENT)
	xorl	%ebp, %ebp
	.endm

	/*
	 * A thread in rax, FRAME_CALL, goes on behind its stub. While user code runs its frame is
	 * as Ipc expects it.
	 */
	.macro LOAD_RESULTS
	movq	$FRAME_IPC, TCB_VECTOR(%rax)
	movq	TCB_RDI(%rax), %rdi
	movq	TCB_RSI(%rax), %rsi
	movq	TCB_RDX(%rax), %rdx
	movq	TCB_R8(%rax), %r8
	movq	TCB_R9(%rax), %r9
	movq	TCB_R10(%rax), %r10
	movq	TCB_RFLAGS(%rax), %r11
	movq	TCB_RSP(%rax), %rsp
	movq	TCB_RAX(%rax), %rax
	movl	$STUB_PAGE_ADDRESS + STUB_RETURN, %ecx
	.endm

/* All calls but Ipc. */
FUNC syscall_other
	/* The number of the stub; anything but a stub's address becomes a great one. */
	subq	THIS_CPU(CPU_IPC_RETURN), %rcx
	rorq	$STUB_SHIFT, %rcx
	cmpq	$SYSCALL_UNMAP, %rcx
	jae	.Lunmap_or_above
	/* Comes back here: what has a path of its own, if it is not the short one. */
NEXT syscall_complete
	SAVE_USER_STATE
	movq	%rax, TCB_RAX - TCB_LINE(%rbp)
	movq	%r10, TCB_R10 - TCB_LINE(%rbp)
	/* Masked, not only compared: no speculation leaves the table. */
	movl	%ecx, %eax
	andl	$(STUB_TABLE - 1), %eax
	SET_CURRENT rcx
	movq	%rcx, %rbx
	CALL_TABLE syscalls, rax
	/*
	 * Mostly it is the same thread that goes on, and nothing else is to be done: then the
	 * processor has loaded all that is this thread's.
	 */
	cmpq	%rbx, %rax
	jne	.Lother_way_out
	cmpl	$0, THIS_CPU(CPU_TODO)
	jne	.Lother_way_out
	cmpl	$GATE_HIGH_RUNNING, TCB_GATE_HIGH(%rax)
	jb	.Lother_way_out
	movq	THIS_CPU(CPU_SEGMENTS), %rcx
	cmpq	proper_segments(%rip), %rcx
	jne	.Lother_way_out
	movb	$STATE_WAITING, TCB_STATE(%rax)
	TAKE_TABLES rax, rbp
	LOAD_RESULTS
	/* The others are still the user's own. */
	xorl	%ebx, %ebx
	RETURN64

.Lother_way_out:
	movq	%rax, %rdi
	jmp	kernel_exit

.Lunmap_or_above:
	jne	.Labove_unmap
	SAVE_USER_STATE
	SAVE_MESSAGE
	SET_CURRENT rdi
	movq	%rdx, %rsi
	call	sys_unmap
	movq	%rax, %rdi
	jmp	kernel_exit

.Labove_unmap:
	cmpq	$SYSCALL_THREAD_SWITCH, %rcx
#if defined(CONFIG_HARDEN_SPACES) || defined(CONFIG_HARDEN_TABLES)
	/* C is to see each change of the space. */
	je	syscall_complete
#else
	je	syscall_thread_switch
#endif
	cmpq	$SYSCALL_SCHEDULE, %rcx
#ifdef CONFIG_HARDEN_TABLES
	/* The way back to the program's tables is C's. */
	jbe	syscall_complete
#else
	jb	syscall_look_exregs
	je	syscall_look_schedule
#endif
	rolq	$STUB_SHIFT, %rcx
	addq	THIS_CPU(CPU_IPC_RETURN), %rcx
#ifdef CONFIG_IPC_FASTPATH
	STRAY_GS syscall_fastpath
#else
	STRAY_GS syscall_entry
#endif
	STRAY SEL_USER_CODE64, syscall_stray
END syscall_other

/*
 * SYSCALL in 32-bit code (a 64-bit program may jump to the 32-bit code segment): no call of ours.
 * Same state as above, rcx and r11 hold 32 bits.
 */
FUNC syscall32_entry
	STRAY_GS syscall32_entry
	STRAY SEL_USER_CODE32, syscall_stray
END syscall32_entry

	/* From user mode, by a stub that has pushed error code and vector. rdi = the thread. */
	.macro SAVE_TRAP_FRAME
	testb	$3, FRAME_USER_CS(%rsp)
	jz	.Lfrom_kernel
	DECIDED
	PUSH_REGISTERS
	OWN_GS ecx
	TO_KERNEL_STACK
	/* The user's DF and AC are not the kernel's. */
	pushq	$RFLAGS_FIXED
	popfq
	.endm

/* Interrupts. Those of user mode find nothing that is half done. */
FUNC interrupt_entry
	SAVE_TRAP_FRAME
	call	interrupt_handler
	movq	%rax, %rdi
	jmp	kernel_exit
END interrupt_entry

/* Exceptions. */
FUNC trap_entry
	SAVE_TRAP_FRAME
	call	trap_handler
	movq	%rax, %rdi
	jmp	kernel_exit

/*
 * From kernel mode: an interrupt at a preemption point or of the idle loop; anything else is a
 * bug. The frame lies on the kernel's stack.
 */
.Lfrom_kernel:
	DECIDED
	PUSH_REGISTERS
	movq	%rsp, %rdi
	movq	%rsp, %rbx
	andq	$-16, %rsp
	cld
	call	kernel_trap_handler
	movq	%rbx, %rsp
	testb	%al, %al
	jnz	.Lleave_idle
	POP_REGISTERS
	addq	$16, %rsp
	iretq
.Lleave_idle:
	movq	THIS_CPU(CPU_STACK_TOP), %rsp
	movq	THIS_CPU(CPU_CURRENT), %rdi
	movb	$STATE_RUNNING, TCB_STATE(%rdi)
	jmp	kernel_exit
END trap_entry

/* All calls, in a kernel without a short path. */
FUNC syscall_entry
	cmpq	THIS_CPU(CPU_IPC_RETURN), %rcx
	jne	syscall_other
/* Ipc. Falls in from above. */
NEXT syscall_ipc
	SAVE_USER_STATE
	SAVE_MESSAGE
	SET_CURRENT rdi
	movq	%r8, %rcx
	movq	%r9, %r8
	call	sys_ipc
	movq	%rax, %rdi

/*
 * Out of the kernel. In: rdi = the thread that C chose. The last look decides who really runs:
 * leave_kernel works off what is pending and loads the thread's space. Falls in from above.
 */
NEXT kernel_exit
	call	leave_kernel
.Lleft:
	movq	THIS_CPU(CPU_SEGMENTS), %rcx
	cmpq	proper_segments(%rip), %rcx
	jne	kernel_exit_repair
NEXT kernel_exit_64bit
	cmpq	$FRAME_IPC, TCB_VECTOR(%rax)
	jne	.Lnot_from_ipc
	/* Registers without message or result are zero: nothing of the kernel or of others. */
	movq	TCB_UTCB(%rax), %rcx
	movq	(%rcx), %r9
	movq	16(%rcx), %rbx
	movq	24(%rcx), %r10
	movq	32(%rcx), %r12
	movq	40(%rcx), %r13
	movq	48(%rcx), %r14
	movq	56(%rcx), %r15
	movq	TCB_LOCAL_ID(%rax), %rdi
	movq	TCB_RSI(%rax), %rsi
	movq	TCB_RFLAGS(%rax), %r11
	movq	TCB_RSP(%rax), %rsp
	TAKE_TABLES rax, rbp
	movq	8(%rcx), %rax
	/* All stubs go on in the same way. */
	movl	$STUB_PAGE_ADDRESS + STUB_RETURN, %ecx
	xorl	%edx, %edx
	xorl	%r8d, %r8d
	RETURN64
.Lnot_from_ipc:
	leaq	TCB_FRAME(%rax), %rsp
	cmpq	$FRAME_CALL, TCB_VECTOR(%rax)
	jne	.Lfull
	TAKE_TABLES rax, rbp
	LOAD_RESULTS
	.irp	r, ebx, r12d, r13d, r14d, r15d
	xorl	%\r, %\r
	.endr
	RETURN64
.Lfull:
#ifdef CONFIG_COMPAT32
	testb	$USUAL_WORDS, TCB_USUAL(%rax)
	jz	.Lto_compat
#endif
	movq	$FRAME_IPC, TCB_VECTOR(%rax)
#ifdef CONFIG_HARDEN_TABLES
	/* The idle thread stays in the kernel. */
	cmpq	$0, TCB_SPACE_WORD(%rax)
	je	.Lfull_in_kernel
	RETURN_FULL
.Lfull_in_kernel:
#endif
	POP_REGISTERS
	addq	$16, %rsp
	iretq
NEXT kernel_exit_repair
	REPAIR_SEGMENTS
	jmp	kernel_exit_64bit
#ifdef CONFIG_COMPAT32
.Lto_compat:
	/*
	 * SYSRET of AMD processors leaves the hidden part of SS, which is null since an interrupt:
	 * 32-bit code could not use its stack.
	 */
	movl	$SEL_KERNEL_DATA, %ecx
	movl	%ecx, %ss
	jmp	compat_exit
#endif
END kernel_exit

	.section .rodata
	.balign 8
	.globl	proper_segments
proper_segments:
	.word	SEL_USER_DATA, SEL_USER_DATA, SEL_USER_DATA, SEL_USER_GS

#ifdef CONFIG_SMP
/*
 * Ipc to a thread of another processor, from the short path. In: rdi = that thread's line, rdx =
 * FromSpecifier, r8 = time limits. Often there is nothing to do then but to wait. Falls through.
 */
FUNC syscall_ipc_far
	SAVE_USER_STATE
	SAVE_MESSAGE
	movq	%rdi, %rsi
	SET_CURRENT rdi
	movq	%r8, %rcx
	movq	%r9, %r8
	call	sys_ipc_far
	movq	%rax, %rdi
	testq	%rax, %rax
	jnz	kernel_exit
NEXT idle_loop
#else
FUNC idle_loop
#endif
	/* The idle thread, in kernel mode on the kernel's stack. */
#ifndef CONFIG_CPU_MWAIT_NEVER
	cmpb	$0, idle_by_mwait(%rip)
	jne	.Lmwait
#endif
	sti
	hlt
.Lhalted:
	jmp	idle_loop
#ifndef CONFIG_CPU_MWAIT_NEVER
	/* Nobody writes to the line: interrupts end the wait, as they do with HLT. */
.Lmwait:
	leaq	idle_by_mwait(%rip), %rax
	xorl	%ecx, %ecx
	xorl	%edx, %edx
	monitor
	xorl	%eax, %eax
	sti
	mwait
.Lwaited:
	jmp	idle_loop
#endif
	.globl idle_loop_end
idle_loop_end:
END idle_loop

#ifdef CONFIG_SMP
/*
 * By another processor. What waits for it here is mostly the idle loop, which has no registers and
 * no other place on the stack.
 */
FUNC notify_entry
	cmpq	$.Lhalted, FRAME_USER_IP(%rsp)
#ifndef CONFIG_CPU_MWAIT_NEVER
	je	.Lidle
	cmpq	$.Lwaited, FRAME_USER_IP(%rsp)
#endif
	jne	interrupt_entry
.Lidle:
	/* A program may have jumped there, and not felt it yet. */
	testb	$3, FRAME_USER_CS(%rsp)
	jnz	interrupt_entry
	movq	THIS_CPU(CPU_STACK_TOP), %rsp
	call	leave_idle
	testq	%rax, %rax
	jnz	.Lleft
	jmp	idle_loop
END notify_entry

FUNC idle_begin
	movq	THIS_CPU(CPU_STACK_TOP), %rsp
	jmp	idle_loop
END idle_begin
#endif

/*
 * #DB has a stack of its own (it may strike on the user's stack pointer right behind SYSCALL).
 * From user mode it goes on like any other exception, from the running thread's frame.
 */
FUNC debug_entry
	testb	$3, FRAME_USER_CS(%rsp)
	jz	.Ldebug_in_kernel
	pushq	%rax
	pushq	%rcx
	OWN_GS eax
	movq	THIS_CPU(CPU_TRAP_STACK), %rax
	/* vector, error, rip, cs, rflags, rsp, ss: seven words above the two just pushed */
	.irp	n, 1, 2, 3, 4, 5, 6, 7
	movq	16 + 8 * (7 - \n)(%rsp), %rcx
	movq	%rcx, -8 * \n(%rax)
	.endr
	popq	%rcx
	popq	%rax
	movq	THIS_CPU(CPU_TRAP_STACK), %rsp
	leaq	-7 * 8(%rsp), %rsp
#ifdef CONFIG_LIPC_USER
	/* lipc_leave() has set it. */
	cmpl	$0x80000000, THIS_CPU(CPU_IPC_RETURN + 4)
	je	lipc_trap_entry
#endif
	jmp	trap_entry
.Ldebug_in_kernel:
#ifdef CONFIG_COMPAT32
	cmpq	$COMPAT_SYSENTER, FRAME_USER_IP(%rsp)
	je	compat_sysenter_stepped
#endif
	KDB_KERNEL_DEBUG_EXCEPTION
	RETURN_BACK
	.globl debug_entry_end
debug_entry_end:
END debug_entry

/*
 * NMI, on its own stack, from anywhere: with several processors perhaps to stop this one. GS may
 * still be the user's, or be so again.
 */
FUNC nmi_entry
#ifdef CONFIG_SMP
	PUSH_REGISTERS
	movl	%gs, %ebx
	movl	$SEL_USER_GS, %eax
	movl	%eax, %gs
	pushq	$RFLAGS_FIXED
	popfq
	movq	%rsp, %rdi
	xorl	%ebp, %ebp
	call	nmi_handler
	movl	%ebx, %gs
	POP_REGISTERS
#endif
	RETURN_BACK
END nmi_entry

/* #DF and #MC, on stacks of their own: the end. */
FUNC fatal_entry
	PUSH_REGISTERS
	movq	%rsp, %rdi
	cld
	andq	$-16, %rsp
	call	fatal_handler
END fatal_entry

	/* One stub for each vector; those without an error code push 0. */
#ifdef CONFIG_HARDEN_TABLES
#define WAY(name)	passage_##name
	.section .passage, "ax"
#else
#define WAY(name)	name
	.text
#endif
	.balign 16
	.globl	vector_stubs
vector_stubs:
	.set	vector, 0
	.rept	VECTORS
	.balign VECTOR_STUB_BYTES
	PUSH_VECTOR
	.if	vector == VECTOR_DEBUG
	jmp	WAY(debug_entry)
	.elseif	vector == VECTOR_NMI
	jmp	WAY(nmi_entry)
	.elseif	(vector == VECTOR_DOUBLE_FAULT) || (vector == VECTOR_MACHINE_CHECK)
	jmp	WAY(fatal_entry)
	.elseif	vector < VECTOR_FIRST_IRQ
	jmp	WAY(trap_entry)
#ifdef CONFIG_COMPAT32
	.elseif	vector == VECTOR_COMPAT
	jmp	WAY(compat_interrupt)
#endif
#ifdef CONFIG_SMP
	.elseif	vector == VECTOR_NOTIFY
	jmp	WAY(notify_entry)
#endif
	.else
	jmp	WAY(interrupt_entry)
	.endif
	.set	vector, vector + 1
	.endr
	.section .note.GNU-stack, "", @progbits
