/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a fresh thread finds in its registers; loads through the secondary context.
 */
#include <l4/abi/types.h>
#include <l4/abi/utcb.h>

#include "function.h"

/* Where a thread begins: it tells its pager all bits that are set in its registers. */
	function fresh_entry
	.irpc	i, 23456
	or	%g1, %g\i, %g1
	.endr
	.irpc	i, 0123457
	or	%g1, %o\i, %g1
	.endr
	.irpc	i, 01234567
	or	%g1, %l\i, %g1
	.endr
	.irpc	i, 01234567
	or	%g1, %i\i, %g1
	.endr
	rd	%y, %g2
	or	%g1, %g2, %g1
	rd	%fprs, %g2
	or	%g1, %g2, %g1
	mov	%g1, %l1
	mov	1, %l0				! tag: a word
	ldx	[%g7 + L4_UTCB_MR0_OFFSET + 8 * L4_UTCB_PAGER], %o0
	clr	%o1
	clr	%o2
1:	rd	%pc, %o7			! Ipc returns to where a call at this place would
	ta	0x71
	clr	%o0				! from now on it sleeps
	ldx	[%g7 + L4_UTCB_MR0_OFFSET + 8 * L4_UTCB_MY_GLOBAL_ID], %o1
	ba,pt	%xcc, 1b
	 clr	%o2

/* word_t (address): what the secondary context has there. */
	function load_secondary
	.globl	load_secondary_ip
load_secondary_ip:
	ldxa	[%o0] 0x81, %o0
	retl
	 nop

	.section .note.GNU-stack, "", @progbits
