/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Translation look-aside buffer: a model that keeps what it has seen, of all spaces, until it is
 * told to forget it. So a forgotten flush shows.
 */
#ifndef L4_ARCH_TLB_H
#define L4_ARCH_TLB_H

#include <base/types.h>

/* There may be translations of the space with this root. */
static inline bool arch_tlb_has(paddr_t root)
{
	(void)root;
	return true;
}

/* Forget the translation of va, and cached tables, in the space with this root. */
void arch_tlb_flush_page(paddr_t root, uvaddr_t va);
void arch_tlb_flush_space(paddr_t root);
/* All translations of this processor. */
void arch_tlb_flush_all(void);

#endif
