/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory functions for the kernel's own data. Prefixed, so that the host port
 * can link them beside a C library. Comparing and strings: <lib/string.h>.
 */
#ifndef L4_GENERIC_STRING_H
#define L4_GENERIC_STRING_H

#include <arch/copy.h>
#include <base/types.h>

/* The areas must not overlap, except that dst may equal src. */
void *kmemcpy(void *dst, const void *src, size_t len);

/* The areas overlap, dst is the higher one. */
void kmemmove_up(void *dst, const void *src, size_t len);

/* The areas may overlap. */
static inline void *kmemmove(void *dst, const void *src, size_t len)
{
	/* Modulo arithmetic: dst below src, or at least len above it. */
	if (likely((uintptr_t)dst - (uintptr_t)src >= len))
		arch_copy(dst, src, len);
	else
		kmemmove_up(dst, src, len);
	return dst;
}

void *kmemset(void *dst, int byte, size_t len);

#endif
