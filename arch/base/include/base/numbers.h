/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers that are given out and given back: of the spaces, for buffers of translations that tell
 * them apart. A set bit is a number in use. Context: one at a time.
 */
#ifndef L4_BASE_NUMBERS_H
#define L4_BASE_NUMBERS_H

#include <base/bits.h>

/* The lowest number that is free, below `end`, a multiple of WORD_BITS; `end`: there is none. */
static inline unsigned int number_take(word_t *used, unsigned int end)
{
	for (unsigned int i = 0; i < end / WORD_BITS; i++)
		if (used[i] != ~(word_t)0) {
			unsigned int bit = bit_lowest(~used[i]);

			used[i] |= BIT(bit);
			return i * WORD_BITS + bit;
		}
	return end;
}

static inline void number_give(word_t *used, unsigned int number)
{
	used[number / WORD_BITS] &= ~BIT(number % WORD_BITS);
}

#endif
