/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's window: one large page of addresses below 4 GiB, for many processors two, left out
 * of the user area. Its pages are the same in all spaces but for the IO permission bitmap. For C
 * and assembler.
 *
 * A processor has a page that users read, whose address is its GS base, and its struct cpu, with
 * the task state segment; with several processors, or LIPC_USER, also the first page once more,
 * which the kernel writes. These lie at the same distances for all. A bitmap begins at most 0xdfff
 * bytes behind the task state segment (AMD64 manual, volume 2, section 12.2.4), so it is shown
 * again for each group of processors:
 *
 *     struct cpu of each | bitmap, 2 pages | a page of ones | written | user-readable
 */
#ifndef L4_ARCH_WINDOW_H
#define L4_ARCH_WINDOW_H

#include <base/percpu.h>

#if NR_CPUS <= 144
#define ARCH_WINDOW_TABLES	1
#else
#define ARCH_WINDOW_TABLES	2
#endif
#define WINDOW_BASE		0xffa00000
#define WINDOW_END		(WINDOW_BASE + ARCH_WINDOW_TABLES * 0x200000)
#define WINDOW_PAGE(n)		(WINDOW_BASE + ((n) << 12))
#define WINDOW_PAGES		(ARCH_WINDOW_TABLES * 512)

/* Numbers of pages. n is a processor's number. */
#define WINDOW_STUB_PAGE	1	/* user-executable: entry stubs */
#define WINDOW_WORDS_PAGE	2	/* user-readable: what entry stubs read */

#ifdef CONFIG_SMP
#define WINDOW_IDT_PAGE		0	/* with HARDEN_TABLES */
#define WINDOW_GROUP		8	/* processors that share a view of the bitmap */
#define WINDOW_GROUP_PAGES	(3 * WINDOW_GROUP + 3)
#define WINDOW_GROUP_PAGE(n)	(3 + (n) / WINDOW_GROUP * WINDOW_GROUP_PAGES)
#define WINDOW_CPU_PAGE(n)	(WINDOW_GROUP_PAGE(n) + (n) % WINDOW_GROUP)
#define WINDOW_BITMAP_PAGE(n)	(WINDOW_GROUP_PAGE(n) + WINDOW_GROUP)
#define WINDOW_ONES_PAGE(n)	(WINDOW_BITMAP_PAGE(n) + 2)
#define WINDOW_WRITTEN_PAGE(n)	(WINDOW_CPU_PAGE(n) + WINDOW_GROUP + 3)
#define WINDOW_GS_PAGE(n)	(WINDOW_WRITTEN_PAGE(n) + WINDOW_GROUP)
#else
#define WINDOW_GROUP		1
#define WINDOW_GS_PAGE(n)	(n)
#define WINDOW_CPU_PAGE(n)	(3 + (n))
#define WINDOW_BITMAP_PAGE(n)	(4 + (n))
#define WINDOW_ONES_PAGE(n)	(6 + (n))
/* With LIPC_USER, as that of the first may be the loaded space's own. */
#define WINDOW_WRITTEN_PAGE(n)	(7 + (n))
#define WINDOW_IDT_PAGE		8	/* with HARDEN_TABLES */
#endif

/*
 * From the GS base to the others, with several processors. They are below it: a segment that a user
 * has loaded has the base 0, and leads to the end of all addresses then.
 */
#define WINDOW_TO_CPU		(-19 * 4096)
#define WINDOW_TO_WRITTEN	(-8 * 4096)

#ifndef __ASSEMBLER__

#include <arch/pte.h>

/* The tables that spaces share, one behind the other. */
pte_t *arch_window_table(void);
/* Set the entry of page n. Boot only, before there are spaces. */
void arch_window_set(unsigned int page, paddr_t pa, unsigned int flags);
#define WINDOW_USER	1u
#define WINDOW_WRITE	2u
#define WINDOW_EXEC	4u
#define WINDOW_VARIES	8u	/* a space may have another one there */

#endif
#endif
