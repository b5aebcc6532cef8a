/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The processor's side of starting a thread and of counting.
 */
#include <l4/types.h>
#include <l4/syscalls.h>

#include "../pingpong.h"

L4_Word64_t read_counter(void)
{
	return __L4_Rdtsc();
}

/* As after a call: the return address lies below the 16-byte boundary. */
L4_Word_t first_stack_pointer(char *stack_end)
{
	return ((L4_Word_t)stack_end & ~(L4_Word_t)15) - sizeof(L4_Word_t);
}
