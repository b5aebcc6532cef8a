/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AMD64: the virtual registers of the running thread, with the one that only 64-bit threads have.
 * (X.2, Virtual registers)
 */
#ifndef L4_LIB_AMD64_VREGS_H
#define L4_LIB_AMD64_VREGS_H

#include <l4/x86/vregs.h>

L4_INLINE L4_Word_t __L4_TCR_WordSizeMask(void)
{
	return ((volatile L4_Word_t *)__L4_Utcb())[L4_UTCB_WORD_SIZE_MASK];
}

L4_INLINE void __L4_TCR_Set_WordSizeMask(L4_Word_t w)
{
	((volatile L4_Word_t *)__L4_Utcb())[L4_UTCB_WORD_SIZE_MASK] = w;
}

#endif
