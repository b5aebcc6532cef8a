/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x86 of both word sizes: the debugger traps that are INT3 followed by `cmp $operation, %al`,
 * which the kernel reads and the thread then executes without effect.
 */
#ifndef L4_LIB_X86_KDEBUG_H
#define L4_LIB_X86_KDEBUG_H

#include <l4/types.h>

L4_INLINE void L4_KDB_PrintChar(char c)
{
	__asm__ volatile ("int3\n\tcmpb $0x00, %%al" : : "a" (c) : "cc");
}

L4_INLINE void L4_KDB_PrintString(const char *s)
{
	__asm__ volatile ("int3\n\tcmpb $0x01, %%al" : : "a" (s) : "memory", "cc");
}

L4_INLINE void L4_KDB_ClearPage(void)
{
	__asm__ volatile ("int3\n\tcmpb $0x02, %%al" : : : "cc");
}

L4_INLINE void L4_KDB_ToggleBreakin(void)
{
	__asm__ volatile ("int3\n\tcmpb $0x03, %%al" : : : "cc");
}

/* -1 if there is no character. */
L4_INLINE char L4_KDB_ReadChar(void)
{
	L4_Word_t c;

	__asm__ volatile ("int3\n\tcmpb $0x08, %%al" : "=a" (c) : : "cc");
	return (char)c;
}

L4_INLINE char L4_KDB_ReadChar_Blocked(void)
{
	L4_Word_t c;

	__asm__ volatile ("int3\n\tcmpb $0x0d, %%al" : "=a" (c) : : "cc");
	return (char)c;
}

#endif
