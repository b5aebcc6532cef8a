/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Single instructions that programs use by name, on every architecture.
 */
#ifndef L4_LIB_SPECIALS_H
#define L4_LIB_SPECIALS_H

#include <l4/types.h>

L4_INLINE void __L4_Inc_Atomic(L4_Word_t *w)
{
	(void)__atomic_fetch_add(w, 1, __ATOMIC_SEQ_CST);
}

/* The index of the highest or lowest set bit; undefined for 0. */
L4_INLINE int __L4_Msb(L4_Word_t w)
{
	return L4_BITS_PER_WORD - 1 - __builtin_clzl(w);
}

L4_INLINE int __L4_Lsb(L4_Word_t w)
{
	return __builtin_ctzl(w);
}

#endif
