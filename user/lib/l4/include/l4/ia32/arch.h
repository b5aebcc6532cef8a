/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ia32: fpages of IO ports, memory attributes, cache hints of strings, control words of kernels
 * with small spaces, control transfer items.
 */
#ifndef L4_LIB_IA32_ARCH_H
#define L4_LIB_IA32_ARCH_H

#include <l4/types.h>
#include <l4/string_item.h>
#include <l4/ia32/ctrlxfer.h>
#include <l4/x86/arch.h>

/* Bits 2..1 of a string item. */
#define L4_AllocateNewCacheLines	__L4_CONSTANT(L4_CacheAllocationHint_t, 1 << 1)
#define L4_DoNotAllocateNewCacheLines	__L4_CONSTANT(L4_CacheAllocationHint_t, 2 << 1)
#define L4_AllocateOnlyNewL1CacheLines	__L4_CONSTANT(L4_CacheAllocationHint_t, 3 << 1)

#define L4_LargeSpace		0
#define __L4_SMALL_SPACE_SET	((L4_Word_t)1 << 31)

/*
 * For SpaceControl: a small space of `size` MiB at `location` MiB, both multiples of 4 and powers
 * of two; the size is the lowest set bit of the low byte. (X.2, appendix A.5)
 */
L4_INLINE L4_Word_t L4_SmallSpace(L4_Word_t location, L4_Word_t size)
{
	return __L4_SMALL_SPACE_SET | ((location >> 1 | size >> 2) & 0xff);
}

#endif
