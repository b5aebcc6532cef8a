/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Drivers at user level: the periodic interrupt of the real-time clock, and a serial line that
 * talks to itself. The interrupts are the devices' own; nobody polls.
 */
#include "interrupts.h"

#define RTC_LINE	8
#define RTC_INDEX	0x70
#define RTC_DATA	0x71
#define RTC_A		0x0a
#define RTC_B		0x0b
#define RTC_C		0x0c
#define RTC_A_256HZ	0x28		/* the usual divider, 3.9 ms */
#define RTC_B_PERIODIC	0x40
#define RTC_B_24H	0x02
#define RTC_PERIODS	10

#define COM2		0x2f8
#define COM2_LINE	3
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
#define BYTES		64

/* How long a device may take. Clocks of an emulator need not follow its instructions. */
#define LONG		L4_TimePeriod(2000000)

static unsigned char rtc_read(unsigned int reg)
{
	outb(RTC_INDEX, reg);
	return inb(RTC_DATA);
}

static void rtc_write(unsigned int reg, unsigned int value)
{
	outb(RTC_INDEX, reg);
	outb(RTC_DATA, value);
}

/* While somebody computes, time passes in steps of instructions. */
static struct helper *begin_spinning(volatile L4_Word_t *stop)
{
	static volatile L4_Word_t counter;
	struct helper *h = helper_here();

	*stop = 0;
	check_granted(L4_Set_Priority(h->id, 1));
	helper_start(h, work_count, (L4_Word_t)&counter, (L4_Word_t)stop, 0);
	return h;
}

static void end_spinning(struct helper *h, volatile L4_Word_t *stop)
{
	*stop = 1;
	tap_check_eq(helper_finish(h), DONE);
}

static L4_MsgTag_t await_long(L4_Word_t line)
{
	L4_ThreadId_t from;

	return L4_Ipc(L4_nilthread, irq(line), L4_Timeouts(L4_Never, LONG), &from);
}

TAP_TEST(irq, rtc, "IRQ-05 a driver of the real-time clock gets its periodic interrupts")
{
	static volatile L4_Word_t stop;
	struct helper *h = begin_spinning(&stop);
	unsigned int i, periods = 0;

	/*
	 * A message without a cause is legal, one for each that has one: to the IO-APIC of QEMU a
	 * period is an edge even if that before it is not yet read, and the line still high.
	 */
	check_granted(L4_AssociateInterrupt(irq(RTC_LINE), main_thread));
	rtc_write(RTC_A, RTC_A_256HZ);
	(void)rtc_read(RTC_C);
	rtc_write(RTC_B, RTC_B_24H | RTC_B_PERIODIC);
	for (i = 0; i < 2 * RTC_PERIODS && periods < RTC_PERIODS; i++) {
		if (await_long(RTC_LINE).raw != IRQ_TAG)
			break;
		/* Reading tells the cause and lets the device interrupt again. */
		periods += (rtc_read(RTC_C) & RTC_B_PERIODIC) != 0;
		check_ok(acknowledge(irq(RTC_LINE)));
	}
	rtc_write(RTC_B, RTC_B_24H);
	(void)rtc_read(RTC_C);
	tap_check_eq(periods, RTC_PERIODS);
	check_granted(L4_DeassociateInterrupt(irq(RTC_LINE)));
	end_spinning(h, &stop);
}

static bool has_com2(void)
{
	outb(COM2 + UART_SCRATCH, 0x5a);
	return inb(COM2 + UART_SCRATCH) == 0x5a;
}

static void uart_begin(void)
{
	outb(COM2 + UART_IER, 0);
	outb(COM2 + UART_LCR, LCR_8N1 | LCR_DIVISOR);
	outb(COM2 + UART_DATA, 1);
	outb(COM2 + UART_IER, 0);
	outb(COM2 + UART_LCR, LCR_8N1);
	outb(COM2 + UART_MCR, MCR_LOOP | MCR_OUT2);
	while (inb(COM2 + UART_LSR) & LSR_DATA)
		(void)inb(COM2 + UART_DATA);
	(void)inb(COM2 + UART_MSR);
	(void)inb(COM2 + UART_IIR);
}

/* Waits until a byte has come, whether or not that is announced. */
static bool byte_has_come(void)
{
	L4_Word64_t end = L4_SystemClock().raw + 500000 + lateness;

	while (!(inb(COM2 + UART_LSR) & LSR_DATA) && L4_SystemClock().raw < end)
		continue;
	return inb(COM2 + UART_LSR) & LSR_DATA;
}

static void uart_end(void)
{
	outb(COM2 + UART_IER, 0);
	outb(COM2 + UART_MCR, 0);
	check_granted(L4_DeassociateInterrupt(irq(COM2_LINE)));
}

struct line {
	unsigned int sent, received, wrong, empty;
};

static unsigned char byte_of(unsigned int i)
{
	return (unsigned char)(i * 37 + 11);
}

/* All causes that the device has; the line is free afterwards, so that there is a next edge. */
static void uart_serve(struct line *l)
{
	unsigned char cause;

	while (!((cause = inb(COM2 + UART_IIR)) & IIR_NONE)) {
		if ((cause & IIR_CAUSE) == IIR_RECEIVED) {
			l->wrong += inb(COM2 + UART_DATA) != byte_of(l->received++);
		} else if ((cause & IIR_CAUSE) == IIR_EMPTY) {
			l->empty++;
		} else {
			(void)inb(COM2 + UART_LSR);
			(void)inb(COM2 + UART_MSR);
		}
	}
}

TAP_TEST(irq, serial, "IRQ-05 a driver of a serial line sends and receives by interrupts alone")
{
	static volatile L4_Word_t stop;
	struct line l = { .sent = 0 };
	struct helper *h;
	unsigned int interrupts = 0;

	if (!has_com2()) {
		tap_skip_test("there is no second serial line");
		return;
	}
	h = begin_spinning(&stop);
	check_granted(L4_AssociateInterrupt(irq(COM2_LINE), main_thread));
	uart_begin();
	outb(COM2 + UART_IER, IER_RECEIVED | IER_EMPTY);
	while (l.received < BYTES) {
		if (await_long(COM2_LINE).raw != IRQ_TAG)
			break;
		interrupts++;
		uart_serve(&l);
		check_ok(acknowledge(irq(COM2_LINE)));
		if (l.sent < BYTES && l.sent == l.received)
			outb(COM2 + UART_DATA, byte_of(l.sent++));
	}
	uart_end();
	tap_check_eq(l.received, BYTES);
	tap_check_eq(l.wrong, 0);
	tap_check(l.empty > 0);
	tap_check_msg(interrupts >= BYTES, "%u interrupts", interrupts);
	end_spinning(h, &stop);
}

TAP_TEST(irq, serial_masked,
	 "IRQ-06 bytes that arrive before the acknowledgement are announced after it")
{
	static volatile L4_Word_t stop;
	struct helper *h;

	if (!has_com2()) {
		tap_skip_test("there is no second serial line");
		return;
	}
	h = begin_spinning(&stop);
	check_granted(L4_AssociateInterrupt(irq(COM2_LINE), main_thread));
	uart_begin();
	outb(COM2 + UART_IER, IER_RECEIVED);
	outb(COM2 + UART_DATA, 1);
	tap_check_eq(await_long(COM2_LINE).raw, IRQ_TAG);
	(void)inb(COM2 + UART_DATA);
	/* The line falls and rises again while it is masked. */
	outb(COM2 + UART_DATA, 2);
	tap_check(byte_has_come());
	check_error(L4_Receive_Timeout(irq(COM2_LINE), L4_ZeroTime), RECEIVE_TIMEOUT);
	check_ok(acknowledge(irq(COM2_LINE)));
	tap_check_eq(await_long(COM2_LINE).raw, IRQ_TAG);
	tap_check_eq(inb(COM2 + UART_DATA), 2);
	uart_end();
	end_spinning(h, &stop);
}

TAP_TEST(irq, two_devices, "IRQ-11 one handler of two devices gets each one's interrupts")
{
	static volatile L4_Word_t stop;
	L4_ThreadId_t from;
	L4_MsgTag_t tag;
	struct helper *h;
	unsigned int i, clock = 0, serial = 0;

	if (!has_com2()) {
		tap_skip_test("there is no second serial line");
		return;
	}
	h = begin_spinning(&stop);
	check_granted(L4_AssociateInterrupt(irq(COM2_LINE), main_thread));
	check_granted(L4_AssociateInterrupt(irq(RTC_LINE), main_thread));
	uart_begin();
	outb(COM2 + UART_IER, IER_RECEIVED);
	rtc_write(RTC_A, RTC_A_256HZ);
	(void)rtc_read(RTC_C);
	rtc_write(RTC_B, RTC_B_24H | RTC_B_PERIODIC);
	for (i = 0; i < 10; i++) {
		tag = L4_Ipc(L4_nilthread, L4_anythread, L4_Timeouts(L4_Never, LONG), &from);
		if (tag.raw != IRQ_TAG)
			break;
		if (from.raw == irq(RTC_LINE).raw) {
			clock++;
			(void)rtc_read(RTC_C);
			check_ok(acknowledge(irq(RTC_LINE)));
			outb(COM2 + UART_DATA, 0x55);
		} else {
			serial += from.raw == irq(COM2_LINE).raw;
			tap_check_eq(inb(COM2 + UART_DATA), 0x55);
			check_ok(acknowledge(irq(COM2_LINE)));
		}
	}
	rtc_write(RTC_B, RTC_B_24H);
	(void)rtc_read(RTC_C);
	uart_end();
	check_granted(L4_DeassociateInterrupt(irq(RTC_LINE)));
	tap_check_eq(clock + serial, 10);
	tap_check(clock >= 4);
	tap_check(serial >= 4);
	end_spinning(h, &stop);
}
