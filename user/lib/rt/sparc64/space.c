/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SPARC-V9: the table of gates depends on where a space has its kernel interface page.
 */
#include <l4/kip.h>
#include <l4/syscalls.h>

#include <rt_space.h>

/* The table for the other spaces. */
static struct __L4_gates table;
static L4_Word_t bound_to;

L4_Word_t rt_image_page(L4_Word_t page, L4_Word_t kip)
{
	if (page != (L4_Word_t)&__L4_gates || kip == (L4_Word_t)L4_GetKernelInterface())
		return page;
	if (bound_to != kip)
		__L4_BindGates(&table, kip);
	bound_to = kip;
	return (L4_Word_t)&table;
}
