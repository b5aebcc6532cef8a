/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What every space has in common: the kernel's half, and a window below 4 GiB that belongs to the
 * kernel (user-readable word with the UTCB pointer, entry stubs, task state segment).
 */
#ifndef L4_ARCH_SPACE_H
#define L4_ARCH_SPACE_H

#include <arch/pte.h>
#include <arch/window.h>
#include <base/err.h>
#include <base/types.h>
#include <base/window.h>

#define ARCH_ALIAS_BASE		0xffffffffc0000000ul
/* The thread table is what is shown there. */
#define arch_thread_table()	((void **)ARCH_ALIAS_BASE)
/* Where arch_device_map() shows devices. */
#define ARCH_DEVICES_BASE	0xffffffff00000000ul
#define ARCH_DEVICES_END	0xffffffff80000000ul
/* IO-APICs, local APICs, HPET and their like, on every PC: never memory, and never cached. */
#define ARCH_CHIPSET_START	0xfec00000ul
#define ARCH_CHIPSET_END	0xff000000ul

/*
 * The kernel's half of a new, empty root table; *space: what the processor loads for it. Errors:
 * ERR_NOMEM. Context: this one and the next, one at a time.
 */
err_t arch_root_init(pte_t *root, word_t *space, struct arch_window *w) __must_check;
/*
 * The root table goes: the processor does not use it any more, and has nothing of the space. Others
 * that had anything have left it (arch_space_leave(), arch_space_unload()).
 */
void arch_root_release(pte_t *root, word_t space);

/*
 * Users may have this physical range: it is addressable, and neither the kernel's image nor a
 * device that the kernel uses. (Kernel memory is the caller's business.)
 */
bool arch_phys_is_open(paddr_t start, paddr_t end);
/* Where physical addresses end. */
paddr_t arch_phys_end(void);

/* Where the kernel's map of physical memory ends. Set at boot. */
extern paddr_t arch_physmap_end;

/* The kernel's map of physical memory reaches this range. */
static inline bool arch_phys_is_mapped(paddr_t start, size_t bytes)
{
	return start < arch_physmap_end && bytes <= arch_physmap_end - start;
}

/*
 * The kernel image in memory: [start, text_end) is executed, [text_end, data) is read, [data, end)
 * is written; all page-aligned, in one large page.
 */
struct arch_image {
	paddr_t start, text, text_end, data, end;
};

/*
 * Build the kernel's own page tables for physical memory up to `top`, from zeroed pages. Boot only.
 */
void arch_paging_init(paddr_t top, const struct arch_image *image, void *(*zalloc_page)(void));
/* This processor uses them, and protects what it can. Once for each. */
void arch_paging_load(void);
/* Show the page at pa, read-only, where WINDOW_TO_CPU leads from the base 0. Boot only. */
void arch_nowhere_map(paddr_t pa);
/*
 * Show kernel memory at ARCH_ALIAS_BASE too, an address that code can name without loading it.
 * Once, boot only.
 */
void arch_alias_map(const void *kv, size_t bytes);
/*
 * Show a device's memory in the kernel's part of the address space, with this memory type. It may
 * lie anywhere. NULL: no such address, or no room. Boot only, before there are spaces; usable as
 * soon as arch_paging_load() has run.
 */
void *arch_device_map(paddr_t start, size_t bytes, enum arch_memory_type type);
/* Take [start, end) away from users (image, devices). Boot only. */
void arch_phys_close(paddr_t start, paddr_t end);

/* Load the kernel's own tables, without a number, or with its own (HARDEN_TABLES). */
void paging_load_kernel(void);
/* What is loaded for them. */
word_t paging_kernel_word(void);

#endif
