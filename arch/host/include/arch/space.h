/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What every space has in common: on the host a window of addresses that users do not get, with a
 * page table that all spaces share until they have one of their own.
 */
#ifndef L4_ARCH_SPACE_H
#define L4_ARCH_SPACE_H

#include <arch/pte.h>
#include <base/err.h>
#include <base/types.h>
#include <base/window.h>

#define WINDOW_BASE		0xffa00000ul
#define WINDOW_END		0xffc00000ul
#define ARCH_WINDOW_TABLES	1

/*
 * A new, empty root table; nothing of the kernel's stands in it. *space: what is loaded for it.
 * Errors: none.
 */
err_t arch_root_init(pte_t *root, word_t *space, struct arch_window *w) __must_check;
/* The root table goes: the processor does not use it any more, and has nothing of the space. */
void arch_root_release(pte_t *root, word_t space);

/* The root table of the space with each number; 0: there is none. */
extern paddr_t host_number_root[];

/* Users may have this physical range, unless it is kernel memory. */
bool arch_phys_is_open(paddr_t start, paddr_t end);
/* Where physical addresses end. */
paddr_t arch_phys_end(void);

/* The kernel's map of physical memory reaches this range. */
bool arch_phys_is_mapped(paddr_t start, size_t bytes);

#endif
