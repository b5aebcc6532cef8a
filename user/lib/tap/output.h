/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Between the two halves of the library: printing of one result line.
 */
#ifndef L4_TAP_OUTPUT_H
#define L4_TAP_OUTPUT_H

#include <stdarg.h>
#include <stdbool.h>

/* One line "ok n - description", with "# SKIP why" if `why` is given. */
void tap_line(bool passed, const char *why, const char *format, va_list args);

#endif
