/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Console output to the standard error output of the process.
 */
#include <arch/console.h>

#include <arch/hosted.h>

struct console_dev *arch_console_devs;

static bool putc(char c)
{
	hosted_putc(c);
	return true;
}

static struct console_dev output = { .name = "stderr", .putc = putc };

void arch_console_init(void)
{
	arch_console_devs = &output;
}
