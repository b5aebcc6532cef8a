/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Physical memory that sigma0 itself reads: what the loader and the firmware have left. A wrong
 * address would end sigma0, so each is held against what is known to be memory, and against the
 * places where sigma0's own space shows something else.
 */
#include <l4/types.h>
#include <l4/kip.h>
#include <l4/thread.h>

#include "sigma0.h"

/* Around sigma0's UTCB: more than its UTCB area. */
#define UTCB_AREA	((pool_addr_t)1 << 20)

static const struct sigma0 *s0;
static void *interface;
static pool_addr_t utcb;

static bool overlaps(pool_addr_t start, pool_addr_t last, pool_addr_t at, pool_addr_t bytes)
{
	at &= ~(bytes - 1);
	return start <= at + (bytes - 1) && last >= at;
}

/* An address of memory is one of sigma0's space, where something else may lie. */
static bool is_user_address(pool_addr_t start, pool_addr_t last)
{
	L4_Word_t i, n = L4_NumMemoryDescriptors(interface);
	bool any = false;

	if (overlaps(start, last, utcb, UTCB_AREA) ||
	    overlaps(start, last, (pool_addr_t)(uintptr_t)interface,
		     (pool_addr_t)1 << s0->page_log2))
		return false;
	for (i = 0; i < n; i++) {
		L4_MemoryDesc_t *d = L4_MemoryDesc(interface, i);

		if (!L4_IsMemoryDescVirtual(d))
			continue;
		any = true;
		if (start >= L4_MemoryDescLow(d) && last <= L4_MemoryDescHigh(d))
			return true;
	}
	return !any;
}

static bool is_memory(pool_addr_t start, pool_addr_t last)
{
	struct pool_extent e;

	do {
		e = pool_query(&s0->memory, start);
		if (e.kind == POOL_UNKNOWN || e.owner == s0->kernel.raw)
			return false;
		start = e.last + 1;
	} while (e.last < last);
	return true;
}

void sigma0_memory_init(const struct sigma0 *state, void *kip)
{
	s0 = state;
	interface = kip;
	utcb = L4_MyLocalId().raw;
}

const void *sigma0_memory(uint64_t start, size_t bytes)
{
	uint64_t last = start + (bytes - 1);

	if (bytes == 0 || last < start || (uintptr_t)last != last ||
	    !is_memory(start, last) || !is_user_address(start, last))
		return NULL;
	return (const void *)(uintptr_t)start;
}
