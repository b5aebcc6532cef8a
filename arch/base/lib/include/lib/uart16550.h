/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Driver of a 16550 (or older) serial port, polled; the port says how its registers are reached.
 * Only the start waits, and not for ever; sending never does. (National Semiconductor PC16550D)
 */
#ifndef L4_LIB_UART16550_H
#define L4_LIB_UART16550_H

#include <stdbool.h>
#include <stdint.h>

#define UART16550_CLOCK	115200	/* bits per second with divisor 1 */
#define UART16550_DIVISOR (UART16550_CLOCK / CONFIG_CONSOLE_UART_SPEED)

/* A constant of the port, so that all of this becomes direct accesses. */
struct uart16550 {
	uint8_t (*read)(unsigned int reg);
	void (*write)(unsigned int reg, uint8_t value);
	uint16_t divisor;
	unsigned int polls;	/* reads that take longer than a character at the lowest speed */
};

enum uart16550_register {
	UART_DATA = 0,		/* receive and transmit; with LCR_DLAB: divisor, low */
	UART_IER = 1,		/* with LCR_DLAB: divisor, high */
	UART_FCR = 2,
	UART_LCR = 3,
	UART_MCR = 4,
	UART_LSR = 5,
};

#define UART_IER_RECEIVED	0x01
#define UART_IER_EMPTY		0x02
#define UART_FCR_ENABLE		0x01
#define UART_FCR_CLEAR_RX	0x02
#define UART_FCR_CLEAR_TX	0x04
#define UART_LCR_8N1		0x03
#define UART_LCR_DLAB		0x80
#define UART_MCR_DTR		0x01
#define UART_MCR_RTS		0x02
#define UART_MCR_OUT2		0x08	/* lets the interrupt through to a driver in user mode */
#define UART_LSR_DR		0x01
#define UART_LSR_THRE		0x20
#define UART_LSR_TEMT		0x40
#define UART_LSR_ABSENT		0xff	/* what an empty bus reads as */

static inline void uart16550_wait(const struct uart16550 *u, uint8_t lsr_bits)
{
	for (unsigned int polls = 0; polls < u->polls; polls++)
		if (u->read(UART_LSR) & lsr_bits)
			return;
}

/* False: not sent yet. A new line takes two characters: *half tells that the first one is sent. */
static inline bool uart16550_putc(const struct uart16550 *u, char c, bool *half)
{
	if (!(u->read(UART_LSR) & UART_LSR_THRE))
		return false;
	if (c == '\n' && !*half) {
		u->write(UART_DATA, '\r');
		*half = true;
		if (!(u->read(UART_LSR) & UART_LSR_THRE))
			return false;
	}
	*half = false;
	u->write(UART_DATA, (uint8_t)c);
	return true;
}

/* -1: nothing was received. */
static inline int uart16550_getc(const struct uart16550 *u)
{
	uint8_t status = u->read(UART_LSR);

	if (status == UART_LSR_ABSENT || !(status & UART_LSR_DR))
		return -1;
	return u->read(UART_DATA);
}

/* Sets the speed, turns the port's interrupts off; false: there is no UART. */
static inline bool uart16550_init(const struct uart16550 *u)
{
	const uint8_t low = u->divisor & 0xff, high = (uint8_t)(u->divisor >> 8);
	bool is_present;

	/* Lets the loader's last characters out before the speed changes. */
	uart16550_wait(u, UART_LSR_TEMT);
	u->write(UART_LCR, UART_LCR_8N1 | UART_LCR_DLAB);
	u->write(UART_DATA, low);
	u->write(UART_IER, high);
	is_present = u->read(UART_LCR) == (UART_LCR_8N1 | UART_LCR_DLAB) &&
		     u->read(UART_DATA) == low && u->read(UART_IER) == high;
	u->write(UART_LCR, UART_LCR_8N1);
	if (!is_present)
		return false;
	u->write(UART_IER, 0);
	u->write(UART_FCR, UART_FCR_ENABLE | UART_FCR_CLEAR_RX | UART_FCR_CLEAR_TX);
	u->write(UART_MCR, UART_MCR_DTR | UART_MCR_RTS | UART_MCR_OUT2);
	return true;
}

#endif
