/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scheduling: priorities, time slices, ThreadSwitch and Schedule's answers.
 */
#include "partner.h"
#include "processors.h"
#include "test.h"

#define MS	1000ul
#define ALL	__L4_UNCHANGED

static volatile L4_Word_t count[3], stop;

/* For tests of threads that share a processor. */
static struct helper *helper_near(void)
{
	helpers_together();
	return helper_here();
}

static void start_counting(struct helper *h, unsigned int which)
{
	count[which] = 0;
	stop = 0;
	helper_start(h, work_count, (L4_Word_t)&count[which], (L4_Word_t)&stop, 0);
}

static L4_Word_t schedule(L4_ThreadId_t id, L4_Word_t time, L4_Word_t processor, L4_Word_t prio,
			  L4_Word_t preemption)
{
	L4_Word_t old;

	return L4_Schedule(id, time, processor, prio, preemption, &old);
}

/* Counts and yields, so many times. */
static L4_Word_t work_yield(L4_Word_t counter, L4_Word_t rounds, L4_Word_t c)
{
	volatile L4_Word_t *mine = (volatile L4_Word_t *)counter;

	(void)c;
	while (rounds-- > 0) {
		++*mine;
		L4_Yield();
	}
	return 0;
}

TAP_TEST(sched, yield, "SCHED-01 an equal makes progress while a thread yields")
{
	struct helper *a = helper_near(), *b = helper_near();

	count[0] = count[1] = 0;
	helper_start(a, work_yield, (L4_Word_t)&count[0], 100, 0);
	start_counting(b, 1);
	/* a is through its rounds although b never gives up the processor before its slice ends. */
	check_granted(L4_Set_Timeslice(b->id, L4_TimePeriod(MS), L4_Never));
	tap_check(await_word(&count[0], 100));
	tap_check(count[1] > 0);
	stop = 1;
}

static volatile unsigned int turns;

static L4_Word_t work_alternate(L4_Word_t me, L4_Word_t rounds, L4_Word_t c)
{
	L4_Word_t out_of_turn = 0;

	(void)c;
	while (rounds-- > 0) {
		out_of_turn += (turns++ & 1) != me;
		L4_Yield();
	}
	return out_of_turn;
}

TAP_TEST(sched, alternate, "SCHED-01 two yielding threads alternate")
{
	struct helper *a = helper_near(), *b = helper_near();

	turns = 0;
	/* No end of a slice comes in between. */
	check_granted(L4_Set_Timeslice(a->id, L4_Never, L4_Never));
	check_granted(L4_Set_Timeslice(b->id, L4_Never, L4_Never));
	helper_start(a, work_alternate, 0, 50, 0);
	helper_start(b, work_alternate, 1, 50, 0);
	tap_check_eq(helper_finish(a), DONE);
	tap_check_eq(a->value, 0);
	tap_check_eq(helper_finish(b), DONE);
	tap_check_eq(b->value, 0);
}

static L4_Word_t work_switch_to(L4_Word_t partner, L4_Word_t rounds, L4_Word_t me)
{
	L4_ThreadId_t id = { .raw = partner };
	L4_Word_t mine = L4_MyLocalId().raw, wrong = 0;

	while (rounds-- > 0) {
		wrong += (turns++ & 1) != me || L4_MyLocalId().raw != mine;
		L4_ThreadSwitch(id);
	}
	return wrong;
}

TAP_TEST(sched, switch_to_and_fro, "SCHED-02 two equals that switch to each other alternate")
{
	struct helper *a = helper_near(), *b = helper_near(), *c;

	turns = 0;
	check_granted(L4_Set_Timeslice(a->id, L4_Never, L4_Never));
	check_granted(L4_Set_Timeslice(b->id, L4_Never, L4_Never));
	helper_start(a, work_switch_to, b->id.raw, 50, 0);
	helper_start(b, work_switch_to, a->id.raw, 50, 1);
	tap_check_eq(helper_finish(a), DONE);
	tap_check_eq(a->value, 0);
	tap_check_eq(helper_finish(b), DONE);
	tap_check_eq(b->value, 0);
	/* Not the third one's turn, which is an equal too. */
	turns = 0;
	c = helper_near();
	helper_start(a, work_switch_to, b->id.raw, 50, 0);
	helper_start(b, work_switch_to, a->id.raw, 50, 1);
	helper_start(c, work_yield, (L4_Word_t)&count[0], 1, 0);
	tap_check_eq(helper_finish(a), DONE);
	tap_check_eq(a->value, 0);
	tap_check_eq(helper_finish(b), DONE);
	tap_check_eq(b->value, 0);
	tap_check_eq(helper_finish(c), DONE);
}

/* The switch to a thread of lower priority ends with the caller's time slice, here without end. */
static void switch_for_long(L4_ThreadId_t id)
{
	check_granted(L4_Set_Timeslice(main_thread, L4_Never, L4_Never));
	L4_ThreadSwitch(id);
	check_granted(L4_Set_Timeslice(main_thread, L4_TimePeriod(10 * MS), L4_Never));
}

TAP_TEST(sched, switch_to_lower, "SCHED-02 ThreadSwitch runs a thread of lower priority at once")
{
	struct helper *h = helper_near();

	helper_start(h, work_set_tcr, (L4_Word_t)L4_UTCB_USER_HANDLE, 77, 0);
	switch_for_long(h->id);
	/* It ran until it waited: its answer is there. */
	tap_check_eq(exregs_read(h->id).handle, 77);
	tap_check_eq(helper_finish(h), DONE);
}

TAP_TEST(sched, switch_to_blocked, "SCHED-03 ThreadSwitch to a waiting thread returns")
{
	struct helper *h = helper_here();

	helper_receive(h, L4_anythread);
	L4_ThreadSwitch(h->id);
	tap_check_eq(thread_state(h->id), L4_SCHED_WAITING);
}

TAP_TEST(sched, switch_to_nobody, "SCHED-03 ThreadSwitch to a thread that does not exist returns")
{
	L4_ThreadSwitch(new_id());
	L4_ThreadSwitch(L4_anythread);
	tap_check(true);
}

TAP_TEST(sched, switch_to_self, "SCHED-04 ThreadSwitch to oneself returns")
{
	L4_ThreadSwitch(main_thread);
	L4_ThreadSwitch(L4_MyLocalId());
	tap_check(true);
}

TAP_TEST(sched, switch_local, "SCHED-02 ThreadSwitch takes a local id")
{
	struct helper *h = helper_near();

	helper_start(h, work_set_tcr, (L4_Word_t)L4_UTCB_USER_HANDLE, 78, 0);
	switch_for_long(L4_LocalIdOf(h->id));
	tap_check_eq(exregs_read(h->id).handle, 78);
}

TAP_TEST(sched, strict, "SCHED-05 a busy thread of higher priority starves a lower one")
{
	struct helper *high = helper_near(), *low = helper_near();

	check_granted(L4_Set_Priority(high->id, 200));
	start_counting(low, 1);
	start_counting(high, 0);
	L4_Sleep(L4_TimePeriod(30 * MS));
	tap_check(await_change(&count[0], 0));
	tap_check_eq(count[1], 0);
	stop = 1;
	tap_check_eq(helper_finish(high), DONE);
	tap_check_eq(helper_finish(low), DONE);
}

/*
 * How long each of two threads has had the processor, in microseconds of the kernel's clock. Rounds
 * of a loop would not tell: the host of an emulator may stop the machine whenever the same thread
 * has its slice.
 */
static struct {
	volatile L4_Word_t rounds, held;
} share[2];

/* An interval counts for thread `me` if the other one stands where it stood at both its ends. */
static L4_Word_t work_hold(L4_Word_t me, L4_Word_t b, L4_Word_t c)
{
	L4_Word_t before, seen = share[!me].rounds;
	L4_Word64_t now, last = L4_SystemClock().raw;

	(void)b;
	(void)c;
	while (!stop) {
		share[me].rounds++;
		before = share[!me].rounds;
		now = L4_SystemClock().raw;
		if (share[!me].rounds != before)
			continue;
		if (before == seen)
			share[me].held += now - last;
		seen = before;
		last = now;
	}
	return 0;
}

/* Threads a and b compete for `time` microseconds; share[] has what a and b have had then. */
static void compete(struct helper *a, struct helper *b, L4_Word_t time)
{
	stop = share[0].held = share[1].held = 0;
	helper_start(a, work_hold, 0, 0, 0);
	helper_start(b, work_hold, 1, 0, 0);
	L4_Sleep(L4_TimePeriod(time));
	stop = 1;
	tap_check_eq(helper_finish(a), DONE);
	tap_check_eq(helper_finish(b), DONE);
}

TAP_TEST(sched, shares, "SCHED-06 two busy equals get about half each")
{
	L4_Word_t first, second;

	compete(helper_near(), helper_near(), 200 * MS + 2 * lateness);
	first = share[0].held;
	second = share[1].held;
	tap_check_msg(first > second / 2 && second > first / 2, "%lu and %lu", first, second);
}

TAP_TEST(sched, short_slices, "SCHED-06 a thread with a longer slice gets more")
{
	struct helper *a = helper_near(), *b = helper_near();
	L4_Word_t slice = 2 * MS + lateness / 20, first, second;

	check_granted(L4_Set_Timeslice(a->id, L4_TimePeriod(4 * slice), L4_Never));
	check_granted(L4_Set_Timeslice(b->id, L4_TimePeriod(slice), L4_Never));
	compete(a, b, 100 * MS + 2 * lateness);
	first = share[0].held;
	second = share[1].held;
	tap_check_msg(first > 2 * second && first < 8 * second, "%lu and %lu", first, second);
}

TAP_TEST(sched, infinite_slice,
	 "SCHED-07 a thread with an infinite slice is not preempted by an equal")
{
	struct helper *a = helper_near(), *b = helper_near();

	check_granted(L4_Set_Timeslice(a->id, L4_Never, L4_Never));
	start_counting(a, 0);
	start_counting(b, 1);
	L4_Sleep(L4_TimePeriod(50 * MS));
	tap_check(await_change(&count[0], 0));
	tap_check_eq(count[1], 0);
	stop = 1;
	tap_check_eq(helper_finish(a), DONE);
	tap_check_eq(helper_finish(b), DONE);
}

TAP_TEST(sched, preempt, "SCHED-05 a woken thread of higher priority runs at once")
{
	struct helper *low = helper_near();
	L4_Word_t before;

	start_counting(low, 0);
	L4_Sleep(L4_TimePeriod(5 * MS));
	tap_check(await_change(&count[0], 0));
	before = count[0];
	/* The main thread has the processor back: the other one stands still. */
	(void)L4_SystemClock();
	tap_check_eq(count[0], before);
	stop = 1;
}

static L4_Word_t work_schedule(L4_Word_t id, L4_Word_t prio, L4_Word_t preemption)
{
	L4_ThreadId_t dest = { .raw = id };

	return schedule(dest, ALL, ALL, prio, preemption) ? 0x100 : L4_ErrorCode();
}
FOR_PARTNERS(work_schedule, FIRST_IS_ID);

TAP_TEST(sched, unprivileged, "SCHED-08 neither scheduler nor privileged: error 1")
{
	struct helper *h = helper_there(), *other = helper_there();

	tap_check_eq(helper_call(h, work_schedule, other->id.raw, ALL, ALL), L4_ErrNoPrivilege);
	tap_check_eq(helper_call(h, work_schedule, main_thread.raw, ALL, ALL),
		     L4_ErrNoPrivilege);
}

TAP_TEST(sched, scheduler_space, "SCHED-08 a thread in the scheduler's space may call Schedule")
{
	struct helper *s = helper_there(), *beside = helper_beside(s), *h = helper_there();

	check_granted(L4_ThreadControl(h->id, h->id, s->id, L4_nilthread, UTCB_UNCHANGED));
	tap_check_eq(helper_call(beside, work_schedule, h->id.raw, 90, ALL), 0x100);
}

TAP_TEST(sched, nobody, "SCHED-09 a thread that does not exist: error 2")
{
	check_refused(thread_state(new_id()), L4_ErrInvalidThread);
	check_refused(thread_state(L4_nilthread), L4_ErrInvalidThread);
	check_refused(thread_state(L4_anythread), L4_ErrInvalidThread);
}

TAP_TEST(sched, no_change, "SCHED-10 all parameters -1 change nothing")
{
	struct helper *low = helper_near(), *high = helper_near();
	L4_Time_t before[2], after[2];

	check_granted(L4_Set_Priority(low->id, 50));
	check_granted(L4_Set_Timeslice(low->id, L4_TimePeriod(3 * MS), L4_TimePeriod(800 * MS)));
	check_granted(L4_Timeslice(low->id, &before[0], &before[1]));
	tap_check_eq(thread_state(low->id), L4_SCHED_WAITING);
	check_granted(L4_Timeslice(low->id, &after[0], &after[1]));
	tap_check_eq(after[0].raw, before[0].raw);
	tap_check_eq(after[1].raw, before[1].raw);
	/* Its priority is still the lower one. */
	start_counting(low, 1);
	start_counting(high, 0);
	L4_Sleep(L4_TimePeriod(20 * MS));
	tap_check_eq(count[1], 0);
	stop = 1;
	tap_check_eq(helper_finish(high), DONE);
	tap_check_eq(helper_finish(low), DONE);
}

/* A priority word that changes nothing makes the call more than a look. */
static void check_look(L4_ThreadId_t id, L4_Word_t state, L4_Word_t time)
{
	L4_Word_t old, others, result = L4_Schedule(id, ALL, ALL, ALL, ALL, &old);

	tap_check_eq(L4_Schedule(id, ALL, ALL, 0x1ff, ALL, &others), result);
	tap_check_eq(result, state);
	tap_check_eq(old, others);
	if (time != ALL)
		tap_check_eq(old, time);
}

TAP_TEST(sched, look, "SCHED-10 SCHED-21 a look finds what a call that changes nothing finds")
{
	/* Mantissa and exponent; as such a period is told, it has no zeros to spare. */
	static const struct {
		L4_Word_t m, e, told;
	} slices[] = {
		{ 1, 0, 1 }, { 1, 9, 512 }, { 1023, 0, 1023 }, { 512, 1, 512 | 1 << 10 },
		{ 1, 10, 512 | 1 << 10 }, { 1023, 1, 1023 | 1 << 10 }, { 700, 5, 700 | 5 << 10 },
		{ 512, 31, 512 | 31 << 10 }, { 1023, 31, 1023 | 31 << 10 }, { 0, 0, 0 },
	};
	struct helper *h = helper_near(), *other = helper_near();
	unsigned int i;

	for (i = 0; i < sizeof(slices) / sizeof(slices[0]); i++) {
		L4_Word_t time = (slices[i].m | slices[i].e << 10) << 16;

		check_granted(schedule(h->id, time, ALL, ALL, ALL));
		check_look(h->id, L4_SCHED_WAITING, slices[i].told << 16);
	}
	/* A total quantum is told too. */
	check_granted(schedule(h->id, 900ul << 16 | 1000 | 5 << 10, ALL, ALL, ALL));
	check_look(h->id, L4_SCHED_WAITING, 900ul << 16 | 1000 | 5 << 10);
	check_granted(schedule(h->id, 900ul << 16, ALL, ALL, ALL));
	helper_send(h, other->id, 1, 0);
	/* Of its slice something is gone. */
	check_look(h->id, L4_SCHED_PENDING_SEND, ALL);
	check_granted(schedule(other->id, 0, ALL, ALL, ALL));
	start_counting(other, 0);
	check_look(other->id, L4_SCHED_RUNNING, 0);
	stop = 1;
}

TAP_TEST(sched, scheduler_looks, "SCHED-08 the scheduler may look, another thread may not")
{
	struct helper *s = helper_there(), *other = helper_there(), *h = helper_near();

	check_granted(L4_ThreadControl(h->id, h->id, s->id, L4_nilthread, UTCB_UNCHANGED));
	tap_check_eq(helper_call(s, work_schedule, h->id.raw, ALL, ALL), 0x100);
	tap_check_eq(helper_call(other, work_schedule, h->id.raw, ALL, ALL), L4_ErrNoPrivilege);
}

TAP_TEST(sched, state_waiting, "SCHED-11 the state of a waiting thread is 6")
{
	struct helper *h = helper_here();

	helper_receive(h, L4_anythread);
	tap_check_eq(thread_state(h->id), L4_SCHED_WAITING);
}

TAP_TEST(sched, state_sending, "SCHED-12 the state of a pending sender is 4")
{
	struct helper *h = helper_here(), *r = helper_here();

	helper_send(h, r->id, 1, 0);
	tap_check_eq(thread_state(h->id), L4_SCHED_PENDING_SEND);
}

TAP_TEST(sched, state_running, "SCHED-13 the state of a ready thread, and of the caller, is 3")
{
	struct helper *h = helper_here();

	start_counting(h, 0);
	tap_check_eq(thread_state(h->id), L4_SCHED_RUNNING);
	tap_check_eq(thread_state(main_thread), L4_SCHED_RUNNING);
	stop = 1;
}

TAP_TEST(sched, state_inactive, "SCHED-14 the state of an inactive thread is 2")
{
	L4_ThreadId_t id = new_id();

	check_granted(L4_ThreadControl(id, main_thread, main_thread, L4_nilthread,
				       UTCB_UNCHANGED));
	tap_check_eq(thread_state(id), L4_SCHED_INACTIVE);
}

TAP_TEST(sched, state_local, "SCHED-10 Schedule takes a local id")
{
	struct helper *h = helper_here();

	tap_check_eq(thread_state(L4_LocalIdOf(h->id)), L4_SCHED_WAITING);
}

TAP_TEST(sched, state_before, "SCHED-10 the result is the state before the change")
{
	struct helper *h = helper_here();

	tap_check_eq(L4_Set_Priority(h->id, 77), L4_SCHED_WAITING);
}

TAP_TEST(sched, too_high, "SCHED-17 a priority above the unprivileged caller's: error 1")
{
	struct helper *s = helper_there(), *h = helper_there();

	check_granted(L4_ThreadControl(h->id, h->id, s->id, L4_nilthread, UTCB_UNCHANGED));
	tap_check_eq(helper_call(s, work_schedule, h->id.raw, 101, ALL), L4_ErrNoPrivilege);
	tap_check_eq(helper_call(s, work_schedule, h->id.raw, 100, ALL), 0x100);
}

TAP_TEST(sched, sensitive_too_high, "SCHED-17 a sensitive priority above the caller's: error 1")
{
	struct helper *s = helper_there(), *h = helper_there();

	check_granted(L4_ThreadControl(h->id, h->id, s->id, L4_nilthread, UTCB_UNCHANGED));
	tap_check_eq(helper_call(s, work_schedule, h->id.raw, ALL, 101 << 16 | 100),
		     L4_ErrNoPrivilege);
}

TAP_TEST(sched, prio_unchanged, "SCHED-18 a priority word ending in 0x1ff changes nothing")
{
	struct helper *low = helper_near(), *high = helper_near();

	check_granted(L4_Set_Priority(low->id, 50));
	check_granted(schedule(low->id, ALL, ALL, 5 << 9 | 0x1ff, ALL));
	check_granted(L4_Set_Stride(low->id, 20));
	start_counting(low, 1);
	start_counting(high, 0);
	L4_Sleep(L4_TimePeriod(20 * MS));
	tap_check_eq(count[1], 0);
	stop = 1;
	tap_check_eq(helper_finish(high), DONE);
	tap_check_eq(helper_finish(low), DONE);
}

TAP_TEST(sched, foreign_call, "SCHED-19 a call of the hierarchical extension changes nothing")
{
	struct helper *h = helper_here();
	L4_Time_t slice, quantum;

	check_refused(schedule(h->id, main_thread.raw, ALL, 16 << 16 | 10, 1ul << 25),
		      L4_ErrInvalidParam);
	check_granted(L4_Timeslice(h->id, &slice, &quantum));
	tap_check_eq(quantum.raw, L4_Never.raw);
	tap_check_eq(helper_call(h, work_nothing, 5, 0, 0), 5);
}

TAP_TEST(sched, time_point, "SCHED-20 a time point as slice or quantum: error 5")
{
	struct helper *h = helper_here();

	check_refused(schedule(h->id, L4_TIME_POINT << 16, ALL, ALL, ALL), L4_ErrInvalidParam);
	check_refused(schedule(h->id, L4_TIME_POINT, ALL, ALL, ALL), L4_ErrInvalidParam);
}

TAP_TEST(sched, timeslice, "SCHED-21 what is left of a slice of 10 ms is a period of at most 10 ms")
{
	struct helper *h = helper_here();
	L4_Time_t slice, quantum;
	L4_Word_t us;

	check_granted(L4_Set_Timeslice(h->id, L4_TimePeriod(10 * MS), L4_Never));
	check_granted(L4_Timeslice(h->id, &slice, &quantum));
	us = (L4_Word_t)slice.period.m << slice.period.e;
	tap_check_msg(slice.period.a == 0 && us > 0 && us <= 10 * MS, "slice %#x", slice.raw);
	tap_check_eq(quantum.raw, L4_Never.raw);
}

TAP_TEST(sched, default_slice, "SCHED-21 a new thread has a slice of 10 ms and no limit")
{
	struct helper *h = helper_here();
	L4_Time_t slice, quantum;
	L4_Word_t us;

	check_granted(L4_Timeslice(h->id, &slice, &quantum));
	us = (L4_Word_t)slice.period.m << slice.period.e;
	tap_check_msg(us > 0 && us <= 10 * MS, "slice %#x", slice.raw);
	tap_check_eq(quantum.raw, L4_Never.raw);
}

TAP_TEST(sched, infinite_reported, "SCHED-21 an infinite slice is reported as never")
{
	struct helper *h = helper_here();
	L4_Time_t slice, quantum;

	check_granted(L4_Set_Timeslice(h->id, L4_Never, L4_Never));
	check_granted(L4_Timeslice(h->id, &slice, &quantum));
	tap_check_eq(slice.raw, L4_Never.raw);
}

TAP_TEST(sched, no_processor, "SCHED-22 a processor that does not exist: error 5")
{
	struct helper *h = helper_here();
	L4_Word_t n = machine_processors();

	check_refused(L4_Set_ProcessorNo(h->id, n), L4_ErrInvalidParam);
	check_granted(L4_Set_ProcessorNo(h->id, n - 1));
}

TAP_TEST(sched, requeue, "SCHED-05 a new priority of a ready thread counts at once")
{
	struct helper *a = helper_near(), *b = helper_near();
	L4_Word_t before;

	check_granted(L4_Set_Priority(a->id, 110));
	start_counting(a, 0);
	start_counting(b, 1);
	L4_Sleep(L4_TimePeriod(5 * MS));
	tap_check_eq(count[1], 0);
	check_granted(L4_Set_Priority(b->id, 120));
	before = count[0];
	L4_Sleep(L4_TimePeriod(5 * MS));
	tap_check(await_change(&count[1], 0));
	tap_check_eq(count[0], before);
	stop = 1;
}
