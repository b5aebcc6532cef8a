/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Formatted output on the console.
 */
#include <generic/printf.h>

#include <generic/console.h>
#include <lib/format.h>

int kvprintf(const char *fmt, va_list ap)
{
	int len;

	console_begin();
	len = format_put(console_putc, fmt, ap);
	console_end();
	return len;
}

int kprintf(const char *fmt, ...)
{
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = kvprintf(fmt, ap);
	va_end(ap);
	return len;
}
