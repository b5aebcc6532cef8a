/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Formatted text, for the kernel, the loader and programs. Conversions: d i u x X p s c %, with
 * the flags - 0 #, a width, a precision for s (both may be *), and the lengths l ll z. Anything
 * else is printed as it stands. "#" writes 0x in front of a zero, too, so that columns of addresses
 * look alike.
 *
 * With FORMAT_ISO, for programs, all of ISO C but floating point: o as well, the flags + and space,
 * a precision for numbers, the lengths hh h j t, and no 0x in front of a zero.
 */
#ifndef L4_LIB_FORMAT_H
#define L4_LIB_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

/* Takes the next `len` characters of a text; `to` is the caller's. */
typedef void l4_format_fn(void *to, const char *text, size_t len);

/* Calls `put` for each piece of the text; returns the number of characters. */
__attribute__((format(printf, 3, 0)))
int l4_format(l4_format_fn *put, void *to, const char *fmt, va_list ap);

/*
 * Formats into buf, which is always terminated unless size is 0. Returns the
 * length that the whole text has, as C's snprintf does.
 */
__attribute__((format(printf, 3, 4)))
int l4_snprintf(char *buf, size_t size, const char *fmt, ...);
__attribute__((format(printf, 3, 0)))
int l4_vsnprintf(char *buf, size_t size, const char *fmt, va_list ap);

#endif
