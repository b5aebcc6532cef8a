/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Serial port driver. Every wait is bounded, so that a port that is broken or
 * not there costs time but never stops the kernel.
 */
#include <arch/uart.h>

#include <arch/io.h>
#include <base/types.h>

#define UART(reg)	(CONFIG_CONSOLE_UART_PORT + (reg))

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
#define MCR_OUT2	0x08	/* PCs: lets the interrupt through to a driver in user mode */
#define LSR_DR		0x01
#define LSR_THRE	0x20
#define LSR_TEMT	0x40
#define LSR_ABSENT	0xff	/* what an empty bus reads as */

#define UART_CLOCK	115200
#define UART_DIVISOR	(UART_CLOCK / CONFIG_CONSOLE_UART_SPEED)

STATIC_ASSERT(UART_DIVISOR >= 1 && UART_DIVISOR <= 0xffff, "speed out of the UART's range");

/* At about a microsecond each: the time of one character at the lowest speed, and more. */
#define UART_POLLS	100000

static void wait_for(u8 lsr_bits)
{
	unsigned int polls;

	for (polls = 0; polls < UART_POLLS; polls++) {
		if (inb(UART(UART_LSR)) & lsr_bits)
			return;
	}
}

static void send(char c)
{
	wait_for(LSR_THRE);
	outb(UART(UART_DATA), (u8)c);
}

static void uart_putc(char c)
{
	if (c == '\n')
		send('\r');
	send(c);
}

static int uart_getc(void)
{
	u8 status = inb(UART(UART_LSR));

	if (status == LSR_ABSENT || !(status & LSR_DR))
		return -1;
	return inb(UART(UART_DATA));
}

static struct console_dev uart_dev = {
	.name = "uart",
	.putc = uart_putc,
	.getc = uart_getc,
};

struct console_dev *uart_init(void)
{
	bool is_present;

	/* Lets the boot loader's last characters out before the speed changes. */
	wait_for(LSR_TEMT);
	outb(UART(UART_LCR), LCR_8N1 | LCR_DLAB);
	outb(UART(UART_DATA), UART_DIVISOR & 0xff);
	outb(UART(UART_IER), UART_DIVISOR >> 8);
	is_present = inb(UART(UART_LCR)) == (LCR_8N1 | LCR_DLAB) &&
		     inb(UART(UART_DATA)) == (UART_DIVISOR & 0xff) &&
		     inb(UART(UART_IER)) == UART_DIVISOR >> 8;
	outb(UART(UART_LCR), LCR_8N1);
	if (!is_present)
		return NULL;
	outb(UART(UART_IER), 0);
	outb(UART(UART_FCR), FCR_ENABLE | FCR_CLEAR_RX | FCR_CLEAR_TX);
	outb(UART(UART_MCR), MCR_DTR | MCR_RTS | MCR_OUT2);
	return &uart_dev;
}
