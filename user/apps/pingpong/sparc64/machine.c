/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The processor's side of counting.
 */
#include <l4/types.h>
#include <l4/syscalls.h>

#include "../pingpong.h"

L4_Word64_t read_counter(void)
{
	return __L4_Rdtsc();
}
