/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A program for the self-test of the way between user and kernel: three threads in one space with
 * deep call chains, in which every level keeps values in all its local registers. On the way down
 * the chains lose the pages of their stacks; at their bottoms A sends a message to B and waits for
 * the answer, while C computes and is preempted. No register may ever change, and nothing of the
 * kernel may show in a new window. Three more threads have stack pointers that cannot be right.
 *
 * It runs in the place of sigma0, at any address, and switches the machine off when all is well.
 */
#include <arch/cpureg.h>
#include <arch/trap.h>
#include <generated/syscalls.h>
#include <glue/selftest_user.h>
#include <l4/abi/kip.h>
#include <l4/abi/types.h>

	.register %g2, #scratch
	.register %g3, #scratch
	.register %g7, #scratch

#define TRAP(type)	ta	(type) - TRAP_SOFTWARE
/* Byte offset in a UTCB of the word that an index names. */
#define UTCB(index)	(L4_UTCB_MR0_OFFSET + 8 * (index))
#define UTCB_PARTNER	UTCB(L4_UTCB_THREAD_WORD0)
#define UTCB_COUNT	UTCB(L4_UTCB_THREAD_WORD0 + 1)
#define UTCB_BYTES	(1 << L4_UTCB_SIZE_LOG2)
#define SPILLED(word)	(STACK_BIAS + 128 + 8 * (word))	/* words for arguments in a frame */

#define TAG_7_WORDS	7
#define TAG_ERROR_SHIFT	15
#define SLICE_1MS	(1000 << 16)
#define PRIO		255
#define ROUNDS		200
#define SLEEP_USEC	2000
#define SLEEP_TIMEOUTS	(1 << 10 | SLEEP_USEC / 2)	/* receive: 2^1 * m */
#define RUN_USEC	60000
#define DEPTH_MASK	31
#define POWER_REGISTER	0x1fe02007240

	.section .rodata
	.balign	32
	.globl	selftest_user_start, selftest_user_end
selftest_user_start:

/* Thread A, at the first byte. %l7 = KIP, %l6 = own id, %l5 = id of B, %l4 = end, %l3 = round. */
	TRAP(SYSCALL_KERNEL_INTERFACE)
	mov	%o0, %l7
	ldx	[%g7 + UTCB(L4_UTCB_MY_GLOBAL_ID)], %l6
	/* Nobody else runs yet: a sleep makes the processor idle. */
	call	system_clock
	 mov	%l7, %o0
	mov	%o0, %l4
	clr	%o0
	mov	-1, %o1				! L4_TID_ANY
	set	SLEEP_TIMEOUTS, %o2
	call	send_receive
	 nop
	srl	%l0, TAG_ERROR_SHIFT, %l0
	andcc	%l0, 1, %g0
	be,pn	%xcc, failed
	 nop
	call	system_clock
	 mov	%l7, %o0
	sub	%o0, %l4, %o0
	cmp	%o0, SLEEP_USEC
	blu,pn	%xcc, failed
	 mov	3, %l0				! the number behind those of the initial servers

	sllx	%l0, 32, %l0
	add	%l6, %l0, %l5
1:	rd	%pc, %o3
	add	%o3, thread_b - 1b, %o3
	mov	%l5, %o0
	setx	SELFTEST_STACK_B, %g1, %o2
	call	create
	 add	%g7, UTCB_BYTES, %o1
	brnz,pn	%o0, failed
	 mov	1, %l0
	sllx	%l0, 32, %l0
1:	rd	%pc, %o3
	add	%o3, thread_c - 1b, %o3
	add	%l5, %l0, %o0
	setx	SELFTEST_STACK_C, %g1, %o2
	call	create
	 add	%g7, 2 * UTCB_BYTES, %o1
	brnz,pn	%o0, failed
	 stx	%l5, [%g7 + UTCB_PARTNER]
	stx	%l6, [%g7 + UTCB_BYTES + UTCB_PARTNER]

	/* Stacks that are not aligned, in the kernel's memory, in the hole. */
	mov	SELFTEST_BAD_STACKS, %l2
	sllx	%l0, 1, %l1
	add	%l5, %l1, %l1
	add	%g7, 3 * UTCB_BYTES, %l4
2:
1:	rd	%pc, %o3
	add	%o3, bad_stacks - 1b, %g1
	sllx	%l2, 3, %g2
	add	%g1, %g2, %g1
	ldx	[%g1 - 8], %o2
	add	%o3, thread_d - 1b, %o3
	mov	%l1, %o0
	call	create
	 mov	%l4, %o1
	brnz,pn	%o0, failed
	 add	%l1, %l0, %l1
	add	%l4, UTCB_BYTES, %l4
	dec	%l2
	brnz,pt	%l2, 2b
	 nop

	call	system_clock
	 mov	%l7, %o0
	set	RUN_USEC, %l4
	add	%o0, %l4, %l4
	clr	%l3
.Lround:
1:	rd	%pc, %o2
	add	%o2, bottom_a - 1b, %o2
	sllx	%l3, 20, %o1
	call	chain
	 and	%l3, DEPTH_MASK, %o0
	brnz,pn	%o0, failed
	 inc	%l3
	cmp	%l3, ROUNDS
	bl,pt	%xcc, .Lround
	 nop
	call	system_clock
	 mov	%l7, %o0
	cmp	%o0, %l4
	blu,pt	%xcc, .Lround
	 nop
	/* C must have run, though nobody ever gave way to it. */
	ldx	[%g7 + 2 * UTCB_BYTES + UTCB_COUNT], %o0
	brz,pn	%o0, failed
	 nop
1:	rd	%pc, %o0
	call	print
	 add	%o0, text_ok - 1b, %o0
	setx	POWER_REGISTER, %g1, %o0
	set	0x01000000, %o1
	st	%o1, [%o0]
2:	ba,a,pt	%xcc, 2b
	 nop
failed:
1:	rd	%pc, %o0
	call	print
	 add	%o0, text_failed - 1b, %o0
	unimp	0

/* B answers messages at the bottoms of chains of its own. */
thread_b:
	clr	%l3
3:
1:	rd	%pc, %o2
	add	%o2, bottom_b - 1b, %o2
	sllx	%l3, 24, %o1
	add	%l3, %l3, %o0
	call	chain
	 and	%o0, DEPTH_MASK, %o0
	brz,pt	%o0, 3b
	 inc	%l3
	ba,a,pt	%xcc, failed
	 nop

/* C counts its chains. */
thread_c:
	clr	%l3
3:
1:	rd	%pc, %o2
	add	%o2, bottom_c - 1b, %o2
	sllx	%l3, 28, %o1
	call	chain
	 and	%l3, DEPTH_MASK, %o0
	brnz,pn	%o0, failed
	 inc	%l3
	ba,pt	%xcc, 3b
	 stx	%l3, [%g7 + UTCB_COUNT]

/* D needs more windows than there are. */
thread_d:
	ba,pt	%xcc, thread_d
	 save	%sp, -FRAME_BYTES, %sp

/* word_t chain(word_t depth, word_t seed, word_t (*bottom)(word_t seed)): wrong registers. */
chain:
	save	%sp, -FRAME_BYTES, %sp
	sllx	%i0, 3, %l0
	add	%l0, %i1, %l0
	.irpc	i, 1234567
	add	%l0, \i, %l\i
	.endr
	/* Every eighth level takes all stacks away. */
	and	%i0, 7, %g1
	cmp	%g1, 5
	bne,pt	%xcc, 1f
	 mov	L4_UNMAP_FLUSH, %o0
	setx	SELFTEST_STACKS, %g2, %g1
	stx	%g1, [%g7 + UTCB(L4_UTCB_MR0)]
	TRAP(SYSCALL_UNMAP)
1:	mov	%i2, %o2
	brz,pn	%i0, 2f
	 mov	%i1, %o1
	call	chain
	 sub	%i0, 1, %o0
	ba,a,pt	%xcc, 3f
	 nop
2:	call	%i2
	 mov	%i1, %o0
3:	sllx	%i0, 3, %g1
	add	%g1, %i1, %g1
	.irpc	i, 01234567
	add	%g1, \i, %g2
	xor	%g2, %l\i, %g2
	movrnz	%g2, 1, %g2
	add	%o0, %g2, %o0
	.endr
	ret
	 restore %o0, 0, %o0

/*
 * A calls B with seven words and gets them back, each one higher. The stack holds all that lives
 * across the call: IPC may destroy the ins.
 */
bottom_a:
	save	%sp, -FRAME_BYTES, %sp
	stx	%i0, [%sp + SPILLED(0)]
	stx	%i7, [%sp + SPILLED(1)]
	mov	TAG_7_WORDS, %l0
	.irpc	i, 1234567
	add	%i0, \i, %l\i
	.endr
	ldx	[%g7 + UTCB_PARTNER], %o0
	mov	%o0, %o1
	clr	%o2
	call	send_receive
	 nop
	add	%g7, UTCB_BYTES, %g1
	xor	%o0, %g1, %i0			! the answer came from B, by its local id
	xor	%l0, TAG_7_WORDS, %l0		! and is one
	or	%i0, %l0, %i0
	ldx	[%sp + SPILLED(0)], %g1
	.irpc	i, 1234567
	add	%g1, \i + 1, %g2
	xor	%g2, %l\i, %g2
	or	%i0, %g2, %i0
	.endr
	ldx	[%sp + SPILLED(1)], %i7
	ret
	 restore

bottom_b:
	save	%sp, -FRAME_BYTES, %sp
	stx	%i7, [%sp + SPILLED(1)]
	clr	%o0
	ldx	[%g7 + UTCB_PARTNER], %o1
	clr	%o2
	call	send_receive
	 nop
	xor	%l0, TAG_7_WORDS, %l0
	stx	%l0, [%sp + SPILLED(0)]
	.irpc	i, 1234567
	inc	%l\i
	.endr
	mov	TAG_7_WORDS, %l0
	ldx	[%g7 + UTCB_PARTNER], %o0
	clr	%o1
	clr	%o2
	call	send_receive
	 nop
	srl	%l0, TAG_ERROR_SHIFT, %l0
	and	%l0, 1, %l0
	ldx	[%sp + SPILLED(0)], %i0
	or	%i0, %l0, %i0
	ldx	[%sp + SPILLED(1)], %i7
	ret
	 restore

/* A kernel entry leaves nothing in windows that a user enters later. */
bottom_c:
	save	%sp, -FRAME_BYTES, %sp
	TRAP(SYSCALL_KERNEL_INTERFACE)
	clr	%g1
	.rept	3
	save	%sp, -FRAME_BYTES, %sp
	.irpc	i, 01234567
	or	%g1, %l\i, %g1
	.endr
	.irpc	i, 0123457
	or	%g1, %o\i, %g1
	.endr
	.endr
	restore
	restore
	restore
	ret
	 restore %g1, 0, %o0

/* As the gate is: Ipc goes on behind the call, whichever way it took. */
send_receive:
	TRAP(SYSCALL_IPC)
	retl
	 nop

/* usec_t system_clock(kip): through the gate. */
system_clock:
	save	%sp, -FRAME_BYTES, %sp
	ldx	[%i0 + 8 * L4_KIP_WORD_SYSTEM_CLOCK], %g1
	call	%i0 + %g1
	 nop
	ret
	 restore %o0, 0, %o0

/* Thread %o0 with UTCB at %o1, stack %o2, first instruction %o3. Returns 0 if it runs. */
create:
	save	%sp, -FRAME_BYTES, %sp
	ldx	[%g7 + UTCB(L4_UTCB_MY_GLOBAL_ID)], %o1
	mov	%i0, %o0
	mov	%o1, %o2
	mov	%o1, %o3
	mov	%i1, %o4
	TRAP(SYSCALL_THREAD_CONTROL)
	brz,pn	%o0, 1f
	 mov	%i0, %o0
	set	SLICE_1MS, %o1
	mov	-1, %o2
	mov	PRIO, %o3
	mov	-1, %o4
	TRAP(SYSCALL_SCHEDULE)
	brz,pn	%o0, 1f
	 mov	%i0, %o0
	mov	L4_EXREGS_SET_SP | L4_EXREGS_SET_IP | L4_EXREGS_CANCEL_RECV, %o1
	mov	%i2, %o2
	mov	%i3, %o3
	TRAP(SYSCALL_EXCHANGE_REGISTERS)
	brz,pn	%o0, 1f
	 nop
	ret
	 restore %g0, 0, %o0
1:	ret
	 restore %g0, 1, %o0

print:
	save	%sp, -FRAME_BYTES, %sp
1:	ldub	[%i0], %o0
	brz,pn	%o0, 2f
	 inc	%i0
	TRAP(TRAP_KDEBUG_PUTC)
	ba,a,pt	%xcc, 1b
	 nop
2:	ret
	 restore

text_ok:
	.asciz	"selftest: user level: ok\n"
text_failed:
	.asciz	"selftest: user level: FAILED\n"
	.balign	8
bad_stacks:
	.quad	SELFTEST_STACK_UNALIGNED, SELFTEST_STACK_KERNEL, SELFTEST_STACK_HOLE
selftest_user_end:

	.section .note.GNU-stack, "", @progbits
