/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A serial line (a 16550) that is under test and talks to itself meanwhile.
 */
#ifndef L4_TEST_SERIAL_H
#define L4_TEST_SERIAL_H

#include "interrupts.h"

#define UART_DATA	0
#define UART_IER	1
#define UART_IIR	2
#define UART_LCR	3
#define UART_MCR	4
#define UART_LSR	5
#define UART_MSR	6
#define UART_SCRATCH	7
#define IER_RECEIVED	0x01
#define IER_EMPTY	0x02
#define IIR_NONE	0x01
#define IIR_CAUSE	0x0e
#define IIR_RECEIVED	0x04
#define IIR_EMPTY	0x02
#define LCR_8N1		0x03
#define LCR_DIVISOR	0x80
#define MCR_LOOP	0x10
#define MCR_OUT2	0x08		/* interrupts reach the line */
#define LSR_DATA	0x01

/* False: the running test is skipped. */
bool serial_is_there(void);
/* What is sent comes back, and nothing else; no cause interrupts yet. */
void serial_begin(void);
/* The line is as it was before, and its interrupt nobody's. */
void serial_end(void);
/* Waits until a byte has come, whether or not that is announced. */
bool serial_has_come(void);

/* While somebody computes, time passes in steps of instructions. */
struct helper *begin_spinning(volatile L4_Word_t *stop);
void end_spinning(struct helper *h, volatile L4_Word_t *stop);

/* How long a device may take. Clocks of an emulator need not follow its instructions. */
#define LONG		L4_TimePeriod(2000000)

L4_MsgTag_t await_long(L4_Word_t line);

#endif
