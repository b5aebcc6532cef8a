/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls and replies without time limits, again and again: what short paths through the kernel are
 * made for. Messages, who runs next, and what happens to threads that wait in such a call.
 */
#include "partner.h"
#include "fpu.h"
#include "test.h"

#define LABEL		0x5a00ul
#define ROUNDS		8
#define MS		1000ul
#define SLICE		MS

static struct helper *client, *server;

/* --- clients and servers --- */

static L4_Word_t message_word(L4_Word_t label, unsigned int i)
{
	return (pattern(i) ^ label << 16) & pattern_mask;
}

static void load(L4_Word_t label, unsigned int u)
{
	L4_MsgTag_t tag = L4_Niltag;
	L4_Word_t mr[__L4_NUM_MRS];
	unsigned int i;

	L4_Set_Label(&tag, label);
	tag.X.u = u;
	mr[0] = tag.raw;
	for (i = 1; i <= u; i++)
		mr[i] = message_word(label, i);
	L4_LoadMRs(0, (int)u + 1, mr);
}

/* How much of the message that just came is not as load() made it. */
static L4_Word_t wrong(L4_MsgTag_t tag, L4_Word_t label, L4_Word_t flags, unsigned int u)
{
	L4_Word_t mr[__L4_NUM_MRS], sum;
	unsigned int i;

	sum = tag.raw != (label << L4_TAG_LABEL_SHIFT | flags | u);
	L4_StoreMRs(0, __L4_NUM_MRS, mr);
	for (i = 1; i <= u; i++)
		sum += mr[i] != message_word(label, i);
	return sum;
}

/* Answers so many calls: u words by 63 - u. The value is how much was wrong. */
static L4_Word_t work_serve(L4_Word_t calls, L4_Word_t expected, L4_Word_t flags)
{
	L4_ThreadId_t from;
	L4_MsgTag_t tag = L4_Wait(&from);
	L4_Word_t sum = 0, i;

	for (i = 1; ; i++) {
		sum += wrong(tag, L4_Label(tag), flags, (unsigned int)L4_UntypedWords(tag));
		sum += from.raw != expected;
		load(L4_Label(tag) + 1, 63 - (unsigned int)L4_UntypedWords(tag));
		if (i == calls)
			break;
		tag = L4_ReplyWait(from, &from);
	}
	(void)L4_Reply(from);
	return sum;
}
FOR_PARTNERS(work_serve, SECOND_IS_ID);

/* Calls with every number of words, several times each. */
static L4_Word_t work_call_all(L4_Word_t to, L4_Word_t expected, L4_Word_t flags)
{
	L4_ThreadId_t id = { .raw = to }, from = L4_nilthread;
	L4_Word_t sum = 0;
	unsigned int i, u;
	L4_MsgTag_t tag;

	for (i = 0; i < 3 * __L4_NUM_MRS; i++) {
		u = i % __L4_NUM_MRS;
		load(LABEL + 2 * i, u);
		tag = L4_Ipc(id, id, NEVER, &from);
		sum += wrong(tag, LABEL + 2 * i + 1, flags, 63 - u);
		sum += from.raw != expected;
	}
	return sum;
}
FOR_PARTNERS(work_call_all, FIRST_IS_ID | SECOND_IS_ID);

static L4_ThreadId_t local_of(struct helper *h)
{
	if (!h->foreign)
		return L4_LocalIdOf(h->id);
	/* Seen from here it has none; local ids lie alike in all UTCBs. */
	return (L4_ThreadId_t){ .raw = (L4_Word_t)utcb_there(h->id) +
		(L4_MyLocalId().raw & (L4_UtcbSize(L4_GetKernelInterface()) - 1)) };
}

static void check_every_count(L4_ThreadId_t to, L4_ThreadId_t seen, L4_ThreadId_t caller)
{
	L4_Word_t flags = x_bit(client, server);

	helper_start(server, work_serve, 3 * __L4_NUM_MRS, caller.raw, flags);
	settle();
	helper_start(client, work_call_all, to.raw, seen.raw, flags);
	tap_check_eq(helper_finish(client), DONE);
	tap_check_eq(client->value, 0);
	tap_check_eq(helper_finish(server), DONE);
	tap_check_eq(server->value, 0);
}

TAP_TEST(fastpath, every_count, "IPC-11 calls and replies of every length to another space")
{
	client = helper_there();
	server = helper_there();
	check_every_count(server->id, server->id, client->id);
}

TAP_TEST(fastpath, every_count_here, "IPC-11 calls and replies of every length inside a space")
{
	client = helper_here();
	server = helper_here();
	check_every_count(server->id, local_of(server), local_of(client));
}

TAP_TEST(fastpath, every_count_local, "IPC-22 calls and replies of every length by local ids")
{
	client = helper_here();
	server = helper_here();
	check_every_count(local_of(server), local_of(server), local_of(client));
}

TAP_TEST(fastpath, every_count_beside, "IPC-22 the same between two threads of a foreign space")
{
	client = helper_there();
	server = helper_beside(client);
	check_every_count(server->id, local_of(server), local_of(client));
}

/* Both have floating-point state, which is theirs before and after. */
static void check_every_count_fpu(L4_ThreadId_t to, L4_ThreadId_t seen, L4_ThreadId_t caller)
{
	(void)helper_call(client, fpu_load, 3000, 0, 0);
	(void)helper_call(server, fpu_load, 7000, 0, 0);
	check_every_count(to, seen, caller);
	tap_check_eq(helper_call(client, fpu_wrong, 3000, 0, 0), 0);
	tap_check_eq(helper_call(server, fpu_wrong, 7000, 0, 0), 0);
}

TAP_TEST(fastpath, every_count_fpu,
	 "EXC-15 calls and replies of every length between threads with floating-point state")
{
	client = helper_there();
	server = helper_there();
	check_every_count_fpu(server->id, server->id, client->id);
}

TAP_TEST(fastpath, every_count_fpu_here, "EXC-15 the same inside a space")
{
	client = helper_here();
	server = helper_here();
	check_every_count_fpu(server->id, local_of(server), local_of(client));
}

/* --- who runs --- */

static volatile L4_Word_t trace[64];
static volatile unsigned int traced;

static void note(L4_Word_t what)
{
	if (traced < sizeof(trace) / sizeof(trace[0]))
		trace[traced++] = what;
}

/* Answers for ever; notes the labels of calls. */
static L4_Word_t work_note_calls(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	L4_ThreadId_t from;
	L4_MsgTag_t tag = L4_Wait(&from);

	(void)a;
	(void)b;
	(void)c;
	for (;;) {
		note(L4_Label(tag));
		load(0, 1);
		tag = L4_ReplyWait(from, &from);
	}
	return 0;
}

/* Waits for a message, for ever, and notes it. */
static L4_Word_t work_note_message(L4_Word_t from, L4_Word_t what, L4_Word_t c)
{
	(void)c;
	(void)L4_Receive((L4_ThreadId_t){ .raw = from });
	note(what);
	return 0;
}

/* Calls a server so that everything is warm, wakes somebody, calls again. */
static L4_Word_t work_wake_between(L4_Word_t to, L4_Word_t sleeper, L4_Word_t c)
{
	L4_ThreadId_t id = { .raw = to };
	unsigned int i;

	(void)c;
	for (i = 0; i < 3; i++) {
		load(10, 0);
		(void)L4_Call(id);
	}
	load(0, 0);
	(void)L4_Send((L4_ThreadId_t){ .raw = sleeper });
	load(11, 0);
	(void)L4_Call(id);
	note(12);
	return 0;
}

static void wake_between(L4_Word_t server_prio, L4_Word_t sleeper_prio)
{
	struct helper *sleeper;

	helpers_together();
	sleeper = helper_here();
	client = helper_there();
	server = helper_there();
	traced = 0;
	check_granted(L4_Set_Priority(client->id, 130));
	check_granted(L4_Set_Priority(server->id, server_prio));
	check_granted(L4_Set_Priority(sleeper->id, sleeper_prio));
	/* Nothing but IPC takes the processor from either, however slow the machine is. */
	check_granted(L4_Set_Timeslice(server->id, L4_Never, L4_Never));
	check_granted(L4_Set_Timeslice(sleeper->id, L4_Never, L4_Never));
	helper_start(server, work_note_calls, 0, 0, 0);
	helper_start(sleeper, work_note_message, client->id.raw, 1, 0);
	settle();
	helper_start(client, work_wake_between, server->id.raw, sleeper->id.raw, 0);
	settle();
	tap_check_eq(traced, 6);
}

TAP_TEST(fastpath, higher_ready, "ORD-04 somebody ready above the receiver of a call runs first")
{
	wake_between(100, 120);
	tap_check_eq(trace[3], 1);
	tap_check_eq(trace[4], 11);
	tap_check_eq(trace[5], 12);
}

TAP_TEST(fastpath, lower_ready, "FIX-09 somebody ready below the receiver of a call runs later")
{
	wake_between(120, 110);
	tap_check_eq(trace[3], 11);
	tap_check_eq(trace[4], 12);
	tap_check_eq(trace[5], 1);
}

TAP_TEST(fastpath, equal_ready, "FIX-09 somebody ready beside the receiver of a call waits")
{
	wake_between(120, 120);
	tap_check_eq(trace[3], 11);
	tap_check_eq(trace[4], 12);
	tap_check_eq(trace[5], 1);
}

static volatile bool stop;
static volatile L4_Word_t calls, spins;

static L4_Word_t work_call_until_stop(L4_Word_t to, L4_Word_t b, L4_Word_t c)
{
	(void)b;
	(void)c;
	while (!stop) {
		load(1, 0);
		(void)L4_Call((L4_ThreadId_t){ .raw = to });
		calls++;
	}
	return 0;
}

static L4_Word_t work_spin(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	(void)a;
	(void)b;
	(void)c;
	while (!stop)
		spins++;
	return 0;
}

static void begin_talk(void)
{
	client = helper_there();
	server = helper_there();
	stop = false;
	calls = spins = 0;
	traced = sizeof(trace) / sizeof(trace[0]);
	check_granted(L4_Set_Timeslice(client->id, L4_TimePeriod(SLICE), L4_Never));
	check_granted(L4_Set_Timeslice(server->id, L4_TimePeriod(SLICE), L4_Never));
	helper_start(server, work_note_calls, 0, 0, 0);
	settle();
	helper_start(client, work_call_until_stop, server->id.raw, 0, 0);
}

/* Half of the slices are the spinner's, whoever talks the other half. */
static void check_fair(struct helper *spinner)
{
	L4_Word_t seen_calls, seen_spins;
	unsigned int i;

	check_granted(L4_Set_Timeslice(spinner->id, L4_TimePeriod(SLICE), L4_Never));
	helper_start(spinner, work_spin, 0, 0, 0);
	for (i = 0; i < 3; i++) {
		seen_calls = calls;
		seen_spins = spins;
		L4_Sleep(L4_TimePeriod(4 * SLICE));
		tap_context("interval %u", i);
		/* Where nobody counts instructions the machine may have stood still. */
		tap_check(lateness ? await_over(&calls, seen_calls + 50) : calls > seen_calls + 50);
		tap_check(lateness ? await_over(&spins, seen_spins + 50) : spins > seen_spins + 50);
	}
	stop = true;
	tap_check_eq(helper_finish(client), DONE);
	tap_check_eq(helper_finish(spinner), DONE);
}

TAP_TEST(fastpath, fair, "SCHED-06 two that talk all the time leave an equal its slices")
{
	struct helper *spinner;

	helpers_together();
	spinner = helper_here();
	begin_talk();
	check_fair(spinner);
}

TAP_TEST(fastpath, fair_to_first, "SCHED-06 somebody who spins leaves two that talk their slices")
{
	struct helper *spinner;

	helpers_together();
	spinner = helper_here();
	begin_talk();
	check_granted(L4_Set_Timeslice(server->id, L4_TimePeriod(3 * MS), L4_Never));
	check_fair(spinner);
}

TAP_TEST(fastpath, quantum, "SCHED-28 a thread that talks all the time uses up its quantum")
{
	begin_talk();
	check_granted(L4_Set_Timeslice(client->id, L4_TimePeriod(SLICE), L4_TimePeriod(3 * MS)));
	check_ok(L4_Receive_Timeout(client->id, PATIENCE));
	stop = true;
}

TAP_TEST(fastpath, quantum_server, "SCHED-28 a thread that answers all the time does so, too")
{
	begin_talk();
	check_granted(L4_Set_Timeslice(server->id, L4_TimePeriod(SLICE), L4_TimePeriod(3 * MS)));
	check_ok(L4_Receive_Timeout(server->id, PATIENCE));
	stop = true;
}

/* Calls with its own label, ROUNDS times. */
static L4_Word_t work_call_labelled(L4_Word_t to, L4_Word_t label, L4_Word_t flags)
{
	L4_Word_t i, sum = 0;

	for (i = 0; i < ROUNDS; i++) {
		load(label, 1);
		sum += wrong(L4_Call((L4_ThreadId_t){ .raw = to }), 0, flags, 1);
	}
	return sum;
}

TAP_TEST(fastpath, queue, "IPC-27 a server that replies takes the next caller of its queue")
{
	struct helper *callers[3];
	unsigned int i;

	server = helper_there();
	traced = 0;
	for (i = 0; i < 3; i++) {
		callers[i] = helper_there();
		helper_start(callers[i], work_call_labelled, server->id.raw, i + 1,
			     x_bit(server, callers[i]));
		settle();
	}
	helper_start(server, work_note_calls, 0, 0, 0);
	for (i = 0; i < 3; i++) {
		tap_check_eq(helper_finish(callers[i]), DONE);
		tap_check_eq(callers[i]->value, 0);
	}
	tap_check_eq(traced, 3 * ROUNDS);
	/* They queued in this order; later each finds the server waiting. */
	for (i = 0; i < 3; i++)
		tap_check_eq(trace[i], i + 1);
}
