/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Console input and output over the devices that the machine has.
 */
#include <generic/console.h>

#include <arch/console.h>

void console_putc(char c)
{
	const struct console_dev *dev;

	for (dev = arch_console_devs; dev; dev = dev->next) {
		if (dev->putc)
			dev->putc(c);
	}
}

void console_puts(const char *s)
{
	while (*s)
		console_putc(*s++);
}

int console_getc(void)
{
	const struct console_dev *dev;
	int c;

	for (dev = arch_console_devs; dev; dev = dev->next) {
		c = dev->getc ? dev->getc() : -1;
		if (c >= 0)
			return c;
	}
	return -1;
}

static bool console_has_input(void)
{
	const struct console_dev *dev;

	for (dev = arch_console_devs; dev; dev = dev->next) {
		if (dev->getc)
			return true;
	}
	return false;
}

int console_getc_blocking(void)
{
	int c;

	if (!console_has_input())
		return -1;
	do {
		c = console_getc();
	} while (c < 0);
	return c;
}
