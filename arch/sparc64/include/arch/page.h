/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page sizes and the kernel's view of physical memory. All physical memory is seen at one offset,
 * and the kernel image is linked inside that view, so that conversion is an addition.
 * (UltraSPARC User's Manual, chapter 15)
 */
#ifndef L4_ARCH_PAGE_H
#define L4_ARCH_PAGE_H

#include <base/bits.h>

#define ARCH_PAGE_SHIFT		13
#define ARCH_PAGE_SIZE		BIT(ARCH_PAGE_SHIFT)
#define ARCH_PTAB_BITS		9	/* log2 of the entries of a table */
#define ARCH_PTAB_LEVELS	4	/* level 0 maps small pages */
#define ARCH_LEAF_LEVELS	2	/* levels 0 (8 KiB) and 1 (4 MiB) may hold pages */

/* The lower edge of the hole in virtual addresses. */
#define ARCH_USER_END		0x0000080000000000ul

/* All physical memory, filled in by the miss handler. */
#define PHYSMAP_BASE		0xfffff80000000000ul
/* Kernel image: linked at this offset to its physical place. */
#define IMAGE_BASE		PHYSMAP_BASE

static inline void *paddr_to_kv(paddr_t pa)
{
	return (void *)(pa + PHYSMAP_BASE);
}

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
