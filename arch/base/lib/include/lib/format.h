/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Formatted text for the kernel. Conversions: d i u x X p s c %, with the
 * flags - 0 #, a width, a precision for s (both may be *), and the lengths
 * l ll z. Anything else is printed as it stands.
 */
#ifndef L4_GENERIC_FORMAT_H
#define L4_GENERIC_FORMAT_H

#include <base/attr.h>
#include <base/types.h>
#include <stdarg.h>

typedef void format_put_fn(char c);

/* Calls `put` for each character; returns their number. */
int format_put(format_put_fn *put, const char *fmt, va_list ap) __printf(2, 0);

/*
 * Formats into buf, which is always terminated unless size is 0. Returns the
 * length that the whole text has, as C's snprintf does.
 */
int ksnprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
int kvsnprintf(char *buf, size_t size, const char *fmt, va_list ap) __printf(3, 0);

#endif
