/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thread that is called again and again is at hand, also while its waiters are told that it has
 * gone, or has another id. Somebody more urgent calls in the middle of that.
 */
#include "test.h"

#define WAITERS		40
#define SERVER_PRIO	120
#define OWNER_PRIO	110	/* the server answers before it goes on */
#define CLIENT_PRIO	130
#define SLEEP		2	/* microseconds: shorter than it takes to tell all waiters */
#define CALLS		20000	/* at most */
#define OTHER_ID	0x100	/* no error code: another thread has answered */

static struct helper *client, *server, *owner;
static volatile L4_Word_t called;
static volatile bool ended;	/* the client calls no more, ... */
static volatile bool was_met;	/* ... and did so while the others were told */

/* Tells each caller its own global id. */
static L4_Word_t work_tell_id(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	L4_ThreadId_t from;
	L4_MsgTag_t tag;

	(void)a;
	(void)b;
	(void)c;
	tag = L4_Wait(&from);
	while (L4_IpcSucceeded(tag)) {
		L4_Set_MsgTag((L4_MsgTag_t){ .X.u = 1 });
		L4_LoadMR(1, L4_MyGlobalId().raw);
		tag = L4_ReplyWait(from, &from);
	}
	return L4_ErrorCode();
}

/*
 * Sleeps and calls, until nobody answers under this id. It sleeps in an open wait, after which it
 * still has at hand whom it has called: a wait for itself would put itself there.
 */
static L4_Word_t work_call_and_sleep(L4_Word_t to, L4_Word_t calls, L4_Word_t c)
{
	L4_Word_t answer, error = 0;
	L4_ThreadId_t from;

	(void)c;
	while (calls-- > 0 && error == 0) {
		L4_Set_MsgTag(L4_Niltag);
		if (L4_IpcFailed(L4_Call((L4_ThreadId_t){ .raw = to }))) {
			error = L4_ErrorCode();
			break;
		}
		L4_StoreMR(1, &answer);
		if (answer != to)
			error = OTHER_ID;
		called++;
		(void)L4_Wait_Timeout(L4_TimePeriod(SLEEP), &from);
	}
	ended = true;
	return error;
}

/* Waits for an id, and is told that nobody has it any more. */
static L4_Word_t work_wait_for(L4_Word_t id, L4_Word_t b, L4_Word_t c)
{
	(void)b;
	(void)c;
	(void)L4_Receive((L4_ThreadId_t){ .raw = id });
	return L4_ErrorCode();
}

/* Gives a thread another id, or none, while others wait for it. */
static L4_Word_t work_control(L4_Word_t id, L4_Word_t space, L4_Word_t c)
{
	L4_Word_t done;

	(void)c;
	done = L4_ThreadControl((L4_ThreadId_t){ .raw = id }, (L4_ThreadId_t){ .raw = space },
				L4_nilthread, L4_nilthread, UTCB_UNCHANGED);
	was_met = ended;
	return done;
}

/* The client calls all the time; returns when that is going on. */
static void begin(void)
{
	static struct helper *waiters[WAITERS];
	unsigned int i;

	helpers_together();
	client = helper_there();
	server = helper_there();
	owner = helper_here();
	for (i = 0; i < WAITERS; i++) {
		waiters[i] = helper_here();
		helper_start(waiters[i], work_wait_for, server->id.raw, 0, 0);
	}
	settle();
	check_granted(L4_Set_Priority(server->id, SERVER_PRIO));
	check_granted(L4_Set_Priority(owner->id, OWNER_PRIO));
	check_granted(L4_Set_Priority(client->id, CLIENT_PRIO));
	helper_start(server, work_tell_id, 0, 0, 0);
	settle();
	called = 0;
	ended = was_met = false;
	helper_start(client, work_call_and_sleep, server->id.raw, CALLS, 0);
	tap_check(await_over(&called, 3));
}

/* Its last call found nobody under the id: it was not sent, and did not begin to wait. */
static void check_end(void)
{
	tap_check_eq(helper_finish(client), DONE);
	tap_check_eq(client->value, SEND_NO_PARTNER);
	tap_check_eq(helper_finish(owner), DONE);
	tap_check_eq(owner->value, 1);
	(void)caught(was_met);
}

TAP_TEST(fastpath, hand_deleted,
	 "TC-22 who calls a thread that is being deleted: error 2, not sent")
{
	begin();
	helper_start(owner, work_control, server->id.raw, L4_nilthread.raw, 0);
	check_end();
	helper_forget(server);
}

TAP_TEST(fastpath, hand_renewed,
	 "TC-21 who calls a thread by a version that it had: error 2, while others are told, too")
{
	L4_ThreadId_t old, new;

	begin();
	old = server->id;
	new = L4_GlobalId(L4_ThreadNo(old), L4_Version(old) + 1);
	helper_start(owner, work_control, new.raw, old.raw, 0);
	check_end();
	check_granted(L4_ThreadControl(old, new, L4_nilthread, L4_nilthread, UTCB_UNCHANGED));
	/* Now it can be called again, again and again. */
	called = 0;
	helper_start(client, work_call_and_sleep, old.raw, 5, 0);
	tap_check_eq(helper_finish(client), DONE);
	tap_check_eq(client->value, 0);
}

/* Calls what no thread is, also when it has waited for itself. */
static L4_Word_t work_call_none(L4_Word_t id, L4_Word_t waits, L4_Word_t c)
{
	L4_ThreadId_t from, to = { .raw = id };

	(void)c;
	if (waits)
		(void)L4_Receive_Timeout(L4_Myself(), L4_ZeroTime);
	/* What an open wait leaves behind. */
	(void)L4_Wait_Timeout(L4_ZeroTime, &from);
	L4_Set_MsgTag(L4_Niltag);
	return L4_IpcFailed(L4_Call(to)) ? L4_ErrorCode() : 0;
}

TAP_TEST(fastpath, hand_nobody,
	 "IPC-09 a call to anythread: error 2, whoever was waited for before")
{
	L4_Word_t waits;

	client = helper_there();
	for (waits = 0; waits < 2; waits++)
		tap_check_eq(helper_call(client, work_call_none, L4_anythread.raw, waits, 0),
			     SEND_NO_PARTNER);
}
