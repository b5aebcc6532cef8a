/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Debug port: what is written to it appears at once, and reading it gives its own number.
 */
#include <arch/pc/debug_port.h>

#include <arch/io.h>

#define DEBUG_PORT	0xe9

static bool debug_port_putc(char c)
{
	outb(DEBUG_PORT, (u8)c);
	return true;
}

static struct console_dev debug_port_dev = {
	.name = "debug port",
	.putc = debug_port_putc,
};

struct console_dev *debug_port_init(void)
{
	return inb(DEBUG_PORT) == DEBUG_PORT ? &debug_port_dev : NULL;
}
