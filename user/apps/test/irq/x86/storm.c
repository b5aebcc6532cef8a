/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A source of edges, which nothing holds up: the programmable interval timer.
 */
#include "interrupts.h"

/* How far the counter comes while the main thread sleeps. */
static L4_Word_t progress(volatile L4_Word_t *counter)
{
	L4_Word_t before = *counter;

	L4_Sleep(L4_TimePeriod(10000 * stretch));
	return *counter - before;
}

TAP_TEST(irq, edge_storm, "IRQ-04 edges that nobody acknowledges take no time of others")
{
	static volatile L4_Word_t stop, counter;
	struct helper *h = helper_here();
	L4_Word_t disturbed, alone;
	L4_ThreadId_t from;

	if (lateness) {
		tap_skip_test("in real time an emulator spends it on its own timer");
		return;
	}
	counter = stop = 0;
	check_granted(L4_Set_Priority(h->id, 1));
	helper_start(h, work_count, (L4_Word_t)&counter, (L4_Word_t)&stop, 0);
	check_granted(L4_AssociateInterrupt(irq(PIT_LINE), main_thread));
	outb(PIT_COMMAND, PIT_PERIODIC);
	outb(PIT_DATA, PIT_OFTEN);
	outb(PIT_DATA, 0);
	check_ok(await(irq(PIT_LINE), &from));
	disturbed = progress(&counter);
	/* From here on nothing comes any more. */
	arm();
	pulse_passes();
	alone = progress(&counter);
	tap_check_msg(disturbed > alone / 10 * 9, "%lu rounds, %lu without", disturbed, alone);
	check_granted(L4_DeassociateInterrupt(irq(PIT_LINE)));
	stop = 1;
	tap_check_eq(helper_finish(h), DONE);
}
