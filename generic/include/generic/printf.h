/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Formatted output on the kernel's console. Conversions: see <lib/format.h>.
 */
#ifndef L4_GENERIC_PRINTF_H
#define L4_GENERIC_PRINTF_H

#include <base/attr.h>
#include <base/types.h>
#include <stdarg.h>

/* Prints one message; returns the number of characters. */
int kprintf(const char *fmt, ...) __printf(1, 2);
int kvprintf(const char *fmt, va_list ap) __printf(1, 0);

#endif
