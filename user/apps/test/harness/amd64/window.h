/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's pages below 4 GiB. In a kernel for several processors each has a page of its own
 * with the word at gs:0, and page 0 is none of them.
 */
#ifndef TEST_WINDOW_H
#define TEST_WINDOW_H

#include <stdbool.h>
#include <l4/types.h>

#define WINDOW		0xffa00000ul
#define WINDOW_PAGES	512

/* The address of the word at gs:0, of a processor; of that which the main thread runs on. */
L4_Word_t window_gs_of(unsigned int processor);
L4_Word_t window_gs(void);
/* True if programs may read page i. */
bool window_is_readable(unsigned int i);

#endif
