/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Translation look-aside buffers of the own processor. Their entries carry the context number of
 * the space, which stands in the root table.
 */
#ifndef L4_ARCH_TLB_H
#define L4_ARCH_TLB_H

#include <arch/page.h>
#include <base/types.h>

#define CONTEXT_KERNEL	0u	/* of no space */

/* A root table fills half of its page; the context number lies behind it. */
static inline u64 *context_slot(paddr_t root)
{
	return (u64 *)paddr_to_kv(root) + BIT(ARCH_PTAB_BITS);
}

/* No translation of the space with this root is in the buffers, nor will be: it has gone. */
static inline bool arch_tlb_make_quiet(word_t root)
{
	return *context_slot(root) == CONTEXT_KERNEL;
}

/* Forget the translation of va in the space with this root table. */
void arch_tlb_flush_page(word_t root, uvaddr_t va);
void arch_tlb_flush_space(word_t root);

/*
 * The locked entries of the kernel image at [start, end) stay; whatever else the firmware left is
 * removed. Boot only.
 */
void tlb_take_over(kvaddr_t start, kvaddr_t end);

#endif
