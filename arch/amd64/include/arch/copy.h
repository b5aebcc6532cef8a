/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copying and filling with the repeated string instructions: one step moves a word. The direction
 * flag is clear in the kernel. (AMD64 manual, volume 3, MOVS and STOS)
 */
#ifndef L4_ARCH_COPY_H
#define L4_ARCH_COPY_H

#include <base/types.h>

/*
 * 2048 steps: as many accesses as it takes at worst, with memory that is not cached, and a tenth
 * of the instructions for which interrupts may be off.
 */
#define ARCH_COPY_CHUNK	16384

/* Words from here on: processors are quicker with a target that is aligned. */
#define COPY_ALIGN_FROM	64

static inline void copy_bytes(void **dst, const void **src, size_t bytes)
{
	__asm__ volatile("rep movsb" : "+D"(*dst), "+S"(*src), "+c"(bytes) : : "memory");
}

static inline void arch_copy(void *dst, const void *src, size_t bytes)
{
	size_t words, head = -(uintptr_t)dst % sizeof(word_t);

	if (head != 0 && bytes >= COPY_ALIGN_FROM) {
		copy_bytes(&dst, &src, head);
		bytes -= head;
	}
	words = bytes / sizeof(word_t);
	__asm__ volatile("rep movsq" : "+D"(dst), "+S"(src), "+c"(words) : : "memory");
	if (bytes % sizeof(word_t) != 0)
		copy_bytes(&dst, &src, bytes % sizeof(word_t));
}

static inline void arch_fill(void *dst, word_t pattern, size_t words)
{
	__asm__ volatile("rep stosq" : "+D"(dst), "+c"(words) : "a"(pattern) : "memory");
}

/*
 * Fills a large table, aligned to 64 bytes and of a multiple of 64 words: several words at once.
 * Boot only, when the floating-point unit is set up and nobody has a state in it.
 */
void arch_fill_table(void *dst, word_t pattern, size_t words);

#endif
