/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Register windows of a thread that stops owning the register file, other than by a switch.
 */
#include <arch/cpureg.h>
#include <base/asm.h>
#include <generated/offsets.h>

	.register %g2, #scratch
	.register %g3, #scratch
	.register %g6, #ignore
	.register %g7, #scratch

/* void windows_disown(struct save_frame *f) */
FUNC windows_disown
	rdpr	%pstate, %o1
	ldx	[%g6 + CPU_NOBODY], %o2
	wrpr	%g0, PSTATE_PRIV | PSTATE_AG, %pstate
	cmp	%o0, %g7
	bne,pt	%xcc, 1f
	 nop
	flushw
	stx	%g6, [%g7 + FRAME_SLOT_END]
	mov	%o2, %g7
	add	%g7, FRAME_SLOT, %g6
1:	wrpr	%o1, 0, %pstate
	retl
	 nop
END windows_disown

/*
 * struct window *windows_end(const struct save_frame *f): the windows of the thread with this frame
 * go to its slots; returns what lies behind the last one.
 */
FUNC windows_end
	flushw
	rdpr	%pstate, %o1
	wrpr	%g0, PSTATE_PRIV | PSTATE_AG, %pstate
	mov	%g7, %o2
	mov	%g6, %o3
	wrpr	%o1, 0, %pstate
	cmp	%o2, %o0
	be,pt	%xcc, 1f
	 nop
	ldx	[%o0 + FRAME_SLOT_END], %o3
1:	retl
	 mov	%o3, %o0
END windows_end

	.section .note.GNU-stack, "", @progbits
