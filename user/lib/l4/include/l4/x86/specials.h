/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x86: single instructions that programs use by name.
 */
#ifndef L4_LIB_X86_SPECIALS_H
#define L4_LIB_X86_SPECIALS_H

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

L4_INLINE L4_Word64_t __L4_Rdtsc(void)
{
	L4_Word32_t low, high;

	__asm__ volatile ("rdtsc" : "=a" (low), "=d" (high));
	return ((L4_Word64_t)high << 32) | low;
}

L4_INLINE L4_Word64_t __L4_Rdpmc(const L4_Word_t ctrsel)
{
	L4_Word32_t low, high;

	__asm__ volatile ("rdpmc" : "=a" (low), "=d" (high) : "c" (ctrsel));
	return ((L4_Word64_t)high << 32) | low;
}

#endif
