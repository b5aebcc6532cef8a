/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers that users choose and that name an entry of a table.
 */
#ifndef L4_BASE_BOUNDS_H
#define L4_BASE_BOUNDS_H

#include <base/types.h>

/*
 * i, which has been found to be below n, by arithmetic: a processor that guesses what comes of the
 * comparison goes on with 0. i and n are at most half of what a word holds. Only as configured.
 */
static inline word_t index_below(word_t i, word_t n)
{
	if (!IS_ENABLED(CONFIG_HARDEN_BOUNDS))
		return i;
	/* The compiler knows that i is below n, and would leave all this out. */
	__asm__("" : "+r"(i));
	return i & (word_t)((long)(i - n) >> (WORD_BITS - 1));
}

#endif
