/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AMD64: a debugger trap is INT3 followed by marker instructions that the kernel reads and the
 * thread then executes without effect: `cmp $operation, %al`, or a jump over `mov $text, %rax`.
 */
#ifndef L4_LIB_AMD64_KDEBUG_H
#define L4_LIB_AMD64_KDEBUG_H

#include <l4/types.h>

/*
 * `text` is a string literal: its address has to be a constant. The jump is spelt out because the
 * marker is its short form, which an assembler need not choose.
 */
#define L4_KDB_Enter(text)								\
	__asm__ volatile ("int3\n\t.byte 0xeb, 2f - 1f\n1:\tmovq %0, %%rax\n2:"		\
			  : : "i" (text) : "memory")

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
