/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each processor of the machine: a thread that is sent through all of them runs there, is woken by
 * the timer there, and reads a clock that never goes back. One processor has nothing to show.
 */
#include <l4/abi/kip.h>

#include "processors.h"
#include "test.h"

#define SLEEPS	10
#define ROUNDS	2000

static struct {
	volatile L4_Word_t sleeps, place, stop;
	/* Taking turns: 1 is the helper's, 0 the main thread's. */
	volatile L4_Word_t turn;
	volatile L4_Word64_t stamp;
} shared;

static L4_Word_t work_sleep(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	(void)a;
	(void)b;
	(void)c;
	while (!shared.stop) {
		L4_Sleep(L4_TimePeriod(1000));
		shared.place = L4_ProcessorNo();
		shared.sleeps++;
	}
	return shared.sleeps;
}

TAP_TEST(processors, timers, "UTCB-05 each processor runs a thread, and its timer wakes it")
{
	struct helper *h = helper_here();
	L4_Word_t i, before;

	shared.stop = 0;
	helper_start(h, work_sleep, 0, 0, 0);
	for (i = machine_processors() - 1; i + 1 > 0; i--) {
		tap_context("processor %lu", i);
		tap_check(L4_Set_ProcessorNo(h->id, i) != 0);
		before = shared.sleeps;
		tap_check(await_over(&shared.sleeps, before + SLEEPS));
		tap_check_eq(shared.place, i);
	}
	shared.stop = 1;
	tap_check_eq(helper_finish(h), DONE);
}

/* Returns 1 if the clock shows less than at the other's turn. */
static L4_Word_t take_turn(L4_Word_t mine)
{
	L4_Word64_t now;
	L4_Word_t wrong;

	while (shared.turn != mine)
		__asm__ volatile("pause");
	now = L4_SystemClock().raw;
	wrong = now < shared.stamp;
	shared.stamp = now;
	shared.turn = !mine;
	return wrong;
}

static L4_Word_t work_take_turns(L4_Word_t rounds, L4_Word_t b, L4_Word_t c)
{
	L4_Word_t wrong = 0;

	(void)b;
	(void)c;
	while (rounds-- > 0)
		wrong += take_turn(1);
	return wrong;
}

TAP_TEST(processors, clock, "SCHED-26 no processor's clock shows less than another's did before")
{
	struct helper *h = helper_here();
	L4_Word_t i, n, wrong, rounds = machine_processors() > 8 ? ROUNDS / 20 : ROUNDS;

	for (i = 1; i < machine_processors(); i++) {
		tap_context("processor %lu", i);
		tap_check(L4_Set_ProcessorNo(h->id, i) != 0);
		shared.turn = 0;
		helper_start(h, work_take_turns, rounds, 0, 0);
		for (n = wrong = 0; n < rounds; n++)
			wrong += take_turn(0);
		tap_check_eq(wrong, 0);
		tap_check_eq(helper_finish(h), DONE);
		tap_check_eq(h->value, 0);
	}
	tap_check(L4_Set_ProcessorNo(h->id, 0) != 0);
}
