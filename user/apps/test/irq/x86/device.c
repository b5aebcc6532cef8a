/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Drivers at user level: the periodic interrupt of the real-time clock, alone and beside a serial
 * line that talks to itself. The interrupts are the devices' own; nobody polls.
 */
#include "interrupts.h"
#include "serial.h"

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

TAP_TEST(irq, two_devices, "IRQ-11 one handler of two devices gets each one's interrupts")
{
	static volatile L4_Word_t stop;
	L4_ThreadId_t from;
	L4_MsgTag_t tag;
	struct helper *h;
	unsigned int i, clock = 0, serial = 0;

	if (!serial_is_there()) {
		tap_skip_test("there is no second serial line");
		return;
	}
	h = begin_spinning(&stop);
	check_granted(L4_AssociateInterrupt(irq(SERIAL_LINE), main_thread));
	check_granted(L4_AssociateInterrupt(irq(RTC_LINE), main_thread));
	serial_begin();
	serial_out(UART_IER, IER_RECEIVED);
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
			serial_out(UART_DATA, 0x55);
		} else {
			serial += from.raw == irq(SERIAL_LINE).raw;
			tap_check_eq(serial_in(UART_DATA), 0x55);
			check_ok(acknowledge(irq(SERIAL_LINE)));
		}
	}
	rtc_write(RTC_B, RTC_B_24H);
	(void)rtc_read(RTC_C);
	serial_end();
	check_granted(L4_DeassociateInterrupt(irq(RTC_LINE)));
	tap_check_eq(clock + serial, 10);
	tap_check(clock >= 4);
	tap_check(serial >= 4);
	end_spinning(h, &stop);
}
