/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel console: output goes to every device, input comes from the first
 * device that has some. The devices are those of <arch/console.h>; until
 * arch_console_init() has run, output is dropped.
 */
#ifndef L4_GENERIC_CONSOLE_H
#define L4_GENERIC_CONSOLE_H

#include <base/types.h>

/* Writes one character; '\n' starts a new line on every device. */
void console_putc(char c);

void console_puts(const char *s);

/* Returns a character (0 to 255; the enter key is '\r'), or -1 if no device has one. */
int console_getc(void);

/* Spins until a character arrives; without any input device it returns -1 at once. */
int console_getc_blocking(void);

#endif
