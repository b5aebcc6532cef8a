/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AMD64: the call that opts into Lipc without the kernel.
 */
#ifndef L4_LIB_AMD64_LIPC_H
#define L4_LIB_AMD64_LIPC_H

#include <l4/types.h>
#include <l4/abi/kip.h>
#include <l4/kip.h>
#include <l4/syscalls.h>

#define __L4_LIPC_OPT_BYTES	16	/* so far in front of the gate of Lipc is its own */

/* The gate; 0: the kernel has no such thing. Those that have it have another gate for Ipc. */
L4_INLINE L4_Word_t __L4_LipcOptGate(void)
{
	const L4_Word_t *kip = (const L4_Word_t *)L4_GetKernelInterface();

	if (L4_KernelId() >> 24 != 4 || kip[L4_KIP_WORD_LIPC] == kip[L4_KIP_WORD_IPC])
		return 0;
	return (L4_Word_t)__L4_Lipc - __L4_LIPC_OPT_BYTES;
}

L4_INLINE L4_Bool_t __L4_LipcOpt(L4_Word_t in)
{
	L4_Word_t gate = __L4_LipcOptGate(), is_in = gate;

	if (gate == 0)
		return 0;
	__asm__ volatile ("pushq %%rbp\n\tcall *%0\n\tpopq %%rbp"
			  : "+a" (is_in), "+D" (in)
			  : : "rbx", "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11", "r12", "r13",
			      "r14", "r15", "memory", "cc");
	return is_in != 0;
}

#endif
