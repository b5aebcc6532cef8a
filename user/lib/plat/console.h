/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Between the parts of the program's own console: the devices of the machine, and the thread that
 * drives one of them.
 */
#ifndef L4_PLAT_CONSOLE_H
#define L4_PLAT_CONSOLE_H

#include <l4/types.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONSOLE_NO_LINE		(~(L4_Word_t)0)

/* A device. Once it is driven, the driver's thread alone calls its functions. */
struct console_device {
	L4_Word_t line;			/* its interrupt; CONSOLE_NO_LINE: none, it only shows */
	bool works_without;		/* the interrupt is that of a keyboard beside a screen */
	bool (*put)(char c);		/* false: not now, see announce() */
	int (*get)(void);		/* -1: nothing has come */
	/* Interrupts when something has come, if `room` also when put() takes something again. */
	void (*announce)(bool room);
	/* True if an interrupt has still a cause; one that means nothing is taken away. */
	bool (*is_pending)(void);
	bool (*is_idle)(void);		/* all that was put is out */
};

#define SERIAL_REGISTERS	8	/* bytes: one each */

/* Where a serial line is. */
struct serial_place {
	uint64_t address;		/* IO port, or the address in memory */
	L4_Word_t line;			/* its interrupt */
};

/*
 * The machine's serial lines. Each returns NULL or says what is wrong, a sentence without its full
 * stop.
 */
const char *serial_by_index(unsigned long index, struct serial_place *place);
/* place->line is CONSOLE_NO_LINE if nobody knows it. */
const char *serial_by_address(unsigned long address, struct serial_place *place);
/* Makes the registers there those of serial_read() and serial_write(). */
const char *serial_open(const struct serial_place *place);
uint8_t serial_read(unsigned int reg);
void serial_write(unsigned int reg, uint8_t value);

/* The 16550 that serial_open() has opened; NULL: there is none. */
const struct console_device *uart_device(const struct serial_place *place);

/* The screen; in *wrong why there is none, if NULL is returned. */
const struct console_device *screen_device(const char **wrong);

/* For the end of a run: the kernel's console shows it too, and it is out on return. */
void console_last_words(const char *text);

/* Starts the thread that drives the device; the console is used from then on. */
const char *console_drive(const struct console_device *device);

#endif
