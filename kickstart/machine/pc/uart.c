/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Serial output: the 16550 of a PC, polled.
 */
#include "console.h"

#include <arch/io.h>
#include <lib/uart16550.h>

#define POLLS		100000	/* about a microsecond each */
/* The same as the kernel's: paid once, not for each character. */
#define PATIENCE	(10 * POLLS)

STATIC_ASSERT(UART16550_DIVISOR >= 1 && UART16550_DIVISOR <= 0xffff,
	      "speed out of the UART's range");

static bool is_present;
static unsigned int refused;	/* offers in a row, of all characters since the last one sent */

static u8 read(unsigned int reg)
{
	return inb((u16)(CONFIG_CONSOLE_UART_PORT + reg));
}

static void write(unsigned int reg, u8 value)
{
	outb((u16)(CONFIG_CONSOLE_UART_PORT + reg), value);
}

static const struct uart16550 uart = {
	.read = read,
	.write = write,
	.divisor = UART16550_DIVISOR,
	.polls = POLLS,
};

void uart_init(void)
{
	is_present = uart16550_init(&uart);
}

void uart_put(char c)
{
	bool half = false;

	if (!is_present)
		return;
	while (!uart16550_putc(&uart, c, &half)) {
		if (refused == PATIENCE)
			return;
		refused++;
	}
	refused = 0;
}

void uart_flush(void)
{
	if (is_present && refused < PATIENCE)
		uart16550_wait(&uart, UART_LSR_TEMT);
}
