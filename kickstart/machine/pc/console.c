/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Formatted output to all configured devices.
 */
#include "console.h"

#include <lib/format.h>

static bool has_text_mode;

void console_init(const struct framebuffer *f)
{
	uart_init();
	has_text_mode = !f || !fb_init(f);
	if (has_text_mode)
		vga_init();
}

void console_flush(void)
{
	uart_flush();
}

static void put(void *unused, const char *text, size_t len)
{
	(void)unused;
	for (; len; len--, text++) {
		uart_put(*text);
		fb_put(*text);
		if (has_text_mode)
			vga_put(*text);
	}
}

void console_print(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	l4_format(put, NULL, fmt, args);
	va_end(args);
}
