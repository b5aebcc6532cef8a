/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A level that stays, and the numbers of interrupts on a sun4u machine.
 */
#include "interrupts.h"

#define NUMBERS		64		/* of an INO */
#define DEVICES		0x2e		/* from here on they are the bridge's own */

/* The main thread has an interrupt that nobody serves. */
static void begin(void)
{
	L4_ThreadId_t from;

	check_granted(L4_AssociateInterrupt(irq(SERIAL_LINE), main_thread));
	arm();
	tap_check_eq(L4_Ipc(L4_nilthread, irq(SERIAL_LINE), L4_Timeouts(L4_Never, PATIENCE),
			    &from).raw, IRQ_TAG);
}

static void end(void)
{
	serve();
	check_granted(L4_DeassociateInterrupt(irq(SERIAL_LINE)));
}

static L4_MsgTag_t receive(L4_Time_t limit)
{
	return L4_Receive_Timeout(irq(SERIAL_LINE), limit);
}

TAP_TEST(irq, level_once, "IRQ-04 a level that stays is one message until the acknowledgement")
{
	begin();
	check_error(receive(L4_TimePeriod(20000)), RECEIVE_TIMEOUT);
	end();
}

TAP_TEST(irq, level_again, "IRQ-05 a level that outlasts the acknowledgement comes again")
{
	unsigned int i;

	begin();
	for (i = 0; i < 5; i++) {
		check_ok(acknowledge(irq(SERIAL_LINE)));
		tap_check_eq(receive(PATIENCE).raw, IRQ_TAG);
	}
	serve();
	check_ok(acknowledge(irq(SERIAL_LINE)));
	check_error(receive(L4_TimePeriod(20000)), RECEIVE_TIMEOUT);
	/* And the next one. */
	arm();
	tap_check_eq(receive(PATIENCE).raw, IRQ_TAG);
	end();
}

TAP_TEST(irq, level_before, "IRQ-06 a level from before the association comes after it")
{
	arm();
	check_granted(L4_AssociateInterrupt(irq(SERIAL_LINE), main_thread));
	tap_check_eq(receive(PATIENCE).raw, IRQ_TAG);
	end();
}

TAP_TEST(irq, level_detached, "IRQ-07 a level that nobody has associated disturbs nobody")
{
	L4_ThreadId_t from;

	begin();
	check_granted(L4_DeassociateInterrupt(irq(SERIAL_LINE)));
	check_error(L4_Wait_Timeout(L4_TimePeriod(20000), &from), RECEIVE_TIMEOUT);
	end();
}

TAP_TEST(irq, level_storm, "IRQ-05 a device that nobody serves takes no time of others")
{
	static volatile L4_Word_t stop, counter;
	struct helper *h = helper_here();
	L4_Word_t before;
	unsigned int i;

	begin();
	counter = stop = 0;
	check_granted(L4_Set_Priority(h->id, 1));
	helper_start(h, work_count, (L4_Word_t)&counter, (L4_Word_t)&stop, 0);
	/* Acknowledged at once each time; and then no more, while the line stays active. */
	for (i = 0; i < 100; i++) {
		check_ok(acknowledge(irq(SERIAL_LINE)));
		tap_check_eq(receive(PATIENCE).raw, IRQ_TAG);
	}
	before = counter;
	L4_Sleep(L4_TimePeriod(10000 * stretch));
	tap_check(counter - before > 10000);
	stop = 1;
	tap_check_eq(helper_finish(h), DONE);
	end();
}

TAP_TEST(irq, all_numbers, "IRQ-09 each INO of a device can be had; all others: error 2")
{
	L4_Word_t n;

	tap_check_eq(L4_ThreadIdSystemBase(L4_GetKernelInterface()), NUMBERS);
	for (n = 0; n < DEVICES; n++)
		check_granted(L4_AssociateInterrupt(irq(n), main_thread));
	for (; n <= NUMBERS; n++) {
		tap_context("number %#lx", n);
		check_refused(L4_AssociateInterrupt(irq(n), main_thread), L4_ErrInvalidThread);
	}
	tap_context(NULL);
	/* Others that are let through do not stand in its way. */
	arm();
	tap_check_eq(receive(PATIENCE).raw, IRQ_TAG);
	serve();
	for (n = 0; n < DEVICES; n++)
		check_granted(L4_DeassociateInterrupt(irq(n)));
}
