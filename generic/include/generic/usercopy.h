/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The only way to user memory: through the page tables of the space and the kernel's map of
 * physical memory. User addresses are never dereferenced, so nothing here can fault.
 */
#ifndef L4_GENERIC_USERCOPY_H
#define L4_GENERIC_USERCOPY_H

#include <generic/ptab.h>

/* Copy from user memory; returns how many bytes could be read before the first that could not. */
size_t user_read(const struct ptab *pt, void *dst, uvaddr_t src, size_t bytes);

#endif
