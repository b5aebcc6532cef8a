/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Puts the configured console devices on the list, the first one first.
 */
#include <arch/console.h>

#include <arch/pc/uart.h>
#include <arch/pc/vga.h>

struct console_dev *arch_console_devs;

static void add_device(struct console_dev *dev)
{
	if (!dev)
		return;
	dev->next = arch_console_devs;
	arch_console_devs = dev;
}

void arch_console_init(void)
{
	struct console_dev *uart = IS_ENABLED(CONFIG_CONSOLE_UART) ? uart_init() : NULL;
	struct console_dev *vga = IS_ENABLED(CONFIG_CONSOLE_VGA) ? vga_console() : NULL;

	/* The device added last comes first. */
	if (IS_ENABLED(CONFIG_CONSOLE_FIRST_VGA)) {
		add_device(uart);
		add_device(vga);
	} else {
		add_device(vga);
		add_device(uart);
	}
}
