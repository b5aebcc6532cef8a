/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The clock is one for all programs.
 */
#include "test.h"

#define READINGS	2000
#define ROUNDS		50

static L4_Word_t work_clock(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	(void)a;
	(void)b;
	(void)c;
	return (L4_Word_t)L4_SystemClock().raw;
}

/* Readings that are before the one that was read before. */
static L4_Word_t work_backwards(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	L4_Word64_t last = 0, now;
	L4_Word_t wrong = 0;
	unsigned int i;

	(void)a;
	(void)b;
	(void)c;
	for (i = 0; i < READINGS; i++, last = now) {
		now = L4_SystemClock().raw;
		wrong += now < last;
	}
	return wrong;
}

TAP_TEST(clock, forwards, "SCHED-25 the clock never goes backwards, in any space")
{
	tap_check_eq(work_backwards(0, 0, 0), 0);
	tap_check_eq(helper_call(helper_there(), work_backwards, 0, 0, 0), 0);
}

TAP_TEST(clock, shared, "SCHED-25 the clock of another space is the same")
{
	struct helper *h = helper_there_alike();
	L4_Word_t before, there, after;
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		before = work_clock(0, 0, 0);
		there = helper_call(h, work_clock, 0, 0, 0);
		after = work_clock(0, 0, 0);
		tap_check_msg(before <= there && there <= after, "%lu between %lu and %lu", there,
			      before, after);
	}
}
