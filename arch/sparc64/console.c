/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Puts the configured console devices on the list.
 */
#include <arch/console.h>

#include <arch/sun4u/uart.h>

struct console_dev *arch_console_devs;

void arch_console_init(void)
{
	if (IS_ENABLED(CONFIG_CONSOLE_UART))
		arch_console_devs = uart_init();
}
