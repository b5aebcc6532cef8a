/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory functions by the instructions of the processor.
 */
#include <generic/string.h>

#include <arch/copy.h>
#include <base/bits.h>
#include <lib/copy.h>

void *kmemcpy(void *dst, const void *src, size_t len)
{
	arch_copy(dst, src, len);
	return dst;
}

void kmemmove_up(void *dst, const void *src, size_t len)
{
	copy_downwards(dst, src, len);
}

void *kmemset(void *dst, int byte, size_t len)
{
	u8 *p = dst;

	for (; len && WORD_OFFSET(p); len--)
		*p++ = (u8)byte;
	arch_fill(p, (u8)byte * (~(word_t)0 / 0xff), len / sizeof(word_t));
	p += ALIGN_DOWN(len, sizeof(word_t));
	for (len %= sizeof(word_t); len; len--)
		*p++ = (u8)byte;
	return dst;
}
