/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs may read the processor's counter, from which the kernel makes the clock.
 */
#include "test.h"

#define ROUNDS		100
#define PAUSE		4096		/* microseconds, a period of X.2 */
#define KHZ_PER_MHZ	1000

/* How far the counter may be from the clock: the reading of both, and the clock's rounding. */
#define NEAR		(20 + lateness)

static L4_Word_t work_compare(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	L4_Word_t per_usec = L4_ProcDescInternalFreq(L4_ProcDesc(L4_GetKernelInterface(), 0)) /
			     KHZ_PER_MHZ;
	L4_Word_t clock = (L4_Word_t)L4_SystemClock().raw, tick = cycles(), wrong = 0, i;

	(void)a;
	(void)b;
	(void)c;
	for (i = 0; i < ROUNDS; i++) {
		L4_Word_t by_clock, by_tick;

		L4_Sleep(L4_TimePeriod(PAUSE));
		by_clock = (L4_Word_t)L4_SystemClock().raw - clock;
		by_tick = (cycles() - tick) / per_usec;
		wrong += by_tick + NEAR < by_clock || by_clock + NEAR < by_tick;
	}
	return wrong;
}

TAP_TEST(clock, tick, "SCHED-25 %tick advances with the clock, at the processor's frequency")
{
	tap_check_eq(work_compare(0, 0, 0), 0);
	tap_check_eq(helper_call(helper_there(), work_compare, 0, 0, 0), 0);
}
