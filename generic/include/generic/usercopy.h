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

/* Why a copy between two spaces stopped. */
enum user_copy_stop {
	USER_COPY_DONE,
	USER_COPY_SOURCE,	/* the source is not mapped */
	USER_COPY_TARGET,	/* the target is not mapped, or not writable */
	USER_COPY_LIMIT,	/* no memory that could ever be copied */
};

/*
 * Copy between user memory of two spaces (or one). *done counts the bytes copied: all before the
 * one that stopped the copy, none behind it. Accessed and dirty bits are set as if the users had
 * made the accesses.
 */
enum user_copy_stop user_copy(const struct ptab *to, uvaddr_t dst, const struct ptab *from,
			      uvaddr_t src, size_t bytes, size_t *done);

#endif
