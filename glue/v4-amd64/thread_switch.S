/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ThreadSwitch of 64-bit programs, the short path: to the only other thread of the own priority,
 * which has let this one run by a ThreadSwitch itself. What sched_donate() does is done here
 * without a stack. Anything else goes on at syscall_complete. (X.2, ThreadSwitch)
 *
 * A thread that is as usual and runs user code has a gate that is known but for its priority and
 * its processor, and one that such a thread has left by ThreadSwitch is greater by GATE_SWITCHED.
 * So if this processor has nothing to do, its running thread is as usual, and one comparison with
 * the other's gate tells that this one is too, that it is queued by a ThreadSwitch, and that its
 * priority, processor and word size are the same.
 */
#include <arch/loads.h>
#include <arch/percpu.h>
#include <arch/segments.h>
#include <base/asm.h>
#include <generated/offsets.h>
#include <generated/syscalls.h>
#include <glue/entry_macros.h>
#include <glue/stubs.h>

/* Operand: the first thread of a priority's queue. */
#ifdef CONFIG_SMP
#define FIRST_READY(prio)	%gs:CPU_READY + WINDOW_TO_CPU(, prio, 8)
#else
#define FIRST_READY(prio)	cpu0 + CPU_READY(, prio, 8)
#endif

	/* The user's word at gs:0, where the loaded space has it: arch_user_gs_write(). */
	.macro SET_USER_GS reg
#ifdef CONFIG_SMP
	movq	%\reg, %gs:WINDOW_TO_WRITTEN
#elif defined(CONFIG_LIPC_USER)
	addr32 movq %\reg, WINDOW_PAGE(WINDOW_WRITTEN_PAGE(0)) - 0x100000000
#else
	movq	%\reg, user_gs0(%rip)
#endif
	.endm

/* The running thread's, by its line in rbp; those of the other one, by its address in rsi. */
#define MINE(x)			x - TCB_LINE(%rbp)
#define ITS(x)			x(%rsi)

/* In: rdi = the thread, r11 = flags, rsp = the user's. A call keeps no other register. */
FUNC syscall_thread_switch
	movq	THIS_CPU(CPU_TRAP_STACK), %rbp
	movq	%rsp, MINE(TCB_RSP)
	movq	%r11, MINE(TCB_RFLAGS)
	movzbl	MINE(TCB_PRIO), %eax
	movq	FIRST_READY(%rax), %rsi
	testq	%rsi, %rsi
	jz	.Lcomplete
	cmpq	%rdi, ITS(TCB_LINE)
	jne	.Lcomplete
	cmpl	$0, THIS_CPU(CPU_TODO)
	jne	.Lcomplete
	movabsq	$GATE_SWITCHED, %r8
	movq	MINE(TCB_GATE), %r9
	leaq	(%r9, %r8), %r10
	cmpq	%r10, ITS(TCB_GATE)
	jne	.Lcomplete
	/* It is alone in the queue: this thread takes its place as it is. */
	leaq	ITS(TCB_READY), %rcx
	cmpq	%rcx, ITS(TCB_READY)
	jne	.Lcomplete

	movq	MINE(TCB_UTCB), %rcx
	andb	$~UTCB_FLAG_PENDING, UTCB_FLAGS(%rcx)
	movq	%r9, ITS(TCB_GATE)
	movq	%r10, MINE(TCB_GATE)
	leaq	-TCB_LINE(%rbp), %rcx
	movq	%rcx, FIRST_READY(%rax)
	leaq	ITS(TCB_LINE), %rcx
	movq	%rcx, THIS_CPU(CPU_TRAP_STACK)
	movq	ITS(TCB_SPACE_WORD), %rcx
	cmpq	MINE(TCB_SPACE_WORD), %rcx
	je	.Lsame_space
	movq	%rcx, %cr3
#ifdef CONFIG_COUNT_LOADS
	incq	table_loads + 8 * LOADS_CHANGE(%rip)
	shrq	$63, %rcx
	addq	%rcx, table_loads + 8 * LOADS_KEPT(%rip)
#endif
	/*
	 * Nothing of this program stays, nor of the kernel. The rest is the other's own: its
	 * priority in rax, its gate in r9 and r10, what all have in r8, rcx and rdx.
	 */
	.irp	r, ebx, r12d, r13d, r14d, r15d
	xorl	%\r, %\r
	.endr
.Lsame_space:
	movq	ITS(TCB_LOCAL_ID), %rdi
	SET_USER_GS rdi
	NOTE_SEGMENTS
	movq	THIS_CPU(CPU_SEGMENTS), %rdx
	cmpq	proper_segments(%rip), %rdx
	jne	.Lrepair
.Lrepaired:
	movq	ITS(TCB_RFLAGS), %r11
	movq	ITS(TCB_RSP), %rsp
	xorl	%esi, %esi
	xorl	%ebp, %ebp
	movl	$STUB_PAGE_ADDRESS + STUB_RETURN, %ecx
	sysretq

.Lrepair:
	REPAIR_SEGMENTS
	xorl	%edx, %edx
	jmp	.Lrepaired

.Lcomplete:
	movl	$SYSCALL_THREAD_SWITCH, %ecx
	jmp	syscall_complete
END syscall_thread_switch
	.section .note.GNU-stack, "", @progbits
