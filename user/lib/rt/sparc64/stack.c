/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a new thread's stack begins.
 */
#include <rt_thread.h>

/* Room of the first frame for a register window and arguments; the kernel subtracts the bias. */
#define FRAME_BYTES	192

L4_Word_t first_stack_pointer(char *stack_end)
{
	return ((L4_Word_t)stack_end & ~(L4_Word_t)15) - FRAME_BYTES;
}
