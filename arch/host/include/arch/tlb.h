/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Translation look-aside buffer: a model that keeps what it has seen until it is told to forget it.
 * So a forgotten flush shows. It knows spaces by their numbers, which are few: what is forgotten of
 * one is not forgotten of another, and what was not forgotten is the next one's with the number.
 * Spaces that got none share number 0; a change to such a space forgets what there is of it.
 */
#ifndef L4_ARCH_TLB_H
#define L4_ARCH_TLB_H

#include <base/types.h>

#define HOST_NUMBERS		8u	/* with 0 */

/* True: no translation of the space is in the buffer, nor will be before it is loaded. */
bool arch_tlb_make_quiet(word_t space);
/* Forget the translation of va, and cached tables, in this space. */
void arch_tlb_flush_page(word_t space, uvaddr_t va);
void arch_tlb_flush_space(word_t space);
/* All translations of this processor. */
void arch_tlb_flush_all(void);

/* This processor does not have this space loaded, nor anything of it in its buffer. */
void arch_space_unload(word_t space);
/* The same of all spaces. */
void arch_space_leave(void);

#endif
