/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A driver at user level of a serial line that talks to itself. The interrupts are the device's
 * own; nobody polls. While the line may be the console's, nothing is printed.
 */
#include "serial.h"

#define BYTES		64

struct line {
	unsigned int sent, received, wrong, empty;
};

static unsigned char byte_of(unsigned int i)
{
	return (unsigned char)(i * 37 + 11);
}

/* All causes that the device has; the line is free afterwards, so that there is a next edge. */
static void serve_all(struct line *l)
{
	unsigned char cause;

	while (!((cause = serial_in(UART_IIR)) & IIR_NONE)) {
		if ((cause & IIR_CAUSE) == IIR_RECEIVED) {
			l->wrong += serial_in(UART_DATA) != byte_of(l->received++);
		} else if ((cause & IIR_CAUSE) == IIR_EMPTY) {
			l->empty++;
		} else {
			(void)serial_in(UART_LSR);
			(void)serial_in(UART_MSR);
		}
	}
}

TAP_TEST(irq, serial, "IRQ-05 a driver of a serial line sends and receives by interrupts alone")
{
	static volatile L4_Word_t stop;
	struct line l = { .sent = 0 };
	unsigned int interrupts = 0, refused = 0;
	struct helper *h;

	if (!serial_is_there())
		return;
	h = begin_spinning(&stop);
	check_granted(L4_AssociateInterrupt(irq(SERIAL_LINE), main_thread));
	serial_begin();
	serial_out(UART_IER, IER_RECEIVED | IER_EMPTY);
	while (l.received < BYTES) {
		if (await_long(SERIAL_LINE).raw != IRQ_TAG)
			break;
		interrupts++;
		serve_all(&l);
		refused += L4_IpcFailed(acknowledge(irq(SERIAL_LINE)));
		if (l.sent < BYTES && l.sent == l.received)
			serial_out(UART_DATA, byte_of(l.sent++));
	}
	serial_end();
	tap_check_eq(l.received, BYTES);
	tap_check_eq(l.wrong, 0);
	tap_check_eq(refused, 0);
	tap_check(l.empty > 0);
	tap_check_msg(interrupts >= BYTES, "%u interrupts", interrupts);
	end_spinning(h, &stop);
}

TAP_TEST(irq, serial_masked,
	 "IRQ-06 bytes that arrive before the acknowledgement are announced after it")
{
	static volatile L4_Word_t stop;
	L4_MsgTag_t first, early, acknowledged, second;
	L4_Word_t error, byte;
	struct helper *h;
	bool has_come;

	if (!serial_is_there())
		return;
	h = begin_spinning(&stop);
	check_granted(L4_AssociateInterrupt(irq(SERIAL_LINE), main_thread));
	serial_begin();
	serial_out(UART_IER, IER_RECEIVED);
	serial_out(UART_DATA, 1);
	first = await_long(SERIAL_LINE);
	(void)serial_in(UART_DATA);
	/* The line falls and rises again while it is masked. */
	serial_out(UART_DATA, 2);
	has_come = serial_has_come();
	early = L4_Receive_Timeout(irq(SERIAL_LINE), L4_ZeroTime);
	error = L4_ErrorCode();
	acknowledged = acknowledge(irq(SERIAL_LINE));
	second = await_long(SERIAL_LINE);
	byte = serial_in(UART_DATA);
	serial_end();
	tap_check_eq(first.raw, IRQ_TAG);
	tap_check(has_come);
	tap_check(L4_IpcFailed(early));
	tap_check_eq(error, RECEIVE_TIMEOUT);
	check_ok(acknowledged);
	tap_check_eq(second.raw, IRQ_TAG);
	tap_check_eq(byte, 2);
	end_spinning(h, &stop);
}
