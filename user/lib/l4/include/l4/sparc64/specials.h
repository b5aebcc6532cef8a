/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SPARC-V9: single instructions that programs use by name.
 */
#ifndef L4_LIB_SPARC64_SPECIALS_H
#define L4_LIB_SPARC64_SPECIALS_H

#include <l4/specials.h>

/* The processor's counter, TICK, under the name that programs know. */
L4_INLINE L4_Word64_t __L4_Rdtsc(void)
{
	L4_Word64_t tick;

	__asm__ volatile ("rd %%tick, %0" : "=r" (tick));
	return tick;
}

#endif
