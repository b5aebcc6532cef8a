/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions of ISO C that kernel, loader and programs have. memcpy is that of copy.c, the kernel's
 * that of its processor; the others are in string.c. The host port has all from the C library. A
 * program may bring its own: what is shared calls these wherever it copies or measures.
 */
#ifndef L4_LIB_STRING_H
#define L4_LIB_STRING_H

#include <stddef.h>

void *memcpy(void *dst, const void *src, size_t len);
int memcmp(const void *a, const void *b, size_t len);
int strcmp(const char *a, const char *b);
size_t strlen(const char *s);

#endif
