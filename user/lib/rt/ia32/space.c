/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ia32: the jumps of the table of gates depend on where a space has its kernel interface page.
 */
#include <l4/kip.h>
#include <l4/syscalls.h>

#include <rt_space.h>

#define PAGE_BYTES	4096

/* The table for the other spaces: all gates fit into one page. */
static char table[PAGE_BYTES] __attribute__((aligned(PAGE_BYTES)));
static L4_Word_t bound_to;

L4_Word_t rt_image_page(L4_Word_t page, L4_Word_t kip)
{
	if (page != (L4_Word_t)__L4_syscalls_start ||
	    kip == (L4_Word_t)L4_GetKernelInterface())
		return page;
	if (bound_to != kip)
		__L4_bind_syscalls((L4_Word_t)table, kip);
	bound_to = kip;
	return (L4_Word_t)table;
}
