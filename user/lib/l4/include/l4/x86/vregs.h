/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x86 of both word sizes: where a thread finds its UTCB, and its flags word.
 */
#ifndef L4_LIB_X86_VREGS_H
#define L4_LIB_X86_VREGS_H

#include <l4/types.h>

/* The same value for the life of a thread: the compiler may keep it over system calls. */
L4_INLINE L4_Word_t *__L4_Utcb(void)
{
	L4_Word_t *utcb;

	__asm__ ("mov %%gs:0, %0" : "=r" (utcb));
	return utcb;
}

/*
 * The kernel sets the pending flag of the flags word when it preempts the thread, at any
 * instruction: each change is one instruction on memory, so that no flag is lost.
 */
L4_INLINE L4_Bool_t __L4_Set_Flag(L4_Word_t bit)
{
	L4_Word_t *flags = __L4_Utcb() + L4_UTCB_FLAGS;
	L4_Word8_t old;

	__asm__ volatile ("btsl %k2, %0; setc %1" : "+m" (*flags), "=q" (old) : "Ir" (bit) : "cc");
	return old;
}

L4_INLINE L4_Bool_t __L4_Clear_Flag(L4_Word_t bit)
{
	L4_Word_t *flags = __L4_Utcb() + L4_UTCB_FLAGS;
	L4_Word8_t old;

	__asm__ volatile ("btrl %k2, %0; setc %1" : "+m" (*flags), "=q" (old) : "Ir" (bit) : "cc");
	return old;
}

#endif
