/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Normal globals as C code of the kernel has them: in %g4 the start of the half of the addresses
 * that holds the image, from which the compiler makes addresses of variables; in %g6 the
 * processor's record, see <arch/percpu.h>. C leaves %g2, %g3 and %g7 alone.
 */
#ifndef L4_GLUE_GLOBALS_H
#define L4_GLUE_GLOBALS_H

#define IMAGE_BASE_BITS	43	/* its lower ones are zero, all others are one */

	.macro LOAD_IMAGE_BASE
	mov	-1, %g4
	sllx	%g4, IMAGE_BASE_BITS, %g4
	.endm

#endif
