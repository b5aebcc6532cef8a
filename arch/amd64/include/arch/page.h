/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page sizes and the kernel's view of physical memory. All physical memory is mapped at one
 * offset, so that conversion is an addition. (AMD64 manual, volume 2, chapter 5)
 */
#ifndef L4_ARCH_PAGE_H
#define L4_ARCH_PAGE_H

#include <base/bits.h>

#define ARCH_PAGE_SHIFT		12
#define ARCH_PAGE_SIZE		BIT(ARCH_PAGE_SHIFT)
#define ARCH_PTAB_BITS		9	/* log2 of the entries of a table */
#define ARCH_PTAB_LEVELS	4	/* level 0 maps small pages */
#define ARCH_LEAF_LEVELS	2	/* levels 0 and 1 may hold pages */

/* User addresses end one page below the canonical limit: no call can return to its edge. */
#define ARCH_USER_END		0x00007ffffffff000ul

/* All physical memory. */
#define PHYSMAP_BASE		0xffff800000000000ul
/* Kernel image: linked at this offset to its physical place. */
#define IMAGE_BASE		0xffffffff80000000ul

static inline void *paddr_to_kv(paddr_t pa)
{
	return (void *)(pa + PHYSMAP_BASE);
}

/* Of an address inside the map of physical memory (not of the kernel image). */
static inline paddr_t kv_to_paddr(const void *kv)
{
	return (paddr_t)(kvaddr_t)kv - PHYSMAP_BASE;
}

/* Of an address inside the kernel image. */
static inline paddr_t image_to_paddr(const void *kv)
{
	return (paddr_t)(kvaddr_t)kv - IMAGE_BASE;
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
