/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Schedule and ExchangeRegisters about a thread that runs on another processor: what they do has
 * happened when they return. One processor has nothing to show.
 */
#include "processors.h"
#include "test.h"

#define ROUNDS	200

static struct {
	volatile L4_Word_t count, place, utcb, stop;
} shared;

/* Counts as long as it runs, and says where. */
static L4_Word_t work_tell(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	(void)a;
	(void)b;
	(void)c;
	while (!shared.stop) {
		shared.place = L4_ProcessorNo();
		shared.utcb = L4_MyLocalId().raw;
		shared.count++;
	}
	return shared.count;
}

static struct helper *counting_on(L4_Word_t processor)
{
	struct helper *h = helper_here();

	shared.stop = shared.count = 0;
	tap_check(L4_Set_ProcessorNo(h->id, processor) != 0);
	helper_start(h, work_tell, 0, 0, 0);
	tap_check(await_over(&shared.count, 0));
	return h;
}

static void finish(struct helper *h)
{
	shared.stop = 1;
	tap_check_eq(helper_finish(h), DONE);
	tap_check(L4_Set_ProcessorNo(h->id, 0) != 0);
}

TAP_TEST(processors, state, "SCHED-13 a thread that runs on another processor is running")
{
	L4_Word_t i, count;
	struct helper *h;

	if (machine_processors() == 1)
		return;
	h = counting_on(1);
	for (i = 1; i < machine_processors(); i++) {
		tap_check(L4_Set_ProcessorNo(h->id, i) != 0);
		count = shared.count;
		tap_check(await_over(&shared.count, count + 1));
		tap_check_eq(thread_state(h->id), L4_SCHED_RUNNING);
		tap_check_eq(shared.place, i);
	}
	finish(h);
}

TAP_TEST(processors, move,
	 "SCHED-23 UTCB-05 a running thread is on its new processor when the call returns")
{
	L4_Word_t i, n = machine_processors() - 1, wrong = 0;
	struct helper *h;

	if (n == 0)
		return;
	h = counting_on(n);
	for (i = 0; i < ROUNDS; i++) {
		/* Not to the main thread's own, whose priority keeps it from running. */
		L4_Word_t to = n == 1 ? 1 : 1 + i % n, count;

		tap_check_eq(L4_Set_ProcessorNo(h->id, to), L4_SCHED_RUNNING);
		count = shared.count;
		/* What it may have begun before. */
		tap_check(await_over(&shared.count, count + 1));
		wrong += shared.place != to || shared.utcb != L4_LocalIdOf(h->id).raw;
	}
	tap_check_eq(wrong, 0);
	finish(h);
}

TAP_TEST(processors, exregs,
	 "EXR-22 ExchangeRegisters on a running thread of another processor is complete at once")
{
	L4_Word_t i, count, wrong = 0;
	struct helper *h;

	if (machine_processors() == 1)
		return;
	h = counting_on(machine_processors() - 1);
	for (i = 1; i <= ROUNDS; i++) {
		L4_Set_UserDefinedHandleOf(h->id, i);
		wrong += L4_UserDefinedHandleOf(h->id) != i;
		L4_Stop(h->id);
		count = shared.count;
		wrong += thread_state(h->id) != L4_SCHED_INACTIVE;
		wrong += shared.count != count;
		L4_Start(h->id);
		wrong += !await_over(&shared.count, count);
	}
	tap_check_eq(wrong, 0);
	finish(h);
}
