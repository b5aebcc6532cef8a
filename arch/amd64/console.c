/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Puts the configured console devices on the list, the first one first.
 */
#include <arch/console.h>

#include <arch/pc/debug_port.h>
#include <arch/pc/fb.h>
#include <arch/pc/pci_uart.h>
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

static void add_screens(void)
{
	if (IS_ENABLED(CONFIG_CONSOLE_VGA))
		add_device(vga_console());
	if (IS_ENABLED(CONFIG_CONSOLE_FB))
		add_device(fb_console());
}

static void add_lines(void)
{
	if (IS_ENABLED(CONFIG_CONSOLE_PCI_UART))
		add_device(pci_uart_init());
	if (IS_ENABLED(CONFIG_CONSOLE_UART))
		add_device(uart_init());
}

void arch_console_init(void)
{
	/* The device added last comes first. */
	if (IS_ENABLED(CONFIG_CONSOLE_DEBUG_PORT))
		add_device(debug_port_init());
	if (IS_ENABLED(CONFIG_CONSOLE_FIRST_SCREEN)) {
		add_lines();
		add_screens();
	} else {
		add_screens();
		add_lines();
	}
}
