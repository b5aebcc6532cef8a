/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Addresses that users of a space never get.
 */
#ifndef L4_BASE_WINDOW_H
#define L4_BASE_WINDOW_H

#include <base/types.h>

/*
 * The kernel's window as a new space gets it: closed to users, with ARCH_WINDOW_TABLES page tables.
 */
struct arch_window {
	uvaddr_t start, end;	/* equal: no window */
	paddr_t table;		/* the first, of level 0; 0: nothing is mapped there */
};

#endif
