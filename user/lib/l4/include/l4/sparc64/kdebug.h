/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SPARC-V9: the debugger's interface is four software traps. (X.2, SPARC-V9 binding)
 */
#ifndef L4_LIB_SPARC64_KDEBUG_H
#define L4_LIB_SPARC64_KDEBUG_H

#include <l4/types.h>

L4_INLINE void L4_KDB_PrintChar(char c)
{
	register L4_Word_t o0 __asm__("o0") = (L4_Word8_t)c;

	__asm__ volatile ("ta 0x7c" : : "r" (o0));
}

L4_INLINE void L4_KDB_PrintString(const char *s)
{
	for (; *s; s++)
		L4_KDB_PrintChar(*s);
}

/* -1 if there is no character. */
L4_INLINE char L4_KDB_ReadChar(void)
{
	register L4_Word_t o0 __asm__("o0");

	__asm__ volatile ("ta 0x7e" : "=r" (o0));
	return (char)o0;
}

L4_INLINE char L4_KDB_ReadChar_Blocked(void)
{
	register L4_Word_t o0 __asm__("o0");

	__asm__ volatile ("ta 0x7d" : "=r" (o0));
	return (char)o0;
}

L4_INLINE void L4_KDB_Enter(const char *text)
{
	register const char *o0 __asm__("o0") = text;

	__asm__ volatile ("ta 0x7f" : "+r" (o0) : : "memory");
}

#endif
