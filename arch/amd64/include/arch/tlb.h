/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Translation look-aside buffer of the own processor. The kernel tags nothing (no PCID), so a
 * space that is not loaded has no entries.
 */
#ifndef L4_ARCH_TLB_H
#define L4_ARCH_TLB_H

#include <base/types.h>

/* Physical address of the root table that is loaded. */
extern paddr_t arch_loaded_root;

/* Forget the translation of va, and all cached tables, if the space with this root is loaded. */
static inline void arch_tlb_flush_page(paddr_t root, uvaddr_t va)
{
	if (root == arch_loaded_root)
		__asm__ volatile("invlpg (%0)" : : "r"(va) : "memory");
}

static inline void arch_tlb_flush_space(paddr_t root)
{
	word_t cr3;

	if (root != arch_loaded_root)
		return;
	__asm__ volatile("mov %%cr3, %0\n\tmov %0, %%cr3" : "=r"(cr3) : : "memory");
}

#endif
