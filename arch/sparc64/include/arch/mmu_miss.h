/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the TLB miss handlers keep in the MMU globals: where the root table of each context number
 * is found, and the end of the kernel's view of physical memory.
 */
#ifndef L4_ARCH_MMU_MISS_H
#define L4_ARCH_MMU_MISS_H

#include <base/types.h>

/*
 * Kernel addresses below `end` are filled in; at `roots` lie the physical addresses of root tables,
 * 0 for a context that has none. Context: boot.
 */
void mmu_miss_init(kvaddr_t end, paddr_t roots);

#endif
