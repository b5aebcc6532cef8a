/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ExchangeRegisters and Schedule of 64-bit programs, the short path: of calls that only look at
 * another thread of this processor, about which nothing is unusual. The kernel has no stack here
 * and changes nothing, so the caller goes on as it came: what there was to be done has been done
 * before its user code ran. Anything else goes on at syscall_complete, which asks the same again.
 * (X.2, ExchangeRegisters, Schedule)
 */
#include <arch/frame.h>
#include <arch/percpu.h>
#include <arch/segments.h>
#include <base/asm.h>
#include <generated/offsets.h>
#include <generated/syscalls.h>
#include <glue/entry_macros.h>
#include <glue/stubs.h>

/* Operands: the caller's, and the thread's that is looked at, by the line of each. */
#define MINE(x)		x - TCB_LINE(%rbp)
#define ITS(x)		x - TCB_LINE(%rsi)

/* The four bytes of a gate that tell all but state and priority. */
#define TCB_MIDDLE	TCB_GATE + 3

	/* rbp = the caller's line. */
	.macro FIND_CALLER
	movq	THIS_CPU(CPU_TRAP_STACK), %rbp
	.endm

	/* The line of the thread with the number of `id`, if that is an id; nobody's if none. */
	.macro LINE_OF id, line
	movq	%\id, %\line
	shrq	$TID_NUMBER_SHIFT, %\line
	/* Masked, so no speculation leaves the table. */
	andq	$TID_NUMBER_MASK, %\line
	movq	THREAD_TABLE(, %\line, 8), %\line
	.endm

	/*
	 * The thread with this global id, from its line on: another one than the caller, of this
	 * processor, in a space of 64-bit words, active; nothing about it is unusual or pending.
	 * Local ids, and those of nobody, are no thread's, or that of nobody, who is unusual.
	 */
	.macro LOOK_AT line, id, temporary, otherwise
	cmpq	%\id, (%\line)
	jne	\otherwise
#ifdef CONFIG_SMP
	movl	THIS_CPU(CPU_FIRST_GATE + 3), %\temporary
	cmpl	%\temporary, TCB_MIDDLE - TCB_LINE(%\line)
	jne	\otherwise
	/* Its own call has brought it to another processor. */
	cmpb	$STATE_ASKING, TCB_STATE - TCB_LINE(%\line)
	je	\otherwise
#else
	cmpl	$GATE_MIDDLE, TCB_MIDDLE - TCB_LINE(%\line)
	jne	\otherwise
#endif
	cmpq	%rbp, %\line
	je	\otherwise
	cmpq	$0, TCB_UTCB - TCB_LINE(%\line)
	je	\otherwise
	.endm

	/* Back to user mode: R11 and RSP are as they came. Changes rcx. */
	.macro GO_ON otherwise
	NOTE_SEGMENTS
	movq	THIS_CPU(CPU_SEGMENTS), %rcx
	cmpq	proper_segments(%rip), %rcx
	jne	\otherwise
	.endm
	.macro LEAVE
	movl	$STUB_PAGE_ADDRESS + STUB_RETURN, %ecx
	xorl	%ebp, %ebp
	sysretq
	.endm

/*
 * In: rax = dest, rsi = control; the other parameters mean nothing if control changes nothing. Out:
 * rax = result, rsi = control, rdx = SP, r8 = IP, r9 = FLAGS, r10 = UserDefinedHandle, rdi = pager.
 */
FUNC syscall_look_exregs
	testl	$EXREGS_CHANGES, %esi
	jnz	.Lexregs_complete
	FIND_CALLER
	LINE_OF	rax, rcx
	LOOK_AT	rcx, rax, edx, .Lexregs_complete
	/* One that waits in a stub has its values on its stack. */
	cmpq	$FRAME_FULL, TCB_VECTOR - TCB_LINE(%rcx)
	ja	.Lexregs_complete
	movq	TCB_UTCB - TCB_LINE(%rcx), %rdi
	movq	UTCB_PAGER(%rdi), %rdx
	movq	MINE(TCB_SPACE_SERIAL), %r8
	cmpq	TCB_SPACE_SERIAL - TCB_LINE(%rcx), %r8
	jne	.Lother_space
.Lpermitted:
	DECIDED
	movzbl	TCB_STATE - TCB_LINE(%rcx), %eax
	movzbl	exregs_seen(%rax), %esi
	movq	TCB_LOCAL_ID - TCB_LINE(%rcx), %rax
	movq	TCB_RIP - TCB_LINE(%rcx), %r8
	movq	TCB_RFLAGS - TCB_LINE(%rcx), %r9
	movq	UTCB_HANDLE(%rdi), %r10
	movq	%rdx, %rdi
	movq	TCB_RSP - TCB_LINE(%rcx), %rdx
	GO_ON	.Lexregs_repair
.Lexregs_leave:
	LEAVE

	/* Its pager has to be in the caller's space: by a global id, as nobody's has no serial. */
.Lother_space:
	LINE_OF	rdx, r9
	cmpq	%rdx, (%r9)
	jne	.Lexregs_complete
	cmpq	%r8, TCB_SPACE_SERIAL - TCB_LINE(%r9)
	je	.Lpermitted

.Lexregs_complete:
	movl	$SYSCALL_EXCHANGE_REGISTERS, %ecx
	jmp	syscall_complete
.Lexregs_repair:
	REPAIR_SEGMENTS
	jmp	.Lexregs_leave
END syscall_look_exregs

/*
 * In: rdi = dest, rdx = time, r8 = processor, rsi = priority, r9 = preemption control. Out: rax =
 * state, rdx = what is left of slice and quantum. Those of the thread that runs are the clock's.
 */
FUNC syscall_look_schedule
	movq	%rsi, %rcx
	andq	%rdx, %rcx
	andq	%r8, %rcx
	andq	%r9, %rcx
	incq	%rcx
	jnz	.Lschedule_complete
	/* From here on all four are -1, and rsi is its line. */
	FIND_CALLER
	LINE_OF	rdi, rsi
	LOOK_AT	rsi, rdi, ecx, .Lschedule_slowly
	movq	MINE(TCB_SPACE), %rax
	cmpb	$0, SPACE_PRIVILEGED(%rax)
	je	.Lunprivileged
.Lmay_schedule:
	DECIDED
	/* X.2 periods: 0 is never; a mantissa of ten bits, all of which count, and an exponent. */
	movq	ITS(TCB_SLICE), %rdx
	testq	%rdx, %rdx
	jz	.Lnever
	movq	ITS(TCB_SLICE_LEFT), %rdx
	bsrq	%rdx, %rcx
	jz	.Lschedule_slowly
	subl	$TIME_MANTISSA_BITS - 1, %ecx
	/* Fewer bits than those of a mantissa make it a great number. */
	cmpl	$TIME_EXPONENT_MAX, %ecx
	ja	.Lschedule_slowly
	shrq	%cl, %rdx
	shll	$TIME_MANTISSA_BITS, %ecx
	orl	%ecx, %edx
	shll	$16, %edx
.Lnever:
	/* The total quantum is infinite. */
	movzbl	ITS(TCB_STATE), %eax
	movzbl	schedule_seen(%rax), %eax
	GO_ON	.Lschedule_repair
.Lschedule_leave:
	xorl	%esi, %esi
	LEAVE

	/* By the id of its scheduler; there are more who may. */
.Lunprivileged:
	movq	MINE(TCB_LINE), %rax
	cmpq	%rax, ITS(THREAD_SCHEDULER)
	je	.Lmay_schedule

.Lschedule_slowly:
	movq	$-1, %rsi
	movq	%rsi, %rdx
.Lschedule_complete:
	movl	$SYSCALL_SCHEDULE, %ecx
	jmp	syscall_complete
.Lschedule_repair:
	REPAIR_SEGMENTS
	jmp	.Lschedule_leave
END syscall_look_schedule
	.section .note.GNU-stack, "", @progbits
