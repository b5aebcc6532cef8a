/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The functions that gcc calls on its own account, to copy a structure for
 * example; memcmp is that of <lib/string.h>. The host port leaves this object
 * out: there the C library has them.
 */
#include <generic/string.h>

void *memcpy(void *dst, const void *src, size_t len);
void *memmove(void *dst, const void *src, size_t len);
void *memset(void *dst, int byte, size_t len);

void *memcpy(void *dst, const void *src, size_t len)
{
	return kmemcpy(dst, src, len);
}

void *memmove(void *dst, const void *src, size_t len)
{
	return kmemmove(dst, src, len);
}

void *memset(void *dst, int byte, size_t len)
{
	return kmemset(dst, byte, len);
}
