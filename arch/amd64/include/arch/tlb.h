/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Translation look-aside buffer of the own processor. The kernel tags nothing (no PCID), so a
 * space that is not loaded has no entries.
 */
#ifndef L4_ARCH_TLB_H
#define L4_ARCH_TLB_H

#include <arch/cpureg.h>
#include <base/types.h>

/* Physical address of the root table that is loaded. */
static inline paddr_t arch_loaded_root(void)
{
	return read_cr3();
}

/* There may be translations of the space with this root. */
static inline bool arch_tlb_has(paddr_t root)
{
	return root == arch_loaded_root();
}

/* Forget the translation of va, and all cached tables, if the space with this root is loaded. */
static inline void arch_tlb_flush_page(paddr_t root, uvaddr_t va)
{
	if (arch_tlb_has(root))
		__asm__ volatile("invlpg (%0)" : : "r"(va) : "memory");
}

/* Forget all translations of users. */
static inline void arch_tlb_flush_all(void)
{
	write_cr3(read_cr3());
}

static inline void arch_tlb_flush_space(paddr_t root)
{
	if (arch_tlb_has(root))
		write_cr3(root);
}

#endif
