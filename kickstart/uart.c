/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Serial output: a 16550 UART, polled. (National Semiconductor PC16550D)
 */
#include "console.h"
#include "io.h"

#define UART_CLOCK	115200	/* divisor 1 */

#define UART_DATA	(CONFIG_CONSOLE_UART_PORT + 0)	/* divisor low if DLAB */
#define UART_IER	(CONFIG_CONSOLE_UART_PORT + 1)	/* divisor high if DLAB */
#define UART_FCR	(CONFIG_CONSOLE_UART_PORT + 2)
#define UART_LCR	(CONFIG_CONSOLE_UART_PORT + 3)
#define UART_MCR	(CONFIG_CONSOLE_UART_PORT + 4)
#define UART_LSR	(CONFIG_CONSOLE_UART_PORT + 5)

#define LCR_8N1		0x03
#define LCR_DLAB	0x80
#define FCR_ENABLE	0x07	/* enable and clear both queues */
#define MCR_DTR_RTS	0x03
#define LSR_THRE	0x20	/* room for a character */
#define LSR_TEMT	0x40	/* everything sent */

/* A port without a UART answers anything or never gets ready: wait only so long. */
#define UART_PATIENCE	1000000

static void uart_wait(u8 what)
{
	for (u32 i = 0; i < UART_PATIENCE && !(in8(UART_LSR) & what); i++)
		;
}

void uart_init(void)
{
	u32 divisor = UART_CLOCK / CONFIG_CONSOLE_UART_SPEED;

	out8(UART_IER, 0);
	out8(UART_LCR, LCR_DLAB | LCR_8N1);
	out8(UART_DATA, (u8)divisor);
	out8(UART_IER, (u8)(divisor >> 8));
	out8(UART_LCR, LCR_8N1);
	out8(UART_FCR, FCR_ENABLE);
	out8(UART_MCR, MCR_DTR_RTS);
}

void uart_put(char c)
{
	if (c == '\n')
		uart_put('\r');
	uart_wait(LSR_THRE);
	out8(UART_DATA, (u8)c);
}

void uart_flush(void)
{
	uart_wait(LSR_TEMT);
}
