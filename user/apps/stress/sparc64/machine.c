/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SPARC-V9: the trap by which a kernel with assertions tells how much memory it has left.
 */
#include "../stress.h"

L4_Word_t machine_kernel_memory(void)
{
	register L4_Word_t bytes __asm__("o0") = 0x20;

	__asm__ volatile ("ta 0x7f" : "+r" (bytes));
	return bytes;
}
