/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Formatted output to all configured devices.
 */
#include "console.h"
#include "../../core/problem.h"

#define LINE_MAX	512

void console_init(void)
{
	uart_init();
	vga_init();
}

void console_flush(void)
{
	uart_flush();
}

void console_print(const char *fmt, ...)
{
	char line[LINE_MAX];
	va_list args;
	size_t len;

	va_start(args, fmt);
	len = format_args(line, sizeof(line), fmt, args);
	va_end(args);
	for (size_t i = 0; i < len; i++) {
		uart_put(line[i]);
		vga_put(line[i]);
	}
}
