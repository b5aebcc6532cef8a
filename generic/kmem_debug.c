/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Allocations that fail because a test wants to see what becomes of it.
 */
#include <generic/kmem.h>

static unsigned long fail_in;	/* this one from now on; 0: none */

unsigned long kmem_fail_at(unsigned long n)
{
	unsigned long left = fail_in;

	fail_in = n;
	return left;
}

bool kmem_fails(void)
{
	return fail_in > 0 && --fail_in == 0;
}
