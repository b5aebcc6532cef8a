/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Formatted output to the firmware's console. (IEEE 1275-1994, 3.5)
 */
#include "console.h"

#include <lib/format.h>
#include <lib/openfirmware.h>

static u32 instance;

void console_init(void)
{
	firmware_node_t chosen = firmware_find("/chosen");

	if (!chosen || firmware_property(chosen, "stdout", &instance, sizeof(instance)) < 0)
		instance = 0;
}

static void put(void *unused, const char *text, size_t len)
{
	(void)unused;
	for (; len; len--, text++) {
		if (*text == '\n')
			firmware_write(instance, "\r", 1);
		firmware_write(instance, text, 1);
	}
}

void console_print(const char *fmt, ...)
{
	va_list args;

	if (!instance)
		return;
	va_start(args, fmt);
	l4_format(put, NULL, fmt, args);
	va_end(args);
}
