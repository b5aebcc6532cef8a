/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry stubs, executed by users. All kernel entries of 64-bit programs come from here, so the
 * kernel returns to known addresses and takes none from a register. Each stub fills 16 bytes with
 * its SYSCALL at the same place; a gate is the first byte of a stub's instructions. Behind them,
 * what needs no kernel.
 */
#include <generated/syscalls.h>
#include <glue/stubs.h>

	.section .stubs, "ax"

	/* Instructions before SYSCALL come between STUB and ENTER; `bytes` is their length. */
	.macro STUB name, bytes=0
	.balign 1 << STUB_SHIFT, 0xcc
	.skip	STUB_RETURN - 2 - \bytes, 0xcc
	.globl	stub_\name
stub_\name:
	.endm
	.macro ENTER name, bytes=0
	.if (. - stub_\name) - \bytes
	.error "stub_\name: SYSCALL at the wrong place"
	.endif
	syscall
	ret
	.endm

	.macro SYSCALL_STUB name
	.ifc	\name, memory_control
	/* Attributes 0 and 3 come in registers that SYSCALL destroys. */
	STUB	\name, 6
	movq	%rcx, %rax
	movq	%r11, %r9
	ENTER	\name, 6
	.else
	STUB	\name
	ENTER	\name
	.endif
	.endm
#define SYSCALL_STUB_OF(name, NAME) SYSCALL_STUB name;
	SYSCALLS(SYSCALL_STUB_OF)

	/*
	 * SystemClock without the kernel: the same clock by the same formula. No later event is
	 * seen before it and no earlier one after it, so the counter is not read ahead of time.
	 */
	.balign 1 << STUB_SHIFT, 0xcc
	.globl	stub_read_clock
stub_read_clock:
	lfence
	rdtsc
	shlq	$32, %rdx
	orq	%rdx, %rax
	subq	stubs_start + STUB_CLOCK_START(%rip), %rax
	mulq	stubs_start + STUB_CLOCK_FACTOR(%rip)
	movq	%rdx, %rax
	ret

#ifdef CONFIG_LIPC_USER
	/*
	 * Lipc: a switch to `to`, if that waits for this thread and the kernel has published both.
	 * Whatever is unusual goes to the kernel, with the registers as they came. In front of the
	 * instruction that writes gs:0 an entry into the kernel makes the thread do the same, so
	 * only RCX, RDI, R11 and RBP are changed until then. (tests/models/lipc.pml)
	 */
#define RECORD_CLASS	-0x200	/* L4_UTCB_LIPC_*, in bytes */
#define RECORD_EXPECT	-0x1f8
#define RECORD_STACK	-0x1f0
#define ANY_LOCAL	-0x40	/* and above it any */

	/* rcx = the processor's key, rdi = this thread. Goes on at `next` or at `kernel`. */
	.macro CHECK_PARTNER next, kernel
	testw	%r8w, %r8w
	jne	\kernel
	addq	%rsi, %rcx
	cmpq	%rcx, RECORD_CLASS(%rsi)
	jne	\kernel
	cmpq	%rsi, %rdx
	jne	.Lother_\next
.Lawaited_\next:
	movq	RECORD_EXPECT(%rsi), %rcx
	cmpq	%rdi, %rcx
	je	\next
	cmpq	$ANY_LOCAL, %rcx
	jb	\kernel
	.endm
	.macro CHECK_OPEN_WAIT next, kernel
.Lother_\next:
	cmpq	$ANY_LOCAL, %rdx
	je	.Lawaited_\next
	cmpq	$-1, %rdx
	je	.Lawaited_\next
	jmp	\kernel
	.endm

	/*
	 * The calling thread opts in, or out if RDI is 0. RAX: whether it is in. So far in front of
	 * the next one, where the library finds it; the SYSCALL is that of no call.
	 */
	.balign 1 << STUB_SHIFT, 0xcc
	.globl	stub_lipc_opt
stub_lipc_opt:
	syscall
	ret
	.balign 1 << STUB_SHIFT, 0xcc
	.globl	stub_lipc, stub_lipc_begin, stub_lipc_committed, stub_lipc_behind, stub_lipc_more
	.globl	stub_lipc_more_kernel, stub_lipc_end, stub_lipc_on_stack
stub_lipc:
	movq	%gs:0, %rdi
	movq	%gs:8, %rcx
stub_lipc_begin:
	jrcxz	.Lkernel
	testl	$0xfff8, %r9d
	jne	.Lextended
	CHECK_PARTNER .Lrecord, .Lkernel
.Lrecord:
	movq	%rdx, RECORD_EXPECT(%rdi)
	movq	%rsp, RECORD_STACK(%rdi)
	movq	%rsi, %gs:0
stub_lipc_committed:
	/* The partner from here on. */
	movq	RECORD_STACK(%rsi), %rsp
stub_lipc_on_stack:
	movq	$0, RECORD_EXPECT(%rsi)
	xchgq	%rsi, %rdi
	ret

stub_lipc_behind:
	CHECK_OPEN_WAIT .Lrecord, .Lkernel
.Lkernel:
	jmp	stub_ipc
	/* Words in memory, if there is nothing else about the message. */
.Lextended:
	testl	$0xffc0, %r9d
	jne	.Lkernel
	movq	%rsi, %r11
stub_lipc_more:
	CHECK_PARTNER .Lcopy, stub_lipc_more_kernel
.Lcopy:
	movl	%r9d, %ecx
	andl	$63, %ecx
	subl	$7, %ecx
	movq	%rdi, %rbp
	leaq	8 * 8(%rsi), %rdi
	leaq	8 * 8(%rbp), %rsi
	cld
	rep movsq
	movq	%rbp, %rdi
	movq	%r11, %rsi
	jmp	.Lrecord
	CHECK_OPEN_WAIT .Lcopy, stub_lipc_more_kernel
stub_lipc_more_kernel:
	movq	%r11, %rsi
	jmp	stub_ipc
stub_lipc_end:
#endif
	.section .note.GNU-stack, "", @progbits
