/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x86: the trap by which a kernel with assertions tells how much memory it has left.
 */
#include "../stress.h"

L4_Word_t machine_kernel_memory(void)
{
	L4_Word_t bytes = 0;

	__asm__ volatile ("int3\n\tcmpb $0x20, %%al" : "+a" (bytes) : : "cc");
	return bytes;
}
