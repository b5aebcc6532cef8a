/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The page table of the kernel's window, for spaces that need a variant of their own.
 */
#ifndef L4_ARCH_WINDOW_H
#define L4_ARCH_WINDOW_H

#include <arch/pte.h>

/* The table that spaces share. */
pte_t *arch_window_table(void);

#endif
