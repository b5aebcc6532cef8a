/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a new thread's stack begins.
 */
#include <rt_thread.h>

/* As after a call: the return address lies below the 16-byte boundary. */
L4_Word_t first_stack_pointer(char *stack_end)
{
	return ((L4_Word_t)stack_end & ~(L4_Word_t)15) - sizeof(L4_Word_t);
}
