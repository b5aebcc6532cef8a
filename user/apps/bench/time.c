/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows about time: waking up from a sleep while others sleep, and what happens without being asked
 * for.
 */
#include <l4/types.h>
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/schedule.h>
#include <l4/thread.h>

#include <stdio.h>

#include "bench.h"

#define TIMES		6
#define LOW_PRIORITY	50	/* below the crowd, which has what threads begin with */
#define BUSY_PRIORITY	200
#define HIGH_PRIORITY	255
#define BUSY_ROUNDS	2500000	/* of six instructions each: 15 ms */
#define CROWD_SMALL	10
#define CROWD_LARGE	10000

static L4_ThreadId_t partner;
static volatile bool awake;

/* On the main thread's word it sleeps for a millisecond; the region ends when it is awake. */
static void sleep_main(void)
{
	for (;;) {
		L4_Receive(main_thread);
		L4_Sleep(L4_TimePeriod(1000));
		mark_end();
		awake = true;
	}
}

static void crowd_main(void)
{
	L4_Sleep(L4_TimePeriod(3600ul * 1000000));
}

void spin_until(volatile bool *done)
{
	while (!*done)
		;
}

static bool wake_up(const char *name, unsigned int i)
{
	awake = false;
	L4_Set_MsgTag(L4_Niltag);
	if (!call_ok(L4_Send(partner), name))
		return false;
	region_name(name, i & 1);
	mark_begin();
	spin_until(&awake);
	return true;
}

static bool bench_wake_up(const char *name, unsigned int first, unsigned int end)
{
	bool good = true;
	unsigned int i;

	if (!row_is_wanted(name))
		return true;
	if (!crowd_start(first, end, crowd_main))
		return false;
	/* This thread goes on when all of them are asleep. */
	L4_Set_Priority(main_thread, LOW_PRIORITY);
	L4_Set_Priority(main_thread, HIGH_PRIORITY);
	if (!partner_start(false, sleep_main, &partner))
		return false;
	L4_Set_Priority(main_thread, BUSY_PRIORITY);
	for (i = 0; good && i < TIMES; i++)
		good = wake_up(name, i);
	L4_Set_Priority(main_thread, HIGH_PRIORITY);
	printf("bench: %s\n", name);
	return good && partner_stop(partner);
}

static bool run_short_sleep(unsigned int n)
{
	while (n-- > 0)
		L4_Sleep(L4_TimePeriod(1000));
	return true;
}

static bool run_long_sleep(unsigned int n)
{
	while (n-- > 0)
		L4_Sleep(L4_TimePeriod(101000));
	return true;
}

/* More than a time slice, alone in its priority. */
static bool run_busy(unsigned int n)
{
	volatile unsigned int i;

	(void)n;
	for (i = 0; i < BUSY_ROUNDS; i++)
		;
	return true;
}

bool bench_time(void)
{
	struct row short_sleep = { "sleep-1ms", TIMES, 1, NULL, run_short_sleep };
	struct row long_sleep = { "sleep-101ms", TIMES, 1, NULL, run_long_sleep };
	struct row busy = { "busy", 1, 1, NULL, run_busy };

	/* What a processor does that cannot halt would be counted. */
	if (can_halt && ((row_is_wanted(short_sleep.name) && !row_measure(&short_sleep)) ||
			 (row_is_wanted(long_sleep.name) && !row_measure(&long_sleep))))
		return false;
	return (!row_is_wanted(busy.name) || row_measure(&busy)) &&
	       bench_wake_up("wakeup-10", 0, CROWD_SMALL) &&
	       bench_wake_up("wakeup-10000", row_is_wanted("wakeup-10") ? CROWD_SMALL : 0,
			     CROWD_LARGE);
}
