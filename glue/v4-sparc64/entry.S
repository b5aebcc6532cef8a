/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ways into the kernel and the way out. The kernel runs C at trap level 0 with interrupts off, in
 * windows above those of the user, which stay in the register file (OTHERWIN) or are pushed into
 * the slots of the running thread's frame. On the way out all of them are loaded again.
 *
 * Alternate globals, at all times after entry_init:
 *	%g7	frame of the thread that owns the register file
 *	%g6	in the kernel: next free slot of that frame
 *	%g5	the processor's record, struct cpu
 *	%g1-%g4	scratch of the code below
 * Window handlers run nested in this code: those that do change %g6 only.
 */
#include <arch/asi.h>
#include <arch/cpureg.h>
#include <arch/mmu_handlers.h>
#include <arch/percpu.h>
#include <base/asm.h>
#include <generated/offsets.h>
#include <generated/syscalls.h>
#include <glue/fastpath.h>
#include <glue/globals.h>
#include <glue/windows.h>
#include <l4/abi/types.h>

	.register %g2, #scratch
	.register %g3, #scratch
	.register %g6, #ignore
	.register %g7, #scratch

#define ROOT_CONTEXT	4096		/* context number, behind the entries of a root table */

/* Exceptions that have an address and a status, see has_fault(). */
FUNC fault_trap
	TAKE_FAULT
	rdpr	%tstate, %g3
	andcc	%g3, TSTATE_PRIV, %g0
	be,pt	%xcc, user_trap
	 nop
	ba,a,pt	%xcc, kernel_trap
	 nop
END fault_trap

/* Windows behind the current one wait in slots: all of the frame is used. %g2 = UTCB. */
FUNC ipc_with_windows
	.irpc	i, 01234567
	stx	%l\i, [%g2 + 8 * \i]
	.endr
	/* What the short path has put there does not go to the user. */
	clr	%o3
	clr	%o4
	clr	%o5
	mov	SYSCALL_LIPC, %g1		! the same call; its frame is another one
END ipc_with_windows

/* Nothing has faulted. Falls in from above. */
NEXT plain_trap
	rdpr	%tstate, %g3
	andcc	%g3, TSTATE_PRIV, %g0
	bne,pn	%xcc, kernel_trap
	 clr	%g4
	clr	%g2
END plain_trap

/*
 * Into the kernel. Alternate globals, trap level 1; %g1 = type, %g2 = fault address, %g3 = TSTATE,
 * %g4 = fault status; the user's window is the current one. Falls in from above.
 */
NEXT user_trap
	andn	%g3, TSTATE_CWP, %g3
	stx	%g3, [%g7 + FRAME_TSTATE]
	rdpr	%tpc, %g3
	stx	%g3, [%g7 + FRAME_TPC]
	rdpr	%tnpc, %g3
	stx	%g3, [%g7 + FRAME_TNPC]
	rd	%y, %g3
	stx	%g3, [%g7 + FRAME_Y]
	stx	%g1, [%g7 + FRAME_TYPE]
	stx	%g2, [%g7 + FRAME_FAULT_ADDRESS]
	stx	%g4, [%g7 + FRAME_FAULT_STATUS]
	wrpr	%g0, NWINDOWS - 1, %cleanwin
	wrpr	%g0, WSTATE_ENTRY, %wstate
	ldx	[%g5 + CPU_STACK_POINTER], %g3
	add	%g7, FRAME_SLOT, %g6
	save	%g3, 0, %sp			! may push the oldest window into a slot
	rdpr	%canrestore, %g3
	wrpr	%g3, 0, %otherwin
	wrpr	%g0, 0, %canrestore
	wrpr	%g0, WSTATE_KERNEL, %wstate
	.irpc	i, 01234567
	stx	%i\i, [%g7 + FRAME_OUT + 8 * \i]
	.endr
	mov	%g7, %l0
	mov	%g5, %l1
	wrpr	%g0, PSTATE_PRIV, %pstate
	wrpr	%g0, 0, %tl
	.irpc	i, 123456
	stx	%g\i, [%l0 + FRAME_GLOBAL + 8 * \i]
	.endr
	mov	%l1, %g6
	LOAD_IMAGE_BASE
	call	trap_handler			! returns the thread to go on with
	 sub	%l0, TCB_FRAME, %o0
	ba,a,pt	%xcc, kernel_exit
	 nop
END user_trap

#ifdef CONFIG_IPC_FASTPATH
/*
 * Ipc, but not for the first short path, by the look of its vector. %g2 = the user's windows behind
 * the current one. Perhaps words of the message are in memory, and that is all.
 */
FUNC ipc_more
	andn	%l0, L4_TAG_UNTYPED_MASK, %g1
	or	%g1, %o2, %g1
	sllx	%g1, 48, %g1
	or	%g1, %g2, %g1
	brz,pt	%g1, ipc_extended
	 sllx	%o0, SHORT_NUMBER_SHIFT, %g1
END ipc_more
#endif

/*
 * IPC. The message words in the user's locals go to the message registers; the kernel's alias of
 * the UTCB cannot fault. Of the caller's window and globals Ipc keeps as little as on the short
 * path. So if there is no other window this one becomes the kernel's first one: what the slot has
 * of it, older values of the user apart from %i6 and %i7, is what the user gets. The frame is that
 * of Ipc already, see kernel_exit. Falls in from above.
 */
NEXT ipc_call
	rdpr	%tstate, %g3
	rdpr	%canrestore, %g2
	andcc	%g3, TSTATE_PRIV, %g0
	bne,pn	%xcc, plain_trap		! the kernel's own: a panic
	 mov	SYSCALL_IPC, %g1
	brnz,pn	%g2, ipc_with_windows
	 ldx	[%g7 + FRAME_TCB_UTCB], %g2
	andn	%g3, TSTATE_CWP, %g3
	stx	%g3, [%g7 + FRAME_TSTATE]
	.irpc	i, 01234567
	stx	%l\i, [%g2 + 8 * \i]
	.endr
	stx	%o6, [%g7 + FRAME_OUT + 8 * 6]
	stx	%o7, [%g7 + FRAME_OUT + 8 * 7]
	stx	%i6, [%g7 + FRAME_SLOT + WINDOW_INS + 8 * 6]
	stx	%i7, [%g7 + FRAME_SLOT + WINDOW_INS + 8 * 7]
	add	%g7, FRAME_SLOT + WINDOW_BYTES, %g6
	wrpr	%g0, NWINDOWS - 1, %cleanwin
	wrpr	%g0, WSTATE_KERNEL, %wstate
	ldx	[%g5 + CPU_STACK_POINTER], %sp
	mov	%l0, %o4			! sys_ipc(me, to, from, timeouts, tag)
	mov	%o2, %o3
	mov	%o1, %o2
	mov	%o0, %o1
	sub	%g7, TCB_FRAME, %o0
	mov	%g5, %o5
	stx	%o0, [%g5 + CPU_CURRENT]	! a short IPC may have switched to it
	mov	STATE_RUNNING, %g1
	stb	%g1, [%o0 + TCB_STATE]
	wrpr	%g0, PSTATE_PRIV, %pstate
	wrpr	%g0, 0, %tl
	mov	%o5, %g6
	LOAD_IMAGE_BASE
	stx	%g2, [%o0 + TCB_FRAME + FRAME_GLOBAL + 8 * 2]
	call	sys_ipc				! returns the thread to go on with
	 stx	%g3, [%o0 + TCB_FRAME + FRAME_GLOBAL + 8 * 3]
END ipc_call

/*
 * Out of the kernel. In: %o0 = the thread that C chose; the first window of the kernel, trap level
 * 0, normal globals. The last look, which is that of dispatch_is_needed(), decides who really runs.
 * For a short IPC the thread waits while user code runs. An interrupt that strikes meanwhile comes
 * as soon as that does, and then for itself. Falls in from above.
 */
NEXT kernel_exit
	ld	[%g6 + CPU_TODO], %o1
	ld	[%o0 + TCB_GATE_HIGH], %o2
	sethi	%hi(GATE_AS_USUAL), %o3
	or	%o3, %lo(GATE_AS_USUAL), %o3
	xor	%o2, %o3, %o2
	or	%o1, %o2, %o1
	brnz,pn	%o1, .Lsomething_to_do
	 mov	STATE_WAITING, %o1
#ifdef CONFIG_DEBUG_ASSERT
	call	leave_assert
	 nop
	mov	STATE_WAITING, %o1
#endif
	stb	%o1, [%o0 + TCB_STATE]
.Lleave:
	wrpr	%g0, PSTATE_PRIV | PSTATE_AG, %pstate
	add	%o0, TCB_FRAME, %o0
	cmp	%o0, %g7
	be,pt	%xcc, .Lsame_thread
	 ldx	[%o0 + FRAME_TCB_SPACE_WORD], %o1
	/* Another thread: what is left of the windows of the last one goes to its slots. */
	flushw
	stx	%g6, [%g7 + FRAME_SLOT_END]
	mov	%o0, %g7
	ldx	[%g7 + FRAME_TCB_FPU], %g1
	/* A thread with a floating-point state has its own FPRS already. */
	brnz,pn	%g1, .Lsame_thread
	 ldx	[%g7 + FRAME_SLOT_END], %g6
	wr	%g0, 0, %fprs
.Lsame_thread:
	sethi	%hi(ROOT_CONTEXT), %g1
	ldxa	[%o1 + %g1] ASI_PHYS, %g1
	mov	MMU_PRIMARY, %g2
	ldxa	[%g2] ASI_DMMU, %g3
	cmp	%g1, %g3
	be,pt	%xcc, .Lsame_space
	 ldx	[%g7 + FRAME_TYPE], %g3
	/* The end of the trap makes it known to the processor; until then there is the kernel. */
	stxa	%g1, [%g2] ASI_DMMU
.Lsame_space:
	cmp	%g3, SYSCALL_IPC
	be,a,pt	%xcc, ipc_return
	 stx	%g0, [%g7 + FRAME_MESSAGE]
	wrpr	%g0, PSTATE_PRIV, %pstate
	.irpc	i, 123456
	ldx	[%o0 + FRAME_GLOBAL + 8 * \i], %g\i
	.endr
	ldx	[%o0 + FRAME_TCB_LOCAL_ID], %g7	! the UTCB, whatever the user had there
	wrpr	%g0, PSTATE_PRIV | PSTATE_AG, %pstate
	wrpr	%g0, 1, %tl
	ldx	[%g7 + FRAME_TPC], %g1
	wrpr	%g1, 0, %tpc
	ldx	[%g7 + FRAME_TNPC], %g1
	wrpr	%g1, 0, %tnpc
	ldx	[%g7 + FRAME_Y], %g1
	wr	%g1, 0, %y

	/*
	 * Load the windows in the slots, the youngest first, below those that are still in the
	 * register file. With seven of them the kernel's own window is overwritten, so from here
	 * on only globals hold values.
	 */
	rdpr	%otherwin, %g1
	add	%g7, FRAME_SLOT, %g3
	sub	%g6, %g3, %g2
	srlx	%g2, WINDOW_SHIFT, %g2		! windows in slots
	add	%g1, %g2, %g4			! windows of the user
	rdpr	%cwp, %g3
	sub	%g3, %g1, %g1
	brz,pn	%g2, .Lreloaded
	 dec	%g1
.Lreload:
	and	%g1, NWINDOWS - 1, %g1
	wrpr	%g1, 0, %cwp
	sub	%g6, WINDOW_BYTES, %g6
	WINDOW_LOAD %g6
	dec	%g2
	brnz,pn	%g2, .Lreload
	 dec	%g1
.Lreloaded:
	dec	%g3
	and	%g3, NWINDOWS - 1, %g3
	wrpr	%g3, 0, %cwp			! the user's current window
	ldx	[%g7 + FRAME_TSTATE], %g1
	wrpr	%g1, %g3, %tstate		! exclusive or
	dec	%g4
	wrpr	%g4, 0, %canrestore
	wrpr	%g4, 0, %cleanwin
	mov	NWINDOWS - 2, %g1
	sub	%g1, %g4, %g1
	wrpr	%g1, 0, %cansave
	wrpr	%g0, 0, %otherwin
	wrpr	%g0, WSTATE_USER, %wstate
	/* While user code runs its frame is as Ipc leaves it: a short one need not care. */
	add	%g7, FRAME_SLOT + WINDOW_BYTES, %g1
	stx	%g1, [%g7 + FRAME_SLOT_END]
	ldx	[%g7 + FRAME_MESSAGE], %g1
	mov	SYSCALL_IPC, %g2
	brz,pt	%g1, .Lno_message
	 stx	%g2, [%g7 + FRAME_TYPE]
	stx	%g0, [%g7 + FRAME_MESSAGE]
	ldx	[%g7 + FRAME_TCB_UTCB], %g2
	.irpc	i, 01234567
	ldx	[%g2 + 8 * \i], %l\i
	.endr
.Lno_message:
	.irpc	i, 01234567
	ldx	[%g7 + FRAME_OUT + 8 * \i], %o\i
	.endr
	retry
.Lsomething_to_do:
	call	leave_kernel
	 nop
	ba,a,pt	%xcc, .Lleave
	 nop
END kernel_exit

/*
 * Ipc ends. The thread has one window, which this one becomes, and goes on behind its call. What
 * Ipc does not keep is zero, and no window above is clean to it. %o0 = frame; alternate globals.
 */
FUNC ipc_return
	wrpr	%g0, PSTATE_PRIV, %pstate
	wrpr	%g0, 1, %tl
	wrpr	%g0, WSTATE_USER, %wstate
	wrpr	%g0, 0, %cleanwin
	rdpr	%cwp, %o1
	ldx	[%o0 + FRAME_TSTATE], %o2
	wrpr	%o1, %o2, %tstate		! exclusive or
	ldx	[%o0 + FRAME_OUT + 8 * 7], %o7
	add	%o7, CALL_BYTES, %o1
	andn	%o1, INSTRUCTION_BYTES - 1, %o1
	wrpr	%o1, 0, %tnpc
	ldx	[%o0 + FRAME_SLOT + WINDOW_INS + 8 * 6], %i6
	ldx	[%o0 + FRAME_SLOT + WINDOW_INS + 8 * 7], %i7
	ldx	[%o0 + FRAME_TCB_UTCB], %o1
	.irpc	i, 01234567
	ldx	[%o1 + 8 * \i], %l\i
	.endr
	ldx	[%o0 + FRAME_GLOBAL + 8 * 2], %g2
	ldx	[%o0 + FRAME_GLOBAL + 8 * 3], %g3
	ldx	[%o0 + FRAME_TCB_LOCAL_ID], %g7
	ldx	[%o0 + FRAME_OUT + 8 * 6], %o6
	ldx	[%o0 + FRAME_OUT], %o0
	wr	%g0, 0, %y
	.irp	r, g1, g4, g5, g6, o1, o2, o3, o4, o5, i0, i1, i2, i3, i4, i5
	clr	%\r
	.endr
	done
END ipc_return

/* void entry_init(void) */
FUNC entry_init
	rdpr	%pstate, %o0
	flushw					! the firmware's vectors know where to
	setx	trap_table, %g1, %g2
	wrpr	%g2, 0, %tba
	wrpr	%g0, WSTATE_KERNEL, %wstate
	wrpr	%g0, NWINDOWS - 1, %cleanwin
	wrpr	%g0, 0, %pil
	setx	THIS_CPU(0), %g1, %o1
	ldx	[%o1 + CPU_NOBODY], %o2
	wrpr	%g0, PSTATE_PRIV | PSTATE_AG, %pstate
	mov	%o1, %g5
	mov	%o2, %g7
	add	%g7, FRAME_SLOT, %g6
	wrpr	%o0, 0, %pstate
	retl
	 nop
END entry_init

	.section .note.GNU-stack, "", @progbits
