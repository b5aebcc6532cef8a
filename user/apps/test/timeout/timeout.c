/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Timeouts of both phases, all forms of times, and the clock they refer to.
 */
#include "test.h"

#define MS		(1000ul * stretch)
#define SECOND		(1000000ul + lateness)
#define LATE		(2 * MS + lateness)	/* how much later than asked an expiry may come */
#define MANY		16
#define TRIES		20	/* in real time */

static L4_Word_t now(void)
{
	return L4_SystemClock().raw;
}

static L4_Time_t period(unsigned int e, unsigned int m)
{
	return (L4_Time_t){ .raw = (L4_Word16_t)(e << L4_TIME_MANTISSA_BITS | m) };
}

/* The time point `us` after `base`; exact if us fits 10 bits at the exponent that is chosen. */
static L4_Time_t point(L4_Word_t when, unsigned int e)
{
	L4_Word_t m = when >> e & L4_TIME_MANTISSA_MASK;
	L4_Word_t c = when >> (e + L4_TIME_MANTISSA_BITS) & 1;

	return (L4_Time_t){ .raw = (L4_Word16_t)(L4_TIME_POINT | e << 11 | c << 10 | m) };
}

/* A wait of the main thread that can only time out; checks how long it took. */
static void check_wait(L4_Time_t timeout, L4_Word_t least, L4_Word_t most)
{
	L4_ThreadId_t from;
	L4_Word_t begin = now(), took;

	check_error(L4_Wait_Timeout(timeout, &from), RECEIVE_TIMEOUT);
	took = now() - begin;
	tap_check_msg(took >= least && took <= most, "took %lu us, not %lu..%lu", took, least,
		      most);
}

TAP_TEST(timeout, receive, "IPC-05 a receive of 1 s ends after at least 1 s")
{
	check_wait(L4_TimePeriod(SECOND), 999424, SECOND + LATE);
}

TAP_TEST(timeout, receive_closed, "IPC-05 a closed receive with a timeout ends in time")
{
	struct helper *h = helper_here();
	L4_Word_t begin = now(), took;

	check_error(L4_Receive_Timeout(h->id, L4_TimePeriod(5 * MS)), RECEIVE_TIMEOUT);
	took = now() - begin;
	tap_check_msg(took >= 4992 && took <= 5 * MS + LATE, "took %lu us", took);
}

TAP_TEST(timeout, send, "IPC-06 a send of 1 s to a busy thread ends after at least 1 s")
{
	struct helper *h = helper_here(), *other = helper_here();
	L4_Word_t begin, took;

	helper_receive(h, other->id);
	begin = now();
	message_load(1, 3);
	check_error(L4_Send_Timeout(h->id, L4_TimePeriod(SECOND)), SEND_TIMEOUT);
	took = now() - begin;
	tap_check_msg(took >= 999424 && took <= SECOND + LATE, "took %lu us", took);
}

TAP_TEST(timeout, send_gone, "IPC-06 a send that timed out is not pending any more")
{
	struct helper *s = helper_here(), *r = helper_here();

	message_set(s->ipc.mr, 1, 1);
	helper_ipc(s, r->id, L4_nilthread, L4_Timeouts(L4_TimePeriod(MS), L4_Never));
	check_helper_error(s, SEND_TIMEOUT);
	helper_ipc(r, L4_nilthread, L4_anythread, NO_WAIT);
	check_helper_error(r, RECEIVE_TIMEOUT);
}

TAP_TEST(timeout, sleep, "IPC-07 receiving from oneself is sleeping")
{
	L4_Word_t begin = now(), took;

	L4_Sleep(L4_TimePeriod(10 * MS));
	took = now() - begin;
	tap_check(L4_IpcFailed(L4_MsgTag()));
	tap_check_eq(L4_ErrorCode(), RECEIVE_TIMEOUT);
	tap_check_msg(took >= 9984 && took <= 10 * MS + LATE, "took %lu us", took);
}

TAP_TEST(timeout, in_time, "IPC-05 a message that comes in time ends the wait without error")
{
	struct helper *s = helper_here(), *r = helper_here();

	helper_ipc(r, L4_nilthread, s->id, L4_Timeouts(L4_Never, L4_TimePeriod(SECOND)));
	helper_send(s, r->id, 1, 2);
	check_helper_ok(r);
	/* Nothing is left of the timeout. */
	helper_receive(r, s->id);
	L4_Sleep(L4_TimePeriod(SECOND + SECOND / 10));
	tap_check_eq(thread_state(r->id), L4_SCHED_WAITING);
}

/*
 * r calls with this limit and is answered at once. On a busy host the answer may come too late, as
 * the way to it crosses processors: then it is taken, and r calls again.
 */
static void call_in_time(struct helper *r, struct helper *s, L4_Time_t limit)
{
	unsigned int tries = lateness ? TRIES : 1;
	bool is_in_time = false;

	while (tries-- > 0 && !is_in_time) {
		helper_ipc(r, L4_nilthread, s->id, L4_Timeouts(L4_Never, limit));
		helper_send(s, r->id, 1, 2);
		is_in_time = helper_ipc_ended(r);
		if (!is_in_time) {
			tap_check_eq(r->ipc.error, RECEIVE_TIMEOUT);
			helper_receive(r, s->id);
			check_helper_ok(r);
		}
		check_helper_ok(s);
	}
	tap_check(is_in_time);
}

/* It waits again, and that takes so long. */
static void check_next_limit(struct helper *r, unsigned int us)
{
	L4_Word_t begin = now(), took;

	helper_ipc(r, L4_nilthread, L4_anythread, L4_Timeouts(L4_Never, L4_TimePeriod(us)));
	while (!r->ipc.over && now() - begin < SECOND)
		L4_Sleep(L4_TimePeriod(MS / 4));
	took = now() - begin;
	check_helper_error(r, RECEIVE_TIMEOUT);
	tap_check_msg(took + us / 64 >= us && took <= us + LATE, "took %lu us", took);
}

TAP_TEST(timeout, longer_next, "IPC-05 a limit is not shortened by that of an earlier wait")
{
	struct helper *s = helper_here(), *r = helper_here();

	call_in_time(r, s, L4_TimePeriod(5 * MS));
	check_next_limit(r, 20 * MS);
}

TAP_TEST(timeout, shorter_next, "IPC-05 a limit is not prolonged by that of an earlier wait")
{
	struct helper *s = helper_here(), *r = helper_here();

	call_in_time(r, s, L4_TimePeriod(40 * MS));
	check_next_limit(r, 5 * MS);
}

TAP_TEST(timeout, send_after_limit,
	 "IPC-06 a send without limit is not ended by the limit of an earlier wait")
{
	struct helper *s = helper_here(), *r = helper_here(), *busy = helper_here();

	call_in_time(r, s, L4_TimePeriod(5 * MS));
	helper_receive(busy, s->id);
	message_set(r->ipc.mr, 1, 2);
	helper_ipc(r, busy->id, L4_nilthread, L4_Timeouts(L4_Never, L4_Never));
	L4_Sleep(L4_TimePeriod(20 * MS));
	tap_check(!r->ipc.over);
	helper_send(s, busy->id, 1, 1);
	check_helper_ok(s);
	check_helper_ok(busy);
	helper_receive(busy, r->id);
	check_helper_ok(r);
}

TAP_TEST(timeout, stranger, "IPC-05 only a message that is accepted ends the limit of a wait")
{
	struct helper *s = helper_here(), *r = helper_here(), *other = helper_here();

	helper_ipc(r, L4_nilthread, s->id, L4_Timeouts(L4_Never, L4_TimePeriod(10 * MS)));
	message_set(other->ipc.mr, 1, 2);
	helper_ipc(other, r->id, L4_anythread, L4_Timeouts(L4_Never, L4_Never));
	L4_Sleep(L4_TimePeriod(20 * MS));
	check_helper_error(r, RECEIVE_TIMEOUT);
	tap_check(!other->ipc.over);
}

TAP_TEST(timeout, sender_in_time,
	 "IPC-06 a receiver that comes in time ends the wait without error")
{
	struct helper *s = helper_here(), *r = helper_here();

	message_set(s->ipc.mr, 1, 2);
	helper_ipc(s, r->id, L4_nilthread, L4_Timeouts(L4_TimePeriod(SECOND), L4_Never));
	helper_receive(r, s->id);
	check_helper_ok(s);
	check_helper_ok(r);
	tap_check_eq(words_wrong(r->ipc.mr, 2), 0);
}

TAP_TEST(timeout, call_phases, "IPC-31 the receive timeout of a call begins with its receive phase")
{
	struct helper *c = helper_here(), *r = helper_here();
	L4_Word_t begin;

	message_set(c->ipc.mr, 1, 1);
	begin = now();
	helper_ipc(c, r->id, r->id, L4_Timeouts(L4_TimePeriod(SECOND), L4_TimePeriod(20 * MS)));
	L4_Sleep(L4_TimePeriod(30 * MS));
	tap_check(!c->ipc.over);
	helper_receive(r, c->id);
	check_helper_ok(r);
	check_helper_error(c, RECEIVE_TIMEOUT);
	tap_check(now() - begin >= 49 * MS);
}

TAP_TEST(timeout, longest, "IPC-37 the longest period does not fire early")
{
	struct helper *r = helper_here();

	helper_ipc(r, L4_nilthread, L4_anythread, L4_Timeouts(L4_Never, period(31, 1023)));
	L4_Sleep(L4_TimePeriod(3 * SECOND));
	tap_check_eq(thread_state(r->id), L4_SCHED_WAITING);
}

TAP_TEST(timeout, large_exponents, "IPC-37 periods of more than 32 bits do not fire early")
{
	struct helper *h[12];
	/* Each is longer than the sleep, also where that may be late. */
	unsigned int i, first = lateness ? 4 : 0;

	for (i = first; i < 12; i++) {
		h[i] = helper_here();
		helper_ipc(h[i], L4_nilthread, L4_anythread,
			   L4_Timeouts(L4_Never, period(20 + i, 1u << (i % 10))));
	}
	L4_Sleep(L4_TimePeriod(SECOND));
	for (i = first; i < 12; i++) {
		tap_context("exponent %u", 20 + i);
		tap_check_eq(thread_state(h[i]->id), L4_SCHED_WAITING);
	}
}

TAP_TEST(timeout, zero_mantissa, "IPC-38 a period with mantissa 0 is zero, whatever its exponent")
{
	unsigned int e;

	for (e = 1; e < 32; e++) {
		tap_context("exponent %u", e);
		check_wait(period(e, 0), 0, LATE);
	}
}

TAP_TEST(timeout, exponents, "IPC-05 periods of all magnitudes are kept")
{
	unsigned int e;

	for (e = 0; e < 12; e++) {
		tap_context("exponent %u", e);
		check_wait(period(e, 77), (L4_Word_t)77 << e, ((L4_Word_t)77 << e) + LATE);
	}
}

TAP_TEST(timeout, one_microsecond, "IPC-05 the shortest period is not zero and soon over")
{
	check_wait(period(0, 1), 1, LATE);
}

TAP_TEST(timeout, point_future, "IPC-39 a time point fires at its clock value, not before")
{
	unsigned int e;

	for (e = 0; e < 12; e++) {
		L4_Word_t when = (now() + ((L4_Word_t)300 << e)) >> e << e;
		L4_ThreadId_t from;
		L4_Word_t end;

		tap_context("exponent %u", e);
		check_error(L4_Wait_Timeout(point(when, e), &from), RECEIVE_TIMEOUT);
		end = now();
		tap_check_msg(end >= when && end <= when + LATE, "at %lu, not %lu", end, when);
	}
}

TAP_TEST(timeout, point_carry, "IPC-39 a time point beyond the next carry of the clock")
{
	const unsigned int e = 4;
	L4_Word_t step = (L4_Word_t)1 << (e + L4_TIME_MANTISSA_BITS);
	L4_Word_t when = ((now() | (step - 1)) + 1) + (step >> 1), end;
	L4_ThreadId_t from;

	/* Half a step behind the carry, and less than a step away. */
	L4_Sleep(L4_TimePeriod(((now() | (step - 1)) - now()) / 2));
	check_error(L4_Wait_Timeout(point(when, e), &from), RECEIVE_TIMEOUT);
	end = now();
	tap_check_msg(end >= when && end <= when + LATE, "at %lu, not %lu", end, when);
}

TAP_TEST(timeout, point_past, "IPC-40 a time point in the past is zero")
{
	const unsigned int e = 6;

	/* The same half of the clock's period: c is that of now, m lies behind. */
	while ((now() >> e & L4_TIME_MANTISSA_MASK) < 100)
		L4_Sleep(L4_TimePeriod(MS));
	check_wait(point(now() - ((L4_Word_t)50 << e), e), 0, LATE);
}

TAP_TEST(timeout, send_point, "IPC-39 a time point as send timeout")
{
	struct helper *h = helper_here(), *other = helper_here();
	L4_Word_t when, end;

	helper_receive(h, other->id);
	when = (now() + 5000) >> 4 << 4;
	message_load(1, 0);
	check_error(L4_Send_Timeout(h->id, point(when, 4)), SEND_TIMEOUT);
	end = now();
	tap_check_msg(end >= when && end <= when + LATE, "at %lu, not %lu", end, when);
}

static volatile unsigned int order[MANY];
static volatile L4_Word_t ended;

static L4_Word_t work_sleep(L4_Word_t us, L4_Word_t number, L4_Word_t c)
{
	(void)c;
	L4_Sleep(L4_TimePeriod(us));
	if (ended < MANY)
		order[ended++] = (unsigned int)number;
	return 0;
}

TAP_TEST(timeout, many, "IPC-05 many timeouts end in the order of their times")
{
	struct helper *h[MANY];
	unsigned int i, wrong = 0;

	/* The order is that of one processor; whose turn it is after a wait is no matter. */
	helpers_together();
	ended = 0;
	for (i = 0; i < MANY; i++) {
		h[i] = helper_here();
		check_granted(L4_Set_Timeslice(h[i]->id, L4_Never, L4_Never));
	}
	/* Begun in another order than they end. */
	for (i = 0; i < MANY; i++)
		helper_start(h[i * 7 % MANY], work_sleep, (i * 7 % MANY + 1) * 5 * MS,
			     i * 7 % MANY, 0);
	tap_check(await_word(&ended, MANY));
	for (i = 0; i < MANY; i++)
		wrong += order[i] != i;
	tap_check_eq(wrong, 0);
}

TAP_TEST(timeout, deleted, "TC-27 a thread deleted in a wait with timeout leaves no timeout behind")
{
	struct helper *h = helper_here();

	helper_ipc(h, L4_nilthread, L4_anythread, L4_Timeouts(L4_Never, L4_TimePeriod(5 * MS)));
	helper_forget(h);
	L4_Sleep(L4_TimePeriod(10 * MS));
	check_granted(thread_create_here(h->id, main_thread));
	L4_Sleep(L4_TimePeriod(10 * MS));
	tap_check_eq(thread_state(h->id), L4_SCHED_WAITING);
}

TAP_TEST(timeout, cancelled, "EXR-09 a cancelled wait leaves no timeout behind")
{
	struct helper *h = helper_here();

	/* Long beside the way to it: with several processors a busy host stretches that. */
	helper_ipc(h, L4_nilthread, L4_anythread, L4_Timeouts(L4_Never, L4_TimePeriod(40 * MS)));
	(void)exregs_control(h->id, L4_EXREGS_CANCEL_RECV);
	check_helper_error(h, RECEIVE_CANCELLED);
	helper_receive(h, L4_anythread);
	L4_Sleep(L4_TimePeriod(80 * MS));
	tap_check_eq(thread_state(h->id), L4_SCHED_WAITING);
}

TAP_TEST(timeout, clock, "SCHED-25 the clock advances by the time slept")
{
	L4_Word_t begin = now(), took;

	L4_Sleep(L4_TimePeriod(10240));
	took = now() - begin;
	tap_check_msg(took >= 10240 && took < 10240 + LATE, "%lu us", took);
}

TAP_TEST(timeout, monotonic, "SCHED-26 the clock never goes back")
{
	L4_Word_t last = now(), next;
	unsigned int i, back = 0;

	for (i = 0; i < 10000; i++) {
		next = now();
		back += next < last;
		last = next;
	}
	tap_check_eq(back, 0);
}

TAP_TEST(timeout, busy, "IPC-05 a timeout ends the wait although another thread is busy")
{
	static volatile L4_Word_t counter, stop;
	struct helper *h = helper_here();

	stop = 0;
	helper_start(h, work_count, (L4_Word_t)&counter, (L4_Word_t)&stop, 0);
	check_wait(L4_TimePeriod(3 * MS), 3 * MS - 8, 3 * MS + LATE);
	stop = 1;
	tap_check_eq(helper_finish(h), DONE);
	tap_check(counter > 0);
}
