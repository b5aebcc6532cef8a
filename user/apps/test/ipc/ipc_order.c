/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The order in which threads run after an IPC.
 */
#include "test.h"

/*
 * All of these tests are about threads that share a processor, and that leave it only by the IPC
 * in question: without it the end of a time slice may come first on a slow machine.
 */
static struct helper *helper_near(void)
{
	struct helper *h;

	helpers_together();
	h = helper_here();
	check_granted(L4_Set_Timeslice(h->id, L4_Never, L4_Never));
	return h;
}

/* The order in which threads got to run. */
static volatile L4_Word_t trace[8];
static volatile unsigned int traced;

static void note(L4_Word_t what)
{
	if (traced < 8)
		trace[traced++] = what;
}

/* Notes `who` when its Ipc is over. */
static L4_Word_t work_noted_ipc(L4_Word_t ipc, L4_Word_t who, L4_Word_t c)
{
	(void)c;
	ipc_execute((struct ipc *)ipc);
	note(who);
	return 0;
}

static void start_noted(struct helper *h, L4_ThreadId_t to, L4_ThreadId_t from, L4_Word_t who)
{
	h->ipc.to = to;
	h->ipc.from = from;
	h->ipc.timeouts = NEVER;
	h->ipc.mr[0] = 0;
	h->ipc.over = false;
	helper_start(h, work_noted_ipc, (L4_Word_t)&h->ipc, who, 0);
}

TAP_TEST(ipc, send_equal, "ORD-01 after a send to an equal the sender runs on")
{
	struct helper *s = helper_near(), *r = helper_near();

	traced = 0;
	start_noted(r, L4_nilthread, s->id, 2);
	settle();
	start_noted(s, r->id, L4_nilthread, 1);
	settle();
	tap_check_eq(traced, 2);
	tap_check_eq(trace[0], 1);
	tap_check_eq(trace[1], 2);
}

TAP_TEST(ipc, send_higher, "ORD-01 a receiver of higher priority runs at once")
{
	struct helper *s = helper_near(), *r = helper_near();

	traced = 0;
	check_granted(L4_Set_Priority(r->id, 120));
	start_noted(r, L4_nilthread, s->id, 2);
	settle();
	start_noted(s, r->id, L4_nilthread, 1);
	settle();
	tap_check_eq(trace[0], 2);
	tap_check_eq(trace[1], 1);
}

TAP_TEST(ipc, receive_equal, "ORD-02 a pending sender of equal priority runs before its receiver")
{
	struct helper *s = helper_near(), *r = helper_near();

	traced = 0;
	start_noted(s, r->id, L4_nilthread, 1);
	settle();
	start_noted(r, L4_nilthread, s->id, 2);
	settle();
	tap_check_eq(traced, 2);
	tap_check_eq(trace[0], 1);
	tap_check_eq(trace[1], 2);
}

/* Calls the partner; while it does so a thread of higher priority has become ready. */
static L4_Word_t work_wake_and_call(L4_Word_t ipc, L4_Word_t high, L4_Word_t c)
{
	L4_ThreadId_t id = { .raw = high };

	(void)c;
	/* This thread has the highest priority until it gives it up. */
	L4_Set_MsgTag(L4_Niltag);
	(void)L4_Send(id);
	ipc_execute((struct ipc *)ipc);
	return 0;
}

TAP_TEST(ipc, call_higher_ready,
	 "ORD-04 a call leaves the processor to a ready thread of higher priority")
{
	struct helper *caller = helper_near(), *partner = helper_near(), *high = helper_near();

	traced = 0;
	check_granted(L4_Set_Priority(caller->id, 130));
	check_granted(L4_Set_Priority(high->id, 120));
	start_noted(partner, L4_nilthread, caller->id, 1);
	start_noted(high, L4_nilthread, caller->id, 2);
	settle();
	caller->ipc.to = caller->ipc.from = partner->id;
	caller->ipc.timeouts = L4_Timeouts(L4_Never, L4_ZeroTime);
	caller->ipc.mr[0] = 0;
	helper_start(caller, work_wake_and_call, (L4_Word_t)&caller->ipc, high->id.raw, 0);
	settle();
	tap_check_eq(traced, 2);
	tap_check_eq(trace[0], 2);
	tap_check_eq(trace[1], 1);
}

/* Sends to `partner` and waits for `from`, after waking an equal of the partner. */
static void check_partner_first(struct helper *caller, struct helper *partner, L4_ThreadId_t from)
{
	struct helper *other = helper_near();

	traced = 0;
	check_granted(L4_Set_Priority(caller->id, 130));
	start_noted(partner, L4_nilthread, caller->id, 1);
	start_noted(other, L4_nilthread, caller->id, 2);
	settle();
	caller->ipc.to = partner->id;
	caller->ipc.from = from;
	caller->ipc.timeouts = L4_Timeouts(L4_Never, PATIENCE);
	caller->ipc.mr[0] = 0;
	helper_start(caller, work_wake_and_call, (L4_Word_t)&caller->ipc, other->id.raw, 0);
	settle();
	tap_check_eq(traced, 2);
	tap_check_eq(trace[0], 1);
	tap_check_eq(trace[1], 2);
}

TAP_TEST(ipc, call_lower, "FIX-09 a call runs the partner before others of its priority")
{
	struct helper *caller = helper_near(), *partner = helper_near();

	check_partner_first(caller, partner, partner->id);
}

TAP_TEST(ipc, reply_lower,
	 "FIX-09 a reply with an open wait runs the client before others of its priority")
{
	struct helper *server = helper_near(), *client = helper_near();

	check_partner_first(server, client, L4_anythread);
}
