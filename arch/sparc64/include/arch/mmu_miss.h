/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the TLB miss handlers keep in the MMU globals: the root table of the space that is loaded,
 * and the end of the kernel's view of physical memory.
 */
#ifndef L4_ARCH_MMU_MISS_H
#define L4_ARCH_MMU_MISS_H

#include <base/types.h>

/* No space is loaded; kernel addresses below `end` are filled in. Context: boot. */
void mmu_miss_init(kvaddr_t end);
/* The space with this root goes: if it is loaded, none is. */
void mmu_miss_forget(paddr_t root);

#endif
