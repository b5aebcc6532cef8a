/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x86: single instructions that programs use by name.
 */
#ifndef L4_LIB_X86_SPECIALS_H
#define L4_LIB_X86_SPECIALS_H

#include <l4/specials.h>

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
