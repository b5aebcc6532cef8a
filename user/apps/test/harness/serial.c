/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The serial line under test. It may be the console's: nothing is printed while it is in a loop.
 */
#include "serial.h"

#define MARK	0x5a

static unsigned char divisor[2], modem;

bool serial_is_there(void)
{
	serial_out(UART_SCRATCH, MARK);
	if (serial_in(UART_SCRATCH) == MARK)
		return true;
	tap_skip_test("there is no serial line for it");
	return false;
}

static void set_divisor(unsigned char low, unsigned char high)
{
	serial_out(UART_LCR, LCR_8N1 | LCR_DIVISOR);
	divisor[0] = serial_in(UART_DATA);
	divisor[1] = serial_in(UART_IER);
	serial_out(UART_DATA, low);
	serial_out(UART_IER, high);
	serial_out(UART_LCR, LCR_8N1);
}

void serial_begin(void)
{
	serial_out(UART_IER, 0);
	set_divisor(1, 0);
	modem = serial_in(UART_MCR);
	serial_out(UART_MCR, MCR_LOOP | MCR_OUT2);
	while (serial_in(UART_LSR) & LSR_DATA)
		(void)serial_in(UART_DATA);
	(void)serial_in(UART_MSR);
	(void)serial_in(UART_IIR);
}

void serial_end(void)
{
	serial_out(UART_IER, 0);
	serial_out(UART_MCR, modem);
	set_divisor(divisor[0], divisor[1]);
	check_granted(L4_DeassociateInterrupt(irq(SERIAL_LINE)));
}

bool serial_has_come(void)
{
	L4_Word64_t end = L4_SystemClock().raw + 500000 + lateness;

	while (!(serial_in(UART_LSR) & LSR_DATA) && L4_SystemClock().raw < end)
		continue;
	return serial_in(UART_LSR) & LSR_DATA;
}

struct helper *begin_spinning(volatile L4_Word_t *stop)
{
	static volatile L4_Word_t counter;
	struct helper *h = helper_here();

	*stop = 0;
	check_granted(L4_Set_Priority(h->id, 1));
	helper_start(h, work_count, (L4_Word_t)&counter, (L4_Word_t)stop, 0);
	return h;
}

void end_spinning(struct helper *h, volatile L4_Word_t *stop)
{
	*stop = 1;
	tap_check_eq(helper_finish(h), DONE);
}

L4_MsgTag_t await_long(L4_Word_t line)
{
	L4_ThreadId_t from;

	return L4_Ipc(L4_nilthread, irq(line), L4_Timeouts(L4_Never, LONG), &from);
}
