/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Total quanta: the message to the scheduler when one is used up, and how the thread goes on.
 */
#include "preempt.h"

static L4_Word64_t started;

/* A worker with a total quantum of 10 ms; nobody disturbs it. */
static void begin_quantum(L4_Word_t with)
{
	worker = helper_here();
	count = stop = 0;
	helper_call(worker, work_set_handler, main_thread.raw, 0, 0);
	check_granted(L4_Set_Timeslice(worker->id, L4_TimePeriod(2 * MS), L4_TimePeriod(QUANTUM)));
	started = now();
	helper_start(worker, work_flagged, with, 0, 0);
}

TAP_TEST(preempt, quantum, "SCHED-28 a used-up total quantum is a message to the scheduler")
{
	L4_Word_t before;

	begin_quantum(0);
	if (!expect_message(worker))
		return;
	check_at(worker->mr[1], started + QUANTUM);
	before = count;
	tap_check(before > 0);
	L4_Sleep(L4_TimePeriod(30 * MS));
	tap_check_eq(count, before);
	tap_check_eq(thread_state(worker->id), L4_SCHED_WAITING);
}

TAP_TEST(preempt, quantum_left, "SCHED-28 a used-up total quantum is reported as a zero period")
{
	L4_Time_t slice, quantum;

	begin_quantum(0);
	check_granted(L4_Timeslice(worker->id, &slice, &quantum));
	tap_check(quantum.raw != L4_Never.raw && quantum.raw != L4_ZeroTime.raw);
	if (!expect_message(worker))
		return;
	check_granted(L4_Timeslice(worker->id, &slice, &quantum));
	tap_check_eq(quantum.raw, L4_ZeroTime.raw);
}

TAP_TEST(preempt, other_scheduler,
	 "SCHED-28 the scheduler gets it, whoever is pager and exception handler")
{
	struct helper *scheduler = helper_there_alike();

	begin_quantum(0);
	check_granted(L4_ThreadControl(worker->id, worker->id, scheduler->id, L4_nilthread,
				       UTCB_UNCHANGED));
	helper_receive(scheduler, L4_anythread);
	tap_check_eq(helper_finish(worker), SILENT);
	check_helper_ok(scheduler);
	tap_check(is_protocol(scheduler->ipc.tag.raw, L4_PROTO_PREEMPTION));
	tap_check_eq(scheduler->ipc.sender.raw, worker->id.raw);
	stop = 1;
}

TAP_TEST(preempt, only_own_time, "SCHED-28 time in which others run does not count")
{
	L4_Word64_t begun;

	rival = helper_here();
	check_granted(L4_Set_Priority(rival->id, RIVAL_PRIO));
	begin_quantum(0);
	begun = now();
	helper_start(rival, work_measure, 0, 0, 0);
	if (!expect_message(worker))
		return;
	tap_check_msg(worker->mr[1] >= begun + 10 * MS + QUANTUM - SLACK, "%ld us",
		      (long)(worker->mr[1] - begun));
}

TAP_TEST(preempt, quantum_reply, "SCHED-28 the scheduler's reply lets it go on")
{
	begin_quantum(0);
	if (!expect_message(worker))
		return;
	stop = 1;
	reply(worker);
	tap_check_eq(helper_finish(worker), DONE);
}

TAP_TEST(preempt, new_quantum, "PREM-07 a new total quantum lets it go on without a reply")
{
	L4_Word_t before;
	L4_Word64_t again;

	begin_quantum(0);
	if (!expect_message(worker))
		return;
	before = count;
	again = now();
	check_granted(L4_Set_Timeslice(worker->id, L4_TimePeriod(2 * MS), L4_TimePeriod(QUANTUM)));
	if (!expect_message(worker))
		return;
	tap_check(count > before);
	check_at(worker->mr[1], again + QUANTUM);
	check_granted(L4_Set_Timeslice(worker->id, L4_TimePeriod(2 * MS), L4_Never));
	stop = 1;
	tap_check_eq(helper_finish(worker), DONE);
}

TAP_TEST(preempt, new_quantum_pending,
	 "PREM-07 the same while the scheduler has not received the message")
{
	begin_quantum(0);
	settle();
	tap_check_eq(thread_state(worker->id), L4_SCHED_PENDING_SEND);
	stop = 1;
	check_granted(L4_Set_Timeslice(worker->id, L4_TimePeriod(2 * MS), L4_Never));
	tap_check_eq(helper_finish(worker), DONE);
}

TAP_TEST(preempt, cancelled, "SCHED-28 cancelling the wait for a quantum does not give one")
{
	L4_Word_t before;
	L4_Word64_t cancelled;

	begin_quantum(0);
	if (!expect_message(worker))
		return;
	before = count;
	cancelled = now();
	exregs_control(worker->id, L4_EXREGS_CANCEL_RECV | L4_EXREGS_CANCEL_SEND);
	if (!check_message(worker, helper_finish(worker), cancelled))
		return;
	tap_check_msg(count - before < before / 4, "%lu after %lu", count - before, before);
}

/* A thread between worker and main thread gives quanta as a scheduler does. */
static L4_Word_t work_grant(L4_Word_t id, L4_Word_t b, L4_Word_t c)
{
	L4_ThreadId_t to = { .raw = id };

	(void)b;
	(void)c;
	(void)L4_Receive(to);
	stop = 1;
	return L4_Set_Timeslice(to, L4_TimePeriod(2 * MS), L4_Never);
}

TAP_TEST(preempt, grant_and_reply,
	 "PREM-07 a new quantum while a reply in the scheduler's name waits")
{
	struct helper *scheduler = helper_here(), *other = helper_here();

	begin_quantum(0);
	check_granted(L4_Set_Priority(scheduler->id, RIVAL_PRIO));
	check_granted(L4_ThreadControl(worker->id, worker->id, scheduler->id, L4_nilthread,
				       UTCB_UNCHANGED));
	helper_start(scheduler, work_grant, worker->id.raw, 0, 0);
	check_granted(L4_Set_Priority(other->id, RIVAL_PRIO));
	helper_call(other, work_set_tcr, (L4_Word_t)L4_UTCB_VIRTUAL_SENDER, scheduler->id.raw, 0);
	other->ipc.mr[0] = L4_TAG_PROPAGATED;
	other->ipc.to = worker->id;
	other->ipc.from = L4_nilthread;
	other->ipc.timeouts = NEVER;
	other->ipc.over = false;
	helper_start(other, work_ipc, (L4_Word_t)&other->ipc, 0, 0);
	tap_check_eq(helper_finish(scheduler), DONE);
	tap_check(scheduler->value != 0);
	tap_check_eq(helper_finish(worker), DONE);
	check_helper_ok(other);
}

TAP_TEST(preempt, delete_waiting, "TC-27 a thread that waits for a quantum can be deleted")
{
	begin_quantum(0);
	if (!expect_message(worker))
		return;
	helper_forget(worker);
	check_error(L4_Send_Timeout(worker->id, L4_ZeroTime), SEND_NO_PARTNER);
}

/* Runs for 10 ms. Returns how many microseconds it was, as the machine may have stood still. */
static L4_Word_t work_run(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	L4_Word64_t begun = now();

	(void)work_measure(a, b, c);
	return (L4_Word_t)(now() - begun);
}

TAP_TEST(preempt, sums_up, "SCHED-28 the quantum is used up by several runs with waits in between")
{
	L4_Word_t used = 0, runs;
	L4_Word64_t begun = now();
	enum outcome outcome;

	worker = helper_here();
	check_granted(L4_Set_Timeslice(worker->id, L4_TimePeriod(2 * MS),
				       L4_TimePeriod(25 * MS)));
	for (runs = 0; used < 25 * MS; runs++) {
		begun = now();
		if ((outcome = helper_run(worker, work_run, 0, 0, 0)) != DONE)
			break;
		used += worker->value;
	}
	if (!lateness)
		tap_check_eq(runs, 2);
	if (!check_message(worker, outcome, begun))
		return;
	used += (L4_Word_t)(worker->mr[1] - begun);
	tap_check_msg(used < 25 * MS + SLACK, "%lu us", used);
}
