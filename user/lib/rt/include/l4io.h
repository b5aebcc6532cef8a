/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Console input and output of programs, under the names that X.2 programs use. The plain names are
 * weak, so that a program may bring its own; the names with __l4_ stay.
 */
#ifndef L4_RT_L4IO_H
#define L4_RT_L4IO_H

#include <stdarg.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define L4_RT_FORMAT(text, first)	__attribute__((format(printf, text, first)))

int __l4_printf(const char *format, ...) L4_RT_FORMAT(1, 2);
int __l4_vprintf(const char *format, va_list args) L4_RT_FORMAT(1, 0);
int __l4_snprintf(char *buffer, size_t size, const char *format, ...) L4_RT_FORMAT(3, 4);
int __l4_vsnprintf(char *buffer, size_t size, const char *format, va_list args) L4_RT_FORMAT(3, 0);
int __l4_putc(int c);
int __l4_puts(const char *s);
int __l4_getc(void);

int printf(const char *format, ...) L4_RT_FORMAT(1, 2);
int vprintf(const char *format, va_list args) L4_RT_FORMAT(1, 0);
int snprintf(char *buffer, size_t size, const char *format, ...) L4_RT_FORMAT(3, 4);
int vsnprintf(char *buffer, size_t size, const char *format, va_list args) L4_RT_FORMAT(3, 0);
int putc(int c);
int putchar(int c);
int puts(const char *s);		/* adds a line end */
int getc(void);				/* waits for a character */
int getchar(void);

#ifdef __cplusplus
}
#endif

#endif
