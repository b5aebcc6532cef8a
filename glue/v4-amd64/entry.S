/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ways into the kernel and the way out. User registers are saved right into the frame of the
 * running thread: the processor stores its words there (TSS.rsp0 is the frame's end), the rest is
 * pushed behind. Then C runs on the processor's one kernel stack and names the next thread.
 */
#include <arch/cpureg.h>
#include <arch/segments.h>
#include <generated/offsets.h>
#include <glue/entry_macros.h>
#include <glue/stubs.h>
#include <kdb/hooks.h>

#define FRAME_SYSCALL	0x100
#define FRAME_USER_CS	24		/* CS, seen from the vector word */

	.macro FUNC name
	.text
	.balign 16
	.globl	\name
	.type	\name, @function
\name:
	.endm
	.macro END name
	.size	\name, . - \name
	.endm

/*
 * Users load segment registers without the kernel's knowledge. What they hold is noted on the way
 * in, so that one comparison on the way out is enough; see the decision on segment registers.
 */
#define SEGMENTS	(CPU_SCRATCH + 8)

	.macro NOTE_SEGMENTS
	movw	%ds, cpu0 + SEGMENTS(%rip)
	movw	%es, cpu0 + SEGMENTS + 2(%rip)
	movw	%fs, cpu0 + SEGMENTS + 4(%rip)
	movw	%gs, cpu0 + SEGMENTS + 6(%rip)
	.endm

/*
 * The frame is complete, rsp points at it: rdi = its thread, on the kernel's stack. A short IPC
 * has told the processor alone who runs, by the trap stack.
 */
	.macro TO_KERNEL_STACK
	NOTE_SEGMENTS
	leaq	-TCB_FRAME(%rsp), %rdi
	movq	%rdi, cpu0 + CPU_CURRENT(%rip)
	leaq	kernel_stack_top(%rip), %rsp
	xorl	%ebp, %ebp
	.endm

/*
 * SYSCALL. In: rcx = address behind the instruction, r11 = flags, rsp = the user's; interrupts,
 * DF, TF, NT, AC masked. The thread's frame becomes the stack to save to.
 */
	.macro SAVE_SYSCALL_FRAME code_selector
	movq	%rsp, cpu0 + CPU_SCRATCH(%rip)
	movq	cpu0 + CPU_TRAP_STACK(%rip), %rsp
	pushq	$SEL_USER_DATA
	pushq	cpu0 + CPU_SCRATCH(%rip)
	pushq	%r11
	pushq	$\code_selector
	pushq	%rcx
	pushq	$0
	pushq	$FRAME_SYSCALL
	PUSH_REGISTERS
	TO_KERNEL_STACK
	.endm

FUNC syscall_entry
	SAVE_SYSCALL_FRAME SEL_USER_CODE64
	call	syscall_handler
	movq	%rax, %rdi
	jmp	kernel_exit
END syscall_entry

/*
 * SYSCALL in 32-bit code (a 64-bit program may jump to the 32-bit code segment): no call of ours.
 * Same state as above, rcx and r11 hold 32 bits.
 */
FUNC syscall32_entry
	SAVE_SYSCALL_FRAME SEL_USER_CODE32
	call	syscall_stray
	movq	%rax, %rdi
	jmp	kernel_exit
END syscall32_entry

/* Exceptions and interrupts: the stubs have pushed error code and vector. */
FUNC trap_entry
	testb	$3, FRAME_USER_CS(%rsp)
	jz	.Lfrom_kernel
	PUSH_REGISTERS
	TO_KERNEL_STACK
	/* The user's DF and AC are not the kernel's. */
	pushq	$RFLAGS_FIXED
	popfq
	call	trap_handler
	movq	%rax, %rdi
	jmp	kernel_exit

/*
 * From kernel mode: an interrupt at a preemption point or of the idle loop; anything else is a
 * bug. The frame lies on the kernel's stack.
 */
.Lfrom_kernel:
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
	leaq	kernel_stack_top(%rip), %rsp
	movq	cpu0 + CPU_CURRENT(%rip), %rdi
	jmp	kernel_exit
END trap_entry

/*
 * Out of the kernel. In: rdi = the thread that C chose. The last look decides who really runs:
 * leave_kernel works off what is pending and loads the thread's space.
 */
FUNC kernel_exit
	call	leave_kernel
	leaq	TCB_FRAME(%rax), %rsp
	movq	cpu0 + SEGMENTS(%rip), %rcx
	cmpq	proper_segments(%rip), %rcx
	jne	.Lrepair_segments
.Lsegments_are_right:
	cmpq	$FRAME_SYSCALL, FRAME_VECTOR(%rsp)
	jne	.Lfull
	POP_REGISTERS
	/* All stubs go on in the same way. */
	movl	$STUB_PAGE_ADDRESS + STUB_RETURN, %ecx
	movq	32(%rsp), %r11
	movq	40(%rsp), %rsp
	sysretq
.Lfull:
	/* While user code runs, its frame is as SYSCALL expects it: a short IPC need not care. */
	movq	$FRAME_SYSCALL, FRAME_VECTOR(%rsp)
	POP_REGISTERS
	addq	$16, %rsp
	iretq
.Lrepair_segments:
	movl	$SEL_USER_DATA, %ecx
	movl	%ecx, %ds
	movl	%ecx, %es
	movl	%ecx, %fs
	movl	$SEL_USER_GS, %ecx
	movl	%ecx, %gs
	/* The next exit may come from the idle loop, which notes nothing. */
	movq	proper_segments(%rip), %rcx
	movq	%rcx, cpu0 + SEGMENTS(%rip)
	jmp	.Lsegments_are_right
END kernel_exit

	.section .rodata
	.balign 8
proper_segments:
	.word	SEL_USER_DATA, SEL_USER_DATA, SEL_USER_DATA, SEL_USER_GS

/* The idle thread, in kernel mode on the kernel's stack. */
FUNC idle_loop
	sti
	hlt
	jmp	idle_loop
	.globl idle_loop_end
idle_loop_end:
END idle_loop

/*
 * #DB has a stack of its own (it may strike on the user's stack pointer right behind SYSCALL).
 * From user mode it goes on like any other exception, from the running thread's frame.
 */
FUNC debug_entry
	testb	$3, FRAME_USER_CS(%rsp)
	jz	.Ldebug_in_kernel
	pushq	%rax
	pushq	%rcx
	movq	cpu0 + CPU_TRAP_STACK(%rip), %rax
	/* vector, error, rip, cs, rflags, rsp, ss: seven words above the two just pushed */
	.irp	n, 1, 2, 3, 4, 5, 6, 7
	movq	16 + 8 * (7 - \n)(%rsp), %rcx
	movq	%rcx, -8 * \n(%rax)
	.endr
	popq	%rcx
	popq	%rax
	movq	cpu0 + CPU_TRAP_STACK(%rip), %rsp
	leaq	-7 * 8(%rsp), %rsp
	jmp	trap_entry
.Ldebug_in_kernel:
	KDB_KERNEL_DEBUG_EXCEPTION
	addq	$16, %rsp
	iretq
	.globl debug_entry_end
debug_entry_end:
END debug_entry

/* NMI, on its own stack: nothing to do yet but to go on. */
FUNC nmi_entry
	addq	$16, %rsp
	iretq
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
	.text
	.balign 16
	.globl	vector_stubs
vector_stubs:
	.set	vector, 0
	.rept	256
	.balign 16
	.if (vector == 8) || ((vector >= 10) && (vector <= 14)) || (vector == 17) || \
	    (vector == 21) || (vector == 29) || (vector == 30)
	.else
	pushq	$0
	.endif
	pushq	$vector
	.if vector == 1
	jmp	debug_entry
	.elseif vector == 2
	jmp	nmi_entry
	.elseif (vector == 8) || (vector == 18)
	jmp	fatal_entry
	.else
	jmp	trap_entry
	.endif
	.set	vector, vector + 1
	.endr
	.section .note.GNU-stack, "", @progbits
