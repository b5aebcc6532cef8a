/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows of an interrupt that reaches a waiting thread, from the device that each machine has.
 */
#include <l4/types.h>
#include <l4/arch.h>
#include <l4/ipc.h>
#include <l4/lipc.h>
#include <l4/message.h>
#include <l4/schedule.h>
#include <l4/syscalls.h>
#include <l4/thread.h>

#include <stdio.h>

#include "bench.h"

#define TIMES		6
#define BUSY_PRIORITY	200
#define HIGH_PRIORITY	255

static volatile bool arrived;

/* The region ends when the message of the interrupt is there. */
static void handler_main(void)
{
	L4_Receive(interrupt_thread());
	for (;;) {
		mark_end();
		interrupt_end();
		arrived = true;
		L4_Set_MsgTag(L4_Niltag);
		L4_Call(interrupt_thread());
	}
}

static bool bench_interrupted(const char *name)
{
	L4_ThreadId_t partner;
	unsigned int i;

	if (!row_is_wanted(name))
		return true;
	if (!interrupt_open() || !partner_start(false, handler_main, &partner))
		return false;
	L4_ThreadSwitch(partner);
	if (!L4_AssociateInterrupt(interrupt_thread(), partner))
		return refused("associating an interrupt");
	L4_Set_Priority(main_thread, BUSY_PRIORITY);
	for (i = 0; i < TIMES; i++) {
		arrived = false;
		region_name(name, i & 1);
		mark_begin();
		interrupt_raise();
		spin_until(&arrived);
	}
	L4_Set_Priority(main_thread, HIGH_PRIORITY);
	printf("bench: %s\n", name);
	return L4_DeassociateInterrupt(interrupt_thread()) && partner_stop(partner);
}

bool bench_interrupt(void)
{
	bool is_done = bench_interrupted("irq");

	if (is_done && L4_LipcOptIn()) {
		is_done = bench_interrupted("irq-lipc");
		L4_LipcOptOut();
	}
	return is_done;
}
