/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The only way to user memory: through the page tables of the space and the kernel's map of
 * physical memory. User addresses are never dereferenced, so nothing here can fault.
 */
#ifndef L4_GENERIC_USERCOPY_H
#define L4_GENERIC_USERCOPY_H

#include <generic/ptab.h>

/*
 * Of a space of which this processor owns a thread, or while all others stand still: copies from
 * user memory; returns how many bytes could be read before the first that could not.
 */
size_t user_read(const struct ptab *pt, void *dst, uvaddr_t src, size_t bytes);

/* Of such a space: the word at va; false: it cannot be read. */
bool user_word(const struct ptab *pt, uvaddr_t va, word_t *word) __must_check;

/* Of such a space: the byte at va; false: it cannot be read. */
bool user_byte(const struct ptab *pt, uvaddr_t va, u8 *byte) __must_check;

/* Why a copy between two spaces stopped. */
enum user_copy_stop {
	USER_COPY_DONE,
	USER_COPY_SOURCE,	/* the source is not mapped */
	USER_COPY_TARGET,	/* the target is not mapped, or not writable */
	USER_COPY_LIMIT,	/* no memory that could ever be copied */
	USER_COPY_LATER,	/* a preemption point: an interrupt is to be handled */
};

struct user_copied {
	size_t bytes;		/* all before the one that stopped the copy, none behind it */
	enum user_copy_stop why;
};

/*
 * Copy between user memory of two spaces (or one). Accessed and dirty bits are set as if the users
 * had made the accesses.
 */
struct user_copied user_copy(const struct ptab *to, uvaddr_t dst, const struct ptab *from,
			     uvaddr_t src, size_t bytes);

#endif
