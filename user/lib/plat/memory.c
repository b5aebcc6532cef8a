/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Physical memory from sigma0 at its own addresses. Asking again for what one already has is cheap
 * and allowed.
 */
#include <l4/types.h>
#include <l4/abi/kip.h>
#include <l4/kip.h>
#include <l4/sigma0.h>

#include "internal.h"

static uint64_t page_bytes(void)
{
	L4_Word_t mask = L4_PageSizeMask(L4_GetKernelInterface()) & ~(L4_Word_t)0x3ff;

	return mask & -mask;
}

uint64_t plat_block(uint64_t at, uint64_t end)
{
	uint64_t bytes = page_bytes();

	while (2 * bytes <= end - at && at % (2 * bytes) == 0)
		bytes *= 2;
	return bytes;
}

static bool get(uint64_t at, uint64_t bytes)
{
	L4_Fpage_t page = L4_Fpage((L4_Word_t)at, (L4_Word_t)bytes);

	return !L4_IsNilFpage(L4_Sigma0_GetPage(L4_nilthread, page));
}

/* Large pieces are one mapping each. Where sigma0 gives none, its pages may be had one by one. */
const void *plat_memory(uint64_t start, size_t size)
{
	uint64_t page = page_bytes(), at = start & ~(page - 1), end, bytes;

	if (size == 0 || start + size < start || (L4_Word_t)start != start)
		return NULL;
	end = (start + size + page - 1) & ~(page - 1);
	for (; at != end; at += bytes) {
		bytes = plat_block(at, end);
		if (get(at, bytes))
			continue;
		bytes = page;
		if (!get(at, bytes))
			return NULL;
	}
	return (const void *)(L4_Word_t)start;
}

bool plat_is_memory(uint64_t at)
{
	void *kip = L4_GetKernelInterface();
	L4_Word_t n = L4_NumMemoryDescriptors(kip), type = L4_MEMORY_SHARED;

	/* Of several descriptors the last one counts. */
	for (L4_Word_t i = 0; i < n; i++) {
		L4_MemoryDesc_t *m = L4_MemoryDesc(kip, i);

		if (!L4_IsMemoryDescVirtual(m) && L4_MemoryDescLow(m) <= at &&
		    at <= L4_MemoryDescHigh(m))
			type = L4_MemoryDescType(m) & L4_MEMDESC_TYPE_MASK;
	}
	return type == L4_MEMORY_CONVENTIONAL || type == L4_MEMORY_BOOTLOADER;
}
