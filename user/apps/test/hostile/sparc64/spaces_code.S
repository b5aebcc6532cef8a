/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Accesses through any address space that an instruction can name, and to every ancillary state
 * register.
 */
#include "function.h"

/* word_t (address, address space): %o0 is what was loaded. */
	.macro	access number, insn
	.balign	16
access\number:
	wr	%o1, 0, %asi
	clr	%o2
	clr	%o3
	\insn
	retl
	 mov	%o2, %o0
	.endm

	access	0, "ldxa [%o0] %asi, %o2"
	access	1, "lduba [%o0] %asi, %o2"
	access	2, "stxa %g0, [%o0] %asi"
	access	3, "ldda [%o0] %asi, %o2"
	access	4, "stda %o2, [%o0] %asi"
	access	5, "ldda [%o0] %asi, %f0"
	access	6, "stda %f0, [%o0] %asi"
	access	7, "ldstuba [%o0] %asi, %o2"
	access	8, "swapa [%o0] %asi, %o2"
	access	9, "ldswa [%o0] %asi, %o2"
	access	10, "lda [%o0] %asi, %f1"
	access	11, "casxa [%o0] %asi, %o3, %o2"
	access	12, "casa [%o0] %asi, %o3, %o2"
	access	13, "stba %g0, [%o0] %asi"
	access	14, "sta %f1, [%o0] %asi"

/* word_t (value): writes it to register \number, or reads that. */
	.macro	state number
	.balign	16
write\number:
	.word	0x81800000 | \number << 25 | 8 << 14
	retl
	 mov	0x77, %o0
	.balign	16
read\number:
	.word	0x91400000 | \number << 14
	retl
	 nop
	.endm

	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, \
		22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	state	\n
	.endr

	.section .rodata
	.balign	8
	.globl	space_accesses
space_accesses:
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14
	.xword	access\n
	.endr
	.xword	0

	.globl	state_writes, state_reads
state_writes:
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, \
		22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	.xword	write\n
	.endr
state_reads:
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, \
		22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	.xword	read\n
	.endr

	.section .note.GNU-stack, "", @progbits
