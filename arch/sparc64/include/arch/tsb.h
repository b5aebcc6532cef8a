/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Translation storage buffers: tables in memory of what the miss handlers have found last in page
 * tables of all spaces, one for data, one for instructions. An entry holds one small page of one
 * context; where it stands follows from both. A page of 4 MiB has no entry: its walk is shorter.
 * (UltraSPARC User's Manual, 15.3)
 */
#ifndef L4_ARCH_TSB_H
#define L4_ARCH_TSB_H

#define TSB_SHIFT	9	/* log2 of the entries: the smallest that the MMU computes with */
#define TAG_CONTEXT	48	/* in a tag: context number, above the page's address by 4 MiB */
#define TAG_VA_SHIFT	22

#ifndef __ASSEMBLER__

#include <base/types.h>

/* Both empty, and their place told to the MMU. Context: boot. */
void tsb_init(void);

/* From now on a miss of this page, or of all pages, of the context is looked up in the tables. */
void tsb_forget_page(u64 context, uvaddr_t va);
void tsb_forget_context(u64 context);

/* Entry i of one of the tables, below 2^TSB_SHIFT, for debuggers. False: it is empty. */
bool tsb_read(bool is_code, unsigned int i, u64 *tag, u64 *tte);

#endif
#endif
