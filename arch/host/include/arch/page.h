/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page sizes and physical memory of the host port. "Physical memory" is an arena of the hosting
 * process; the address of its first byte takes the place of the map of physical memory.
 */
#ifndef L4_ARCH_PAGE_H
#define L4_ARCH_PAGE_H

#include <base/bits.h>

#define ARCH_PAGE_SHIFT		12
#define ARCH_PAGE_SIZE		BIT(ARCH_PAGE_SHIFT)
#define ARCH_PTAB_BITS		9	/* log2 of the entries of a table */
#define ARCH_PTAB_LEVELS	4	/* level 0 maps small pages */
#define ARCH_LEAF_LEVELS	2	/* levels 0 and 1 may hold pages */

#define ARCH_USER_END		0x00007ffffffff000ul

/* Kernel address of physical address 0; set once, by arch_memory_init(). */
extern kvaddr_t arch_arena;

static inline void *paddr_to_kv(paddr_t pa)
{
	return (void *)(arch_arena + pa);
}

static inline paddr_t kv_to_paddr(const void *kv)
{
	return (kvaddr_t)kv - arch_arena;
}

/* log2 of the bytes that one entry of a table of this level covers. */
static inline unsigned int level_shift(unsigned int level)
{
	return ARCH_PAGE_SHIFT + level * ARCH_PTAB_BITS;
}

static inline word_t level_size(unsigned int level)
{
	return BIT(level_shift(level));
}

#endif
