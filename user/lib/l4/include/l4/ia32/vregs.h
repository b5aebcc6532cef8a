/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ia32: the virtual registers of the running thread. No partner has shorter words: the word size
 * mask is a constant. (X.2, Virtual registers)
 */
#ifndef L4_LIB_IA32_VREGS_H
#define L4_LIB_IA32_VREGS_H

#include <l4/x86/vregs.h>

L4_INLINE L4_Word_t __L4_TCR_WordSizeMask(void)
{
	return ~(L4_Word_t)0;
}

L4_INLINE void __L4_TCR_Set_WordSizeMask(L4_Word_t w)
{
	(void)w;
}

#endif
