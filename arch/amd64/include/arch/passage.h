/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page tables of programs without the kernel, with HARDEN_TABLES: what they have of it is the
 * window, and the passage: the instructions between the one table and the other. All kernel code
 * behind it runs with the kernel's own tables, which show no program.
 */
#ifndef L4_ARCH_PASSAGE_H
#define L4_ARCH_PASSAGE_H

#include <arch/pte.h>

/* The number of the kernel's own tables, where spaces have numbers. */
#define PASSAGE_NUMBER	1u

/*
 * The tables that all spaces share, empty; `word` is where the passage finds what is loaded for the
 * kernel's own. Boot only, before arch_paging_load().
 */
void passage_init(u64 *word, void *(*zalloc_page)(void));
/* Show the page at pa there, at an address of the kernel's. Boot only, before there are spaces. */
void passage_show(kvaddr_t va, paddr_t pa, pte_t flags);
/* A new space has what is shown. */
void passage_enter(pte_t *root);

#endif
