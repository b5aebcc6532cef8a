/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The processor's side of starting threads and of putting code into memory.
 */
#include "../test.h"

/* As after a call: the return address lies below the 16-byte boundary. */
L4_Word_t first_stack_pointer(char *stack_end)
{
	return ((L4_Word_t)stack_end & ~(L4_Word_t)15) - sizeof(L4_Word_t);
}

void put_function(void *memory)
{
	static const unsigned char code[] = { 0xb8, 0x5a, 0, 0, 0, 0xc3 };	/* mov, ret */
	volatile unsigned char *to = memory;
	unsigned int i;

	for (i = 0; i < sizeof(code); i++)
		to[i] = code[i];
}
