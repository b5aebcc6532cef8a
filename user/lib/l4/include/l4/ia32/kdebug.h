/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ia32: a debugger trap is INT3 followed by marker instructions that the kernel reads and the
 * thread then executes without effect: `cmp $operation, %al`, or a jump over `mov $text, %eax`.
 */
#ifndef L4_LIB_IA32_KDEBUG_H
#define L4_LIB_IA32_KDEBUG_H

#include <l4/x86/kdebug.h>

/*
 * `text` is a string literal: its address has to be a constant. The jump is spelt out because the
 * marker is its short form, which an assembler need not choose.
 */
#define L4_KDB_Enter(text)								\
	__asm__ volatile ("int3\n\t.byte 0xeb, 2f - 1f\n1:\tmovl %0, %%eax\n2:"		\
			  : : "i" (text) : "memory")

#endif
