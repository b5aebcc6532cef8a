/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads that wait in calls and replies without time limits, and what can happen to them there:
 * ExchangeRegisters, loss of the partner, limits of earlier calls, redirectors, faults right after.
 */
#include "test.h"

#define ROUNDS		4
#define MS		(1000ul * stretch)

static struct helper *client, *server;

/* Answers so many calls, then keeps the caller waiting. */
static L4_Word_t work_answer(L4_Word_t answers, L4_Word_t b, L4_Word_t c)
{
	L4_ThreadId_t from;

	(void)b;
	(void)c;
	(void)L4_Wait(&from);
	while (answers-- > 0) {
		L4_Set_MsgTag(L4_Niltag);
		(void)L4_ReplyWait(from, &from);
	}
	return from.raw;
}

/* Calls until one fails; its error code. */
static L4_Word_t work_call(L4_Word_t to, L4_Word_t b, L4_Word_t c)
{
	(void)b;
	(void)c;
	do
		L4_Set_MsgTag(L4_Niltag);
	while (L4_IpcSucceeded(L4_Call((L4_ThreadId_t){ .raw = to })));
	return L4_ErrorCode();
}

/* Replies until that fails; its error code. */
static L4_Word_t work_reply(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	L4_MsgTag_t tag;
	L4_ThreadId_t from;

	(void)a;
	(void)b;
	(void)c;
	tag = L4_Wait(&from);
	while (L4_IpcSucceeded(tag)) {
		L4_Set_MsgTag(L4_Niltag);
		tag = L4_ReplyWait(from, &from);
	}
	return L4_ErrorCode();
}

static L4_Word_t work_call_times(L4_Word_t to, L4_Word_t times, L4_Word_t c)
{
	L4_Word_t failed = 0;

	(void)c;
	while (times-- > 0) {
		L4_Set_MsgTag(L4_Niltag);
		failed += L4_IpcFailed(L4_Call((L4_ThreadId_t){ .raw = to }));
	}
	return failed;
}

/* The client waits for an answer of the server, which has returned after a few. */
static void client_waits(void)
{
	client = helper_there();
	server = helper_there();
	helper_start(server, work_answer, ROUNDS, 0, 0);
	settle();
	helper_start(client, work_call, server->id.raw, 0, 0);
	settle();
	tap_check_eq(helper_finish(server), DONE);
	tap_check_eq(server->value, client->id.raw);
	tap_check_eq(thread_state(client->id), L4_SCHED_WAITING);
}

/* The server waits for anybody, after a few answers to the client. */
static void server_waits(void)
{
	client = helper_here();
	server = helper_here();
	helper_start(server, work_reply, 0, 0, 0);
	settle();
	tap_check_eq(helper_call(client, work_call_times, server->id.raw, ROUNDS, 0), 0);
	tap_check_eq(thread_state(server->id), L4_SCHED_WAITING);
}

static void check_value(struct helper *h, L4_Word_t value)
{
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(h->value, value);
}

TAP_TEST(fastpath, partner_deleted, "TC-30 who waits for an answer of a deleted thread: error 2")
{
	client_waits();
	check_granted(thread_delete(server->id));
	check_value(client, RECEIVE_NO_PARTNER);
}

TAP_TEST(fastpath, partner_renewed,
	 "TC-21 who waits for an answer of a thread that gets another version: error 2")
{
	L4_ThreadId_t id;

	client_waits();
	id = L4_GlobalId(L4_ThreadNo(server->id), L4_Version(server->id) + 1);
	check_granted(L4_ThreadControl(id, server->id, L4_nilthread, L4_nilthread,
				       UTCB_UNCHANGED));
	check_value(client, RECEIVE_NO_PARTNER);
	check_granted(L4_ThreadControl(server->id, id, L4_nilthread, L4_nilthread,
				       UTCB_UNCHANGED));
}

TAP_TEST(fastpath, caller_deleted, "TC-27 a server goes on after a client that it answered is gone")
{
	struct helper *other = helper_there();

	client_waits();
	tap_check_eq(helper_run(server, work_nothing, 0, 0, 0), DONE);
	server_waits();
	check_granted(thread_delete(client->id));
	tap_check_eq(helper_call(other, work_call_times, server->id.raw, ROUNDS, 0), 0);
}

TAP_TEST(fastpath, cancelled, "EXR-09 the wait of a server for calls can be cancelled")
{
	struct exregs old;

	server_waits();
	old = exregs_control(server->id, L4_EXREGS_CANCEL_RECV | L4_EXREGS_DELIVER);
	tap_check_eq(old.control, L4_EXREGS_WAS_RECEIVING);
	check_value(server, RECEIVE_CANCELLED);
}

TAP_TEST(fastpath, answer_cancelled, "EXR-09 the wait of a client for an answer can be cancelled")
{
	struct exregs old;

	client = helper_here();
	server = helper_here();
	helper_start(server, work_answer, ROUNDS, 0, 0);
	settle();
	helper_start(client, work_call, server->id.raw, 0, 0);
	settle();
	old = exregs_control(client->id, L4_EXREGS_CANCEL_RECV | L4_EXREGS_DELIVER);
	tap_check_eq(old.control, L4_EXREGS_WAS_RECEIVING);
	check_value(client, RECEIVE_CANCELLED);
}

static bool is_on_stack_of(struct helper *h, L4_Word_t sp)
{
	return sp <= stack_of(h->id) && sp > stack_of(h->id) - STACK_BYTES / 2;
}

TAP_TEST(fastpath, registers, "FIX-11 ExchangeRegisters tells where a server waits for calls")
{
	struct exregs first, again;

	server_waits();
	first = exregs_read(server->id);
	tap_check_msg(is_on_stack_of(server, first.sp + STACK_BIAS), "sp %#lx", first.sp);
	tap_check_msg(first.ip >= (L4_Word_t)__image_start && first.ip < (L4_Word_t)__image_end,
		      "ip %#lx", first.ip);
	/* It comes to the same place every time. */
	tap_check_eq(helper_call(client, work_call_times, server->id.raw, ROUNDS, 0), 0);
	again = exregs_read(server->id);
	tap_check_eq(again.sp, first.sp);
	tap_check_eq(again.ip, first.ip);
	tap_check_eq(again.flags, first.flags);
}

static volatile L4_Word_t came_here;
static volatile bool went_elsewhere;

/* Another place for a server; it stays there. */
static void elsewhere(void)
{
	L4_ThreadId_t from;

	came_here = (L4_Word_t)__builtin_frame_address(0);
	went_elsewhere = true;
	for (;;)
		(void)L4_Wait(&from);
}

TAP_TEST(fastpath, sent_elsewhere, "EXR-14 a server that waits for calls can be set elsewhere")
{
	struct exregs r;

	server_waits();
	went_elsewhere = false;
	r = (struct exregs){ .ip = (L4_Word_t)elsewhere, .sp = stack_of(server->id) - 1024 };
	exregs(server->id, L4_EXREGS_SET_IP | L4_EXREGS_SET_SP | L4_EXREGS_CANCEL_RECV, &r);
	settle();
	tap_check(went_elsewhere);
	tap_check_msg(came_here < stack_of(server->id) - 1000 && is_on_stack_of(server, came_here),
		      "stack at %#lx", came_here);
}

TAP_TEST(fastpath, called_elsewhere,
	 "FIX-11 set elsewhere without end of the wait: by the next call")
{
	struct exregs r;

	server_waits();
	went_elsewhere = false;
	r = (struct exregs){ .ip = (L4_Word_t)elsewhere, .sp = stack_of(server->id) - 1024 };
	exregs(server->id, L4_EXREGS_SET_IP | L4_EXREGS_SET_SP, &r);
	settle();
	tap_check(!went_elsewhere);
	helper_start(client, work_call, server->id.raw, 0, 0);
	settle();
	tap_check(went_elsewhere);
	tap_check_msg(came_here < stack_of(server->id) - 1000 && is_on_stack_of(server, came_here),
		      "stack at %#lx", came_here);
}

TAP_TEST(fastpath, halted, "EXR-20 a halted server answers when it is resumed")
{
	server_waits();
	(void)exregs_control(server->id, L4_EXREGS_HALT_VALID | L4_EXREGS_HALT);
	helper_start(client, work_call_times, server->id.raw, 1, 0);
	settle();
	tap_check_eq(thread_state(client->id), L4_SCHED_WAITING);
	(void)exregs_control(server->id, L4_EXREGS_HALT_VALID);
	check_value(client, 0);
}

/* --- a thread and itself --- */

/* Sends to itself, which cannot wait at the same time; the error code, 0: none. */
static L4_Word_t send_to_self(void)
{
	L4_ThreadId_t from;

	L4_Set_MsgTag(L4_Niltag);
	if (L4_IpcSucceeded(L4_Ipc(L4_Myself(), L4_anythread, L4_Timeouts(L4_ZeroTime, L4_Never),
				   &from)))
		return 0;
	return L4_ErrorCode();
}

/* Answers so many calls, then sends to itself instead. */
static L4_Word_t work_answer_self(L4_Word_t answers, L4_Word_t b, L4_Word_t c)
{
	L4_Word_t caller = work_answer(answers, b, c), error = send_to_self();

	L4_Set_MsgTag(L4_Niltag);
	(void)L4_Reply((L4_ThreadId_t){ .raw = caller });
	return error;
}

TAP_TEST(fastpath, server_to_self, "IPC-08 a server that sends to itself has waited, but does not")
{
	client = helper_there();
	server = helper_there();
	helper_start(server, work_answer_self, ROUNDS, 0, 0);
	settle();
	tap_check_eq(helper_call(client, work_call_times, server->id.raw, ROUNDS + 1, 0), 0);
	check_value(server, SEND_TIMEOUT);
}

/* Waits for itself, also behind a message to another thread; cancelled, it sends to itself. */
static L4_Word_t work_self(L4_Word_t other, L4_Word_t b, L4_Word_t c)
{
	L4_ThreadId_t from;

	(void)b;
	(void)c;
	(void)L4_Receive(L4_Myself());
	L4_Set_MsgTag(L4_Niltag);
	(void)L4_Ipc((L4_ThreadId_t){ .raw = other }, L4_Myself(), NEVER, &from);
	return send_to_self();
}

static void cancel_receive(struct helper *h)
{
	settle();
	tap_check_eq(thread_state(h->id), L4_SCHED_WAITING);
	(void)exregs_control(h->id, L4_EXREGS_CANCEL_RECV);
}

TAP_TEST(fastpath, after_self, "IPC-08 nor does who has waited for itself before")
{
	client = helper_there();
	server = helper_there();
	helper_start(server, work_answer, 0, 0, 0);
	settle();
	helper_start(client, work_self, server->id.raw, 0, 0);
	cancel_receive(client);
	cancel_receive(client);
	check_value(client, SEND_TIMEOUT);
	check_value(server, client->id.raw);
}

/* --- limits --- */

/* A call with a limit, then some without. */
static L4_Word_t work_limit_and_calls(L4_Word_t to, L4_Word_t usec, L4_Word_t c)
{
	L4_ThreadId_t id = { .raw = to };

	L4_Set_MsgTag(L4_Niltag);
	(void)L4_Call_Timeouts(id, L4_Never, L4_TimePeriod(usec));
	return work_call(to, 0, c);
}

TAP_TEST(fastpath, old_limit, "IPC-35 limits of earlier calls do not concern a call without one")
{
	client = helper_there();
	server = helper_there();
	helper_start(server, work_answer, ROUNDS, 0, 0);
	settle();
	helper_start(client, work_limit_and_calls, server->id.raw, 5 * MS, 0);
	L4_Sleep(L4_TimePeriod(50 * MS));
	tap_check_eq(helper_finish(server), DONE);
	tap_check_eq(thread_state(client->id), L4_SCHED_WAITING);
	check_granted(thread_delete(server->id));
	check_value(client, RECEIVE_NO_PARTNER);
}

/* Calls without limit, then one with a limit that nobody answers. */
static L4_Word_t work_calls_and_limit(L4_Word_t to, L4_Word_t calls, L4_Word_t usec)
{
	L4_ThreadId_t id = { .raw = to };

	(void)work_call_times(to, calls, 0);
	L4_Set_MsgTag(L4_Niltag);
	if (L4_IpcSucceeded(L4_Call_Timeouts(id, L4_Never, L4_TimePeriod(usec))))
		return 0;
	return L4_ErrorCode();
}

TAP_TEST(fastpath, new_limit, "IPC-31 calls without a limit do not take it from the next one")
{
	client = helper_there();
	server = helper_there();
	helper_start(server, work_answer, ROUNDS, 0, 0);
	settle();
	helper_start(client, work_calls_and_limit, server->id.raw, ROUNDS, 5 * MS);
	check_value(client, RECEIVE_TIMEOUT);
	tap_check_eq(helper_finish(server), DONE);
}

/* Waits with a limit for the message that others send to warm threads. */
static L4_Word_t work_wait_limited(L4_Word_t usec, L4_Word_t b, L4_Word_t c)
{
	L4_ThreadId_t from;
	L4_MsgTag_t tag = L4_Wait_Timeout(L4_TimePeriod(usec), &from);

	(void)b;
	(void)c;
	if (L4_IpcFailed(tag))
		return L4_ErrorCode();
	L4_Set_MsgTag(L4_Niltag);
	(void)L4_ReplyWait(from, &from);
	return L4_ErrorCode();
}

TAP_TEST(fastpath, limit_ends, "IPC-35 a message ends a wait and its limit, the next wait has none")
{
	client = helper_there();
	server = helper_there();
	helper_start(server, work_wait_limited, 5 * MS, 0, 0);
	settle();
	tap_check_eq(helper_call(client, work_call_times, server->id.raw, 1, 0), 0);
	L4_Sleep(L4_TimePeriod(30 * MS));
	tap_check_eq(thread_state(server->id), L4_SCHED_WAITING);
}

/* --- others between --- */

TAP_TEST(fastpath, redirected, "RED-02 a redirector gets the next call, and no call after its end")
{
	struct helper *redirector = helper_here();
	L4_Word_t old;

	client = helper_there();
	server = helper_there();
	helper_start(server, work_reply, 0, 0, 0);
	settle();
	helper_receive(redirector, L4_anythread);
	/* It talks on and on. */
	helper_start(client, work_call, server->id.raw, 0, 0);
	turns_pass(2);
	check_granted(L4_SpaceControl(client->id, 0, L4_Nilpage, L4_Nilpage, redirector->id, &old));
	check_helper_ok(redirector);
	tap_check_eq(redirector->ipc.sender.raw, client->id.raw);
	tap_check_eq(thread_state(server->id), L4_SCHED_WAITING);
	check_granted(L4_SpaceControl(client->id, 0, L4_Nilpage, L4_Nilpage, L4_anythread, &old));
	helper_forget(client);
	client = helper_there();
	tap_check_eq(helper_call(client, work_call_times, server->id.raw, ROUNDS, 0), 0);
}

/* Answers calls until it has read the page. */
static L4_Word_t work_answer_and_read(L4_Word_t answers, L4_Word_t address, L4_Word_t c)
{
	(void)work_answer(answers, 0, c);
	return *(volatile L4_Word_t *)address;
}

TAP_TEST(fastpath, fault_after, "PF-01 a page fault right after a call is that of the callee")
{
	L4_Word_t address = (L4_Word_t)page(3);
	L4_Fpage_t f = page_fpage(3, L4_FullyAccessible);

	*page_word(3) = 0x1234;
	client = helper_there();
	server = helper_there();
	helper_start(server, work_answer_and_read, ROUNDS, address, 0);
	settle();
	helper_start(client, work_call, server->id.raw, 0, 0);
	tap_check_eq(helper_finish(server), PAGE_FAULT);
	tap_check_eq(server->mr[1], address);
	tap_check_eq(helper_answer(server, address | L4_ITEM_MAP, f.raw), DONE);
	tap_check_eq(server->value, 0x1234);
	tap_check_eq(thread_state(client->id), L4_SCHED_WAITING);
}
