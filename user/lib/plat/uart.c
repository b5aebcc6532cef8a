/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A 16550 as device of the console. (National Semiconductor PC16550D)
 */
#include <lib/uart16550.h>

#include "console.h"

#define UART_IIR	2		/* read; written it is UART_FCR */
#define UART_MSR	6
#define IIR_NONE	0x01
#define IIR_FIFO	0xc0		/* both: there is a buffer, and it works */
#define FIFO_BYTES	16

/* Reads of a register that is not there, or not served, take long in an emulator. */
#define POLLS		20000

static unsigned int room;		/* bytes that it takes without being asked again */
static unsigned int batch;		/* of them, when it has sent all */

static const struct uart16550 uart = {
	.read = serial_read,
	.write = serial_write,
	.divisor = UART16550_CLOCK / CONFIG_USER_CONSOLE_SPEED,
	.polls = POLLS,
};

_Static_assert(UART16550_CLOCK / CONFIG_USER_CONSOLE_SPEED >= 1 &&
	       UART16550_CLOCK / CONFIG_USER_CONSOLE_SPEED <= 0xffff,
	       "speed out of the UART's range");

static bool put(char c)
{
	if (room == 0 && (serial_read(UART_LSR) & UART_LSR_THRE))
		room = batch;
	if (room == 0)
		return false;
	room--;
	serial_write(UART_DATA, (uint8_t)c);
	return true;
}

static int get(void)
{
	return uart16550_getc(&uart);
}

static void announce(bool wants_room)
{
	serial_write(UART_IER, UART_IER_RECEIVED | (wants_room ? UART_IER_EMPTY : 0));
}

static bool is_pending(void)
{
	if (serial_read(UART_IIR) & IIR_NONE)
		return false;
	(void)serial_read(UART_LSR);
	(void)serial_read(UART_MSR);
	return true;
}

static bool is_idle(void)
{
	return serial_read(UART_LSR) & UART_LSR_TEMT;
}

static struct console_device device = {
	.put = put, .get = get, .announce = announce, .is_pending = is_pending, .is_idle = is_idle,
};

const struct console_device *uart_device(const struct serial_place *place)
{
	if (!uart16550_init(&uart))
		return NULL;
	batch = (serial_read(UART_IIR) & IIR_FIFO) == IIR_FIFO ? FIFO_BYTES : 1;
	device.line = place->line;
	return &device;
}
