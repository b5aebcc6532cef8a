/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry from the firmware and the jump into the kernel. Trap table, TLB and privilege
 * are the firmware's all the time. (IEEE 1275-1994, chapter 6; SPARC binding)
 */
#include <arch/cpureg.h>
#include "../../from/container.h"

#define STACK_SIZE	32768

	.register %g2, #scratch
	.register %g3, #scratch

/*
 * %o4 = client interface. Executed at an alias of the first page: the code continues at its own
 * address. The firmware does not get control back for good: its windows count for nothing.
 */
	.section .text.start, "ax"
	.globl	start
	.type	start, #function
start:
	set	.Lown_address, %g1
	jmp	%g1
	 mov	%o4, %g2
.Lown_address:
	wrpr	%g0, 0, %otherwin
	wrpr	%g0, 0, %canrestore
	wrpr	%g0, NWINDOWS - 2, %cansave
	wrpr	%g0, NWINDOWS - 1, %cleanwin
	set	loader_bss, %g1
	set	loader_end, %g3
1:	stx	%g0, [%g1]
	add	%g1, 8, %g1
	cmp	%g1, %g3
	blu,pt	%xcc, 1b
	 nop
	set	firmware_entry, %g1
	stx	%g2, [%g1]
	set	stack_end - STACK_BIAS - FRAME_BYTES, %g1
	mov	%g1, %sp
	call	kickstart_main
	 clr	%fp
2:	ba,a,pt	%xcc, 2b
	 nop
	.size	start, . - start

	.text
/* handover(u64 entry): the kernel is a client of the firmware in its turn, with %o4. */
	.globl	handover
	.type	handover, #function
handover:
	mov	%o0, %g1
	set	firmware_entry, %g2
	ldx	[%g2], %o4
	clr	%o0
	clr	%o1
	clr	%o2
	clr	%o3
	/* Instructions were stored as data. */
	flush	%g1
	jmp	%g1
	 clr	%o5
	.size	handover, . - handover

	.section .container, "a"
	.xword	CONTAINER_MAGIC, CONTAINER_HEAD_BYTES, 0, 0

	.bss
	.balign	16
	.skip	STACK_SIZE
stack_end:

	.section .note.GNU-stack, "", @progbits
