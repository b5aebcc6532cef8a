/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Physical memory from sigma0, page by page, at its own addresses. Asking again for what one
 * already has is cheap and allowed.
 */
#include <l4/types.h>
#include <l4/kip.h>
#include <l4/sigma0.h>

#include "internal.h"

const void *plat_memory(uint64_t start, size_t size)
{
	L4_Word_t mask = L4_PageSizeMask(L4_GetKernelInterface()) & ~(L4_Word_t)0x3ff;
	uint64_t page_size = mask & -mask, page = start & ~(page_size - 1);
	L4_Fpage_t got;

	if (size == 0 || start + size < start || (L4_Word_t)start != start)
		return NULL;
	for (; page < start + size; page += page_size) {
		got = L4_Sigma0_GetPage(L4_nilthread,
					L4_Fpage((L4_Word_t)page, (L4_Word_t)page_size));
		if (L4_IsNilFpage(got))
			return NULL;
	}
	return (const void *)(L4_Word_t)start;
}
