/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SPARC-V9: where a thread finds its UTCB, and its flags word.
 */
#ifndef L4_LIB_SPARC64_VREGS_H
#define L4_LIB_SPARC64_VREGS_H

#include <l4/types.h>

/* The same value for the life of a thread: the compiler may keep it over system calls. */
L4_INLINE L4_Word_t *__L4_Utcb(void)
{
	L4_Word_t slot;

	__asm__ ("mov %%g7, %0" : "=r" (slot));
	return (L4_Word_t *)(slot + L4_UTCB_MR0_OFFSET);
}

/*
 * The kernel sets the pending flag of the flags word when it preempts the thread, at any
 * instruction: each change is an atomic one, so that no flag is lost.
 */
L4_INLINE L4_Bool_t __L4_Set_Flag(L4_Word_t bit)
{
	L4_Word_t *flags = __L4_Utcb() + L4_UTCB_FLAGS, mask = (L4_Word_t)1 << bit;

	return (__atomic_fetch_or(flags, mask, __ATOMIC_RELAXED) & mask) != 0;
}

L4_INLINE L4_Bool_t __L4_Clear_Flag(L4_Word_t bit)
{
	L4_Word_t *flags = __L4_Utcb() + L4_UTCB_FLAGS, mask = (L4_Word_t)1 << bit;

	return (__atomic_fetch_and(flags, ~mask, __ATOMIC_RELAXED) & mask) != 0;
}

/* There is one word size. */
L4_INLINE L4_Word_t __L4_TCR_WordSizeMask(void)
{
	return ~(L4_Word_t)0;
}

L4_INLINE void __L4_TCR_Set_WordSizeMask(L4_Word_t w)
{
	(void)w;
}

#endif
