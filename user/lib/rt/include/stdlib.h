/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers from text, absolute values, and abort, which stops the calling thread for good.
 */
#ifndef L4_RT_STDLIB_H
#define L4_RT_STDLIB_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Base 0 takes 0x and 0 prefixes. An overflow gives the largest (or smallest) value. */
unsigned long strtoul(const char *s, char **end, int base);
long strtol(const char *s, char **end, int base);
int atoi(const char *s);
int abs(int n);
long labs(long n);
void abort(void) __attribute__((noreturn));

#ifdef __cplusplus
}
#endif

#endif
