/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Serial port driver: a 16550 in PCI I/O space. Every wait is bounded, so that a port that is
 * broken costs time but never stops the kernel.
 */
#include <arch/uart.h>

#include <arch/io.h>

#define UART(reg)	(IO_PCI_PORTS + CONFIG_CONSOLE_UART_PORT + (reg))

#define UART_DATA	0	/* receive and transmit; with LCR_DLAB: divisor, low */
#define UART_IER	1	/* with LCR_DLAB: divisor, high */
#define UART_FCR	2
#define UART_LCR	3
#define UART_MCR	4
#define UART_LSR	5

#define FCR_ENABLE	0x01
#define FCR_CLEAR_RX	0x02
#define FCR_CLEAR_TX	0x04
#define LCR_8N1		0x03
#define LCR_DLAB	0x80
#define MCR_DTR		0x01
#define MCR_RTS		0x02
#define LSR_DR		0x01
#define LSR_THRE	0x20
#define LSR_TEMT	0x40

#define UART_CLOCK	115200
#define UART_DIVISOR	(UART_CLOCK / CONFIG_CONSOLE_UART_SPEED)

STATIC_ASSERT(UART_DIVISOR >= 1 && UART_DIVISOR <= 0xffff, "speed out of the UART's range");

/* Some hundred nanoseconds each: the time of one character at the lowest speed, and more. */
#define UART_POLLS	200000

static void wait_for(u8 lsr_bits)
{
	for (unsigned int polls = 0; polls < UART_POLLS; polls++) {
		if (io_read8(UART(UART_LSR)) & lsr_bits)
			return;
	}
}

static void send(char c)
{
	wait_for(LSR_THRE);
	io_write8(UART(UART_DATA), (u8)c);
}

static void uart_putc(char c)
{
	if (c == '\n')
		send('\r');
	send(c);
}

static int uart_getc(void)
{
	if (!(io_read8(UART(UART_LSR)) & LSR_DR))
		return -1;
	return io_read8(UART(UART_DATA));
}

static struct console_dev uart_dev = {
	.name = "uart",
	.putc = uart_putc,
	.getc = uart_getc,
};

struct console_dev *uart_init(void)
{
	/* Lets the firmware's last characters out before the speed changes. */
	wait_for(LSR_TEMT);
	io_write8(UART(UART_LCR), LCR_8N1 | LCR_DLAB);
	io_write8(UART(UART_DATA), UART_DIVISOR & 0xff);
	io_write8(UART(UART_IER), UART_DIVISOR >> 8);
	io_write8(UART(UART_LCR), LCR_8N1);
	io_write8(UART(UART_IER), 0);
	io_write8(UART(UART_FCR), FCR_ENABLE | FCR_CLEAR_RX | FCR_CLEAR_TX);
	io_write8(UART(UART_MCR), MCR_DTR | MCR_RTS);
	return &uart_dev;
}
