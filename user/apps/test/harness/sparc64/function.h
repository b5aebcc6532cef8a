/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Assembler: functions of tests, which may use %g2 and %g3 as they like.
 */
#ifndef L4_TEST_FUNCTION_H
#define L4_TEST_FUNCTION_H

	.register %g2, #scratch
	.register %g3, #scratch

	.text

	.macro	function name
	.globl	\name
	.type	\name, #function
	.balign	32
\name:
	.endm

#endif
