/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Formatted output on the console.
 */
#include <generic/printf.h>

#include <generic/console.h>
#include <lib/format.h>

static void put(void *unused, const char *text, size_t len)
{
	(void)unused;
	while (len--)
		console_putc(*text++);
}

int kvprintf(const char *fmt, va_list ap)
{
	int len;

	console_begin();
	len = l4_format(put, NULL, fmt, ap);
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
