/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copying and filling: in plain C.
 */
#ifndef L4_ARCH_COPY_H
#define L4_ARCH_COPY_H

#include <base/types.h>
#include <lib/copy.h>

/* Where the two sides are not aligned alike, it goes byte by byte. */
#define ARCH_COPY_CHUNK	2048

static inline void arch_copy(void *dst, const void *src, size_t bytes)
{
	copy_upwards(dst, src, bytes);
}

static inline void arch_fill(void *dst, word_t pattern, size_t words)
{
	fill_words(dst, pattern, words);
}

static inline void arch_fill_table(void *dst, word_t pattern, size_t words)
{
	arch_fill(dst, pattern, words);
}

#endif
