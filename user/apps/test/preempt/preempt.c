/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Preemption: messages about it, delay of it, and what it leaves as it was.
 *
 * A worker of priority 100 counts until it is stopped, with the preemption flags of the test in
 * its UTCB; a rival wakes up after a while and would preempt it. The main thread, which is the
 * worker's exception handler and scheduler, only waits meanwhile.
 */
#include "preempt.h"

#define SIGNAL		L4_UTCB_FLAG_SIGNAL
#define DELAY		L4_UTCB_FLAG_DELAY
#define PENDING		L4_UTCB_FLAG_PENDING
#define WORKER_PRIO	100
#define RIVAL_AFTER	(5 * MS)

volatile L4_Word_t count, stop;
struct helper *worker, *rival;

static volatile L4_Word64_t pending_at, rival_due, rival_at, rival_again_at;
static volatile L4_Word_t count_at_rival, yields;

static L4_Word_t flags(void)
{
	return __L4_TCR_Read(L4_UTCB_FLAGS);
}

L4_Word_t work_flagged(L4_Word_t with, L4_Word_t yield, L4_Word_t c)
{
	L4_Word_t left;

	(void)c;
	__L4_TCR_Write(L4_UTCB_FLAGS, with);
	while (!stop) {
		count++;
		if (!(flags() & PENDING))
			continue;
		if (!pending_at)
			pending_at = now();
		if (yield) {
			yields++;
			L4_ThreadSwitch(L4_nilthread);
		}
	}
	left = flags();
	__L4_TCR_Write(L4_UTCB_FLAGS, 0);
	return left;
}

/* Wakes up `times` times; the last time it stops the worker. */
static L4_Word_t work_rival(L4_Word_t times, L4_Word_t b, L4_Word_t c)
{
	(void)b;
	(void)c;
	rival_due = now() + RIVAL_AFTER;
	L4_Sleep(L4_TimePeriod(RIVAL_AFTER));
	rival_at = now();
	count_at_rival = count;
	while (--times > 0) {
		L4_Sleep(L4_TimePeriod(RIVAL_AFTER));
		rival_again_at = now();
	}
	stop = 1;
	return 0;
}

static void begin(L4_Word_t with, L4_Word_t yield, L4_Word_t rival_times)
{
	count = stop = count_at_rival = yields = 0;
	pending_at = rival_due = rival_at = rival_again_at = 0;
	helper_call(worker, work_set_handler, main_thread.raw, 0, 0);
	check_granted(L4_Set_Priority(rival->id, RIVAL_PRIO));
	helper_start(worker, work_flagged, with, yield, 0);
	helper_start(rival, work_rival, rival_times, 0, 0);
}

static void both(void)
{
	helpers_together();
	worker = helper_here();
	rival = helper_here();
}

/*
 * A delay is too short to be long beside a disturbance: if the machine stands still meanwhile it is
 * over before the worker can do anything.
 */
static void both_delayed(L4_Word_t sensitive)
{
	may_be_disturbed();
	both();
	check_granted(L4_Set_PreemptionDelay(worker->id, sensitive, DELAY_US));
}

bool check_message(struct helper *h, enum outcome outcome, L4_Word64_t before)
{
	if (!tap_check_eq(outcome, ODD))
		return false;
	tap_check_eq(h->mr[0], ((L4_Word_t)L4_PROTO_PREEMPTION << L4_PROTO_SHIFT) |
		     x_bit(h, NULL) | 2);
	tap_check_msg(h->mr[1] >= before && h->mr[1] <= now(), "clock %lu", h->mr[1]);
	tap_check_eq(h->mr[2], 0);
	return true;
}

bool expect_message(struct helper *h)
{
	L4_Word64_t before = now();

	return check_message(h, helper_finish(h), before);
}

void reply(struct helper *h)
{
	L4_Set_MsgTag(L4_Niltag);
	check_ok(L4_Send_Timeout(h->id, L4_ZeroTime));
}

TAP_TEST(preempt, plain, "PREM-01 without d and s a thread is preempted and knows nothing")
{
	both();
	check_granted(L4_Set_PreemptionDelay(worker->id, RIVAL_PRIO, DELAY_US));
	begin(0, 0, 1);
	tap_check_eq(helper_finish(worker), DONE);
	tap_check_eq(worker->value, 0);
	check_at(rival_at, rival_due);
	tap_check_eq(pending_at, 0);
}

TAP_TEST(preempt, signal,
	 "PREM-02 with s a message goes to the exception handler after the preemption")
{
	L4_Word_t before;

	both();
	begin(SIGNAL, 0, 1);
	if (!expect_message(worker))
		return;
	tap_check(rival_at != 0);
	check_at(rival_at, rival_due);
	/* It has run no user code since and waits for the reply. */
	tap_check_eq(count, count_at_rival);
	tap_check_eq(thread_state(worker->id), L4_SCHED_WAITING);
	before = count;
	settle();
	tap_check_eq(count, before);
	reply(worker);
	tap_check_eq(helper_finish(worker), DONE);
	tap_check_eq(worker->value & PENDING, 0);
}

TAP_TEST(preempt, signal_equal, "PREM-02 the same when the slice has ended and an equal runs")
{
	both();
	check_granted(L4_Set_Timeslice(worker->id, L4_TimePeriod(2 * MS), L4_Never));
	begin(SIGNAL, 0, 1);
	check_granted(L4_Set_Priority(rival->id, WORKER_PRIO));
	if (!expect_message(worker))
		return;
	/* The rival has begun to sleep. */
	tap_check(rival_due != 0 && rival_at == 0);
	reply(worker);
	if (!expect_message(worker))
		return;
	tap_check_eq(count, count_at_rival);
	reply(worker);
	tap_check_eq(helper_finish(worker), DONE);
}

TAP_TEST(preempt, signal_again, "PREM-02 each preemption has its message")
{
	both();
	begin(SIGNAL, 0, 3);
	if (!expect_message(worker))
		return;
	reply(worker);
	if (!expect_message(worker))
		return;
	reply(worker);
	if (!expect_message(worker))
		return;
	reply(worker);
	tap_check_eq(helper_finish(worker), DONE);
}

TAP_TEST(preempt, no_handler, "PREM-02 a nil exception handler: no message")
{
	volatile L4_Word_t *mr;

	both();
	begin(SIGNAL, 0, 1);
	/* The function is running already: the control register counts. */
	check_granted(L4_ThreadControl(worker->id, worker->id, L4_nilthread, main_thread,
				       UTCB_UNCHANGED));
	mr = (L4_Word_t *)(L4_LocalIdOf(worker->id).raw - L4_UTCB_POINTER_OFFSET +
			   L4_UTCB_MR0_OFFSET);
	mr[L4_UTCB_EXCEPTION_HANDLER] = 0;
	tap_check_eq(helper_finish(worker), DONE);
	check_at(rival_at, rival_due);
}

TAP_TEST(preempt, voluntary, "PREM-02 a thread that gives up the processor itself gets no message")
{
	both();
	helper_call(worker, work_set_handler, main_thread.raw, 0, 0);
	helper_call(worker, work_set_tcr, (L4_Word_t)L4_UTCB_FLAGS, SIGNAL, 0);
	/* Its Ipc waits for the main thread each time. */
	tap_check_eq(helper_call(worker, work_nothing, 1, 0, 0), 1);
	tap_check_eq(helper_call(worker, work_nothing, 2, 0, 0), 2);
}

TAP_TEST(preempt, delay,
	 "PREM-03 with d preemption comes after the maximum delay, I is set meanwhile")
{
	both_delayed(RIVAL_PRIO);
	begin(DELAY, 0, 1);
	tap_check_eq(helper_finish(worker), DONE);
	check_at(pending_at, rival_due);
	check_at(rival_at, rival_due + DELAY_US);
	tap_check_eq(worker->value, DELAY | PENDING);
}

TAP_TEST(preempt, delay_yield, "PREM-03 a ThreadSwitch in time lets the other run and clears I")
{
	both_delayed(RIVAL_PRIO);
	begin(DELAY, 1, 1);
	tap_check_eq(helper_finish(worker), DONE);
	check_at(rival_at, rival_due);
	tap_check_eq(yields, 1);
	tap_check_eq(worker->value, DELAY);
}

TAP_TEST(preempt, delay_refilled, "PREM-03 a ThreadSwitch in time refills the budget")
{
	both_delayed(RIVAL_PRIO);
	begin(DELAY, 1, 3);
	tap_check_eq(helper_finish(worker), DONE);
	tap_check_eq(yields, 3);
	tap_check_eq(worker->value, DELAY);
}

TAP_TEST(preempt, delay_used_up,
	 "PREM-03 without one the budget is used up: no delay the next time")
{
	both_delayed(RIVAL_PRIO);
	begin(DELAY, 0, 2);
	tap_check_eq(helper_finish(worker), DONE);
	check_at(rival_at, rival_due + DELAY_US);
	check_at(rival_again_at, rival_at + RIVAL_AFTER);
}

TAP_TEST(preempt, delay_slice, "PREM-03 the end of a slice is delayed as well")
{
	both_delayed(WORKER_PRIO);
	check_granted(L4_Set_Timeslice(worker->id, L4_TimePeriod(2 * MS), L4_Never));
	begin(DELAY, 0, 1);
	check_granted(L4_Set_Priority(rival->id, WORKER_PRIO));
	tap_check_eq(helper_finish(worker), DONE);
	/* The rival begins to sleep when it first runs. */
	check_at(rival_due, pending_at + DELAY_US + RIVAL_AFTER - 100);
	tap_check_eq(worker->value, DELAY | PENDING);
}

#define ROUNDS	4000	/* of a loop: some 50 us */

/*
 * The shortest time that the loop takes, for `usec` microseconds: of the loops that begin and end
 * with these bits in the flags. That the machine stands still now and then lengthens some, not all.
 */
static L4_Word_t work_shortest(L4_Word_t bits, L4_Word_t usec, L4_Word_t c)
{
	L4_Word64_t end = now() + usec, before;
	L4_Word_t shortest = ~0ul, i;
	bool counts;

	(void)c;
	__L4_TCR_Write(L4_UTCB_FLAGS, DELAY);
	while ((before = now()) < end) {
		counts = (flags() & bits) == bits;
		for (i = 0; i < ROUNDS; i++)
			count++;
		if (counts && (flags() & bits) == bits && now() - before < shortest)
			shortest = (L4_Word_t)(now() - before);
	}
	__L4_TCR_Write(L4_UTCB_FLAGS, 0);
	return shortest;
}

/* How fast the worker is undisturbed, then while its end of slice is delayed. */
TAP_TEST(preempt, delay_is_useful, "PREM-03 a delayed thread gets its work done")
{
	L4_Word_t alone;

	may_be_disturbed();
	helpers_together();
	worker = helper_here();
	alone = helper_call(worker, work_shortest, 0, 10 * DELAY_MS, 0);

	rival = helper_here();
	check_granted(L4_Set_PreemptionDelay(worker->id, WORKER_PRIO, 50 * DELAY_MS));
	check_granted(L4_Set_Timeslice(worker->id, L4_TimePeriod(DELAY_MS), L4_Never));
	stop = 0;
	helper_start(worker, work_shortest, PENDING, 40 * DELAY_MS, 0);
	helper_start(rival, work_count, (L4_Word_t)&count_at_rival, (L4_Word_t)&stop, 0);
	tap_check_eq(helper_finish(worker), DONE);
	stop = 1;
	tap_check_msg(worker->value < 2 * alone, "%lu us instead of %lu", worker->value, alone);
}

/* The worker itself takes the rival's readiness away, so nobody is left to wait for. */
static L4_Word_t work_stop_rival(L4_Word_t id, L4_Word_t b, L4_Word_t c)
{
	L4_ThreadId_t other = { .raw = id };
	L4_Word_t so_far;
	L4_Word64_t end;

	(void)b;
	(void)c;
	__L4_TCR_Write(L4_UTCB_FLAGS, DELAY);
	while (!(flags() & PENDING))
		;
	exregs_control(other, L4_EXREGS_HALT_VALID | L4_EXREGS_HALT);
	end = now() + 20 * DELAY_MS;
	while (now() < end)
		;
	/* The delay is over: as fast as ever? */
	end = now() + 10 * MS;
	for (so_far = 0; now() < end; so_far++)
		;
	__L4_TCR_Write(L4_UTCB_FLAGS, 0);
	return so_far;
}

L4_Word_t work_measure(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	L4_Word64_t end = now() + 10 * MS;
	L4_Word_t so_far;

	(void)a;
	(void)b;
	(void)c;
	for (so_far = 0; now() < end; so_far++)
		;
	return so_far;
}

TAP_TEST(preempt, delay_for_nothing, "PREM-03 a delay that nobody waits for any more costs nothing")
{
	L4_Word_t alone;

	may_be_disturbed();
	both();
	alone = helper_call(worker, work_measure, 0, 0, 0);
	check_granted(L4_Set_PreemptionDelay(worker->id, RIVAL_PRIO, 10 * DELAY_MS));
	check_granted(L4_Set_Priority(rival->id, RIVAL_PRIO));
	helper_start(rival, work_rival, 1, 0, 0);
	helper_start(worker, work_stop_rival, rival->id.raw, 0, 0);
	tap_check_eq(helper_finish(worker), DONE);
	tap_check_msg(worker->value > alone / 2, "%lu instead of %lu", worker->value, alone);
}

TAP_TEST(preempt, delay_signal, "PREM-04 with d and s the message comes when the delay has expired")
{
	both_delayed(RIVAL_PRIO);
	begin(DELAY | SIGNAL, 0, 1);
	if (!expect_message(worker))
		return;
	check_at(pending_at, rival_due);
	check_at(rival_at, rival_due + DELAY_US);
	tap_check_eq(count, count_at_rival);
	reply(worker);
	tap_check_eq(helper_finish(worker), DONE);
}

TAP_TEST(preempt, delay_signal_yield, "PREM-04 a ThreadSwitch in time: no message")
{
	both_delayed(RIVAL_PRIO);
	begin(DELAY | SIGNAL, 1, 1);
	tap_check_eq(helper_finish(worker), DONE);
	check_at(rival_at, rival_due);
	tap_check_eq(yields, 1);
}

TAP_TEST(preempt, no_delay, "PREM-05 with a maximum delay of 0, d is without effect")
{
	both();
	check_granted(L4_Set_PreemptionDelay(worker->id, RIVAL_PRIO, 0));
	begin(DELAY, 0, 1);
	tap_check_eq(helper_finish(worker), DONE);
	check_at(rival_at, rival_due);
	tap_check_eq(pending_at, 0);
	tap_check_eq(worker->value, DELAY);
}

TAP_TEST(preempt, insensitive, "PREM-06 a preempting priority above the sensitive one: no delay")
{
	both();
	check_granted(L4_Set_PreemptionDelay(worker->id, RIVAL_PRIO - 1, DELAY_US));
	begin(DELAY, 0, 1);
	tap_check_eq(helper_finish(worker), DONE);
	check_at(rival_at, rival_due);
	tap_check_eq(worker->value, DELAY);
}

/* --- what stays --- */

/* Spins with marked registers; returns how many are not as they were. */
static L4_Word_t work_marked(L4_Word_t with, L4_Word_t b, L4_Word_t c)
{
	L4_Word_t wrong = 0, w;
	int i;

	(void)b;
	(void)c;
	for (i = 0; i < __L4_NUM_MRS; i++)
		L4_LoadMR(i, pattern((unsigned int)i));
	for (i = 0; i < L4_NUM_BRS; i++)
		L4_LoadBR(i, pattern(100 + (unsigned int)i));
	__L4_TCR_Write(L4_UTCB_ERROR_CODE, 0x77);
	__L4_TCR_Write(L4_UTCB_VIRTUAL_SENDER, 0x78);
	__L4_TCR_Write(L4_UTCB_FLAGS, with);
	while (!stop)
		count++;
	__L4_TCR_Write(L4_UTCB_FLAGS, 0);
	for (i = 0; i < __L4_NUM_MRS; i++) {
		L4_StoreMR(i, &w);
		wrong += w != pattern((unsigned int)i);
	}
	for (i = 0; i < L4_NUM_BRS; i++) {
		L4_StoreBR(i, &w);
		wrong += w != pattern(100 + (unsigned int)i);
	}
	wrong += __L4_TCR_Read(L4_UTCB_ERROR_CODE) != 0x77;
	wrong += __L4_TCR_Read(L4_UTCB_VIRTUAL_SENDER) != 0x78;
	L4_Accept(L4_UntypedWordsAcceptor);
	return wrong;
}

static void reply_words(struct helper *h)
{
	message_load(0, 63);
	check_ok(L4_Send_Timeout(h->id, L4_ZeroTime));
}

TAP_TEST(preempt, signal_preserves, "PREM-08 a preemption message changes no MR, BR, ErrorCode")
{
	both();
	count = stop = 0;
	helper_call(worker, work_set_handler, main_thread.raw, 0, 0);
	check_granted(L4_Set_Priority(rival->id, RIVAL_PRIO));
	helper_start(worker, work_marked, SIGNAL, 0, 0);
	helper_start(rival, work_rival, 1, 0, 0);
	if (!expect_message(worker))
		return;
	reply_words(worker);
	tap_check_eq(helper_finish(worker), DONE);
	tap_check_eq(worker->value, 0);
}

TAP_TEST(preempt, delay_preserves, "PREM-08 a delayed preemption changes none of them")
{
	both();
	count = stop = 0;
	check_granted(L4_Set_PreemptionDelay(worker->id, RIVAL_PRIO, 5 * DELAY_MS));
	check_granted(L4_Set_Priority(rival->id, RIVAL_PRIO));
	helper_start(worker, work_marked, DELAY, 0, 0);
	helper_start(rival, work_rival, 1, 0, 0);
	tap_check_eq(helper_finish(worker), DONE);
	tap_check_eq(worker->value, 0);
}

TAP_TEST(preempt, quantum_preserves, "PREM-08 a quantum message changes none of them")
{
	worker = helper_here();
	count = stop = 0;
	check_granted(L4_Set_Timeslice(worker->id, L4_TimePeriod(2 * MS), L4_TimePeriod(QUANTUM)));
	helper_start(worker, work_marked, 0, 0, 0);
	if (!expect_message(worker))
		return;
	stop = 1;
	reply_words(worker);
	tap_check_eq(helper_finish(worker), DONE);
	tap_check_eq(worker->value, 0);
}
