/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Serial port of a PC: a 16550 in IO ports.
 */
#include <arch/pc/uart.h>

#include <arch/io.h>
#include <base/types.h>
#include <lib/uart16550.h>

#define POLLS		100000	/* about a microsecond each */
/* Somebody may hold the other end up, so that it costs time but never stops the kernel. */
#define PATIENCE	(10 * POLLS)

STATIC_ASSERT(UART16550_DIVISOR >= 1 && UART16550_DIVISOR <= 0xffff,
	      "speed out of the UART's range");

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

static bool uart_putc(char c)
{
	static bool half;

	return uart16550_putc(&uart, c, &half);
}

static int uart_getc(void)
{
	return uart16550_getc(&uart);
}

static struct console_dev uart_dev = {
	.name = "uart",
	.putc = uart_putc,
	.getc = uart_getc,
	.patience = PATIENCE,
};

struct console_dev *uart_init(void)
{
	return uart16550_init(&uart) ? &uart_dev : NULL;
}
