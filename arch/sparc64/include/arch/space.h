/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What every space has: a root table and a context number. The kernel's half of the addresses
 * needs no tables.
 */
#ifndef L4_ARCH_SPACE_H
#define L4_ARCH_SPACE_H

#include <arch/pte.h>
#include <base/err.h>
#include <base/types.h>
#include <base/window.h>

/* Of a window that no space has. */
#define ARCH_WINDOW_TABLES	1

/* Context number of a new root table; there is no window. Errors: ERR_NOMEM: all are in use. */
err_t arch_root_init(pte_t *root, word_t *space, struct arch_window *w) __must_check;
/* The root table goes: the processor must not use it any more. */
void arch_root_release(pte_t *root, word_t space);

/*
 * Users may have this physical range: it is addressable and holds nothing of the kernel, neither
 * memory nor devices that it uses.
 */
bool arch_phys_is_open(paddr_t start, paddr_t end);
/* Where physical addresses end. */
paddr_t arch_phys_end(void);

/* Written once, by arch_paging_init(). */
extern paddr_t arch_physmap_end;

/* The kernel's view of physical memory reaches this range. */
static inline bool arch_phys_is_mapped(paddr_t start, size_t bytes)
{
	return start < arch_physmap_end && bytes <= arch_physmap_end - start;
}

/* The kernel image in memory, inside locked TLB entries. */
struct arch_image {
	paddr_t start, end;
};

/*
 * The TLB keeps the image, loses what the firmware put in, and gets physical memory up to `top`
 * from the miss handlers, which are in the trap table already. Boot only.
 */
void arch_paging_init(paddr_t top, const struct arch_image *image);
/* Take [start, end) away from users (image, devices). Boot only. */
void arch_phys_close(paddr_t start, paddr_t end);

#endif
