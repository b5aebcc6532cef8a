/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Redirectors of spaces.
 *
 * The redirector is a thread of the main thread's space: otherwise what helpers of a redirected
 * space report to the main thread would not reach it.
 */
#include "propagate.h"
#include "transfer.h"

#define MS		1000ul

/* A redirected space, its redirector, somebody else in a third space. */
static struct helper *a, *r, *t;

static void set_redirector(L4_ThreadId_t space, L4_ThreadId_t redirector)
{
	L4_Word_t old;

	check_granted(L4_SpaceControl(space, 0, L4_Nilpage, L4_Nilpage, redirector, &old));
}

static void three(void)
{
	a = helper_there();
	r = helper_here();
	t = helper_there();
	set_redirector(a->id, r->id);
}

static void check_redirected(struct helper *to, struct helper *from, struct helper *intended)
{
	check_helper_ok(to);
	tap_check_eq(to->ipc.sender.raw, from->id.raw);
	check_flags(to, from, L4_TAG_REDIRECTED);
	tap_check_eq(tcr(to, L4_UTCB_INTENDED_RECEIVER), intended->id.raw);
}

TAP_TEST(redirect, none, "RED-01 anythread as redirector: messages go where they are sent")
{
	three();
	set_redirector(a->id, L4_anythread);
	helper_receive(t, L4_anythread);
	helper_send(a, t->id, 1, 3);
	check_helper_ok(a);
	check_helper_ok(t);
	check_flags(t, a, 0);
}

TAP_TEST(redirect, redirected, "RED-02 a message to another space goes to the redirector")
{
	three();
	helper_receive(t, L4_anythread);
	helper_receive(r, L4_anythread);
	helper_send(a, t->id, 0x77, 9);
	check_helper_ok(a);
	check_redirected(r, a, t);
	tap_check_eq(L4_Label(r->ipc.tag), 0x77);
	tap_check_eq(words_wrong(r->ipc.mr, 9), 0);
	tap_check_eq(thread_state(t->id), L4_SCHED_WAITING);
}

TAP_TEST(redirect, redirected_pending, "RED-02 the same if the redirector is not ready at first")
{
	three();
	helper_receive(t, L4_anythread);
	helper_send(a, t->id, 0x77, 9);
	tap_check_eq(thread_state(a->id), L4_SCHED_PENDING_SEND);
	helper_receive(r, L4_anythread);
	check_helper_ok(a);
	check_redirected(r, a, t);
	tap_check_eq(words_wrong(r->ipc.mr, 9), 0);
}

TAP_TEST(redirect, same_space, "RED-03 a message inside the space is delivered directly")
{
	struct helper *beside;

	three();
	beside = helper_beside(a);
	helper_receive(beside, L4_anythread);
	helper_send(a, beside->id, 1, 0);
	check_helper_ok(beside);
	check_flags(beside, a, 0);
}

TAP_TEST(redirect, to_redirector, "RED-04 a message to the redirector is delivered directly")
{
	three();
	helper_receive(r, L4_anythread);
	helper_send(a, r->id, 1, 0);
	check_helper_ok(r);
	check_flags(r, a, 0);
}

TAP_TEST(redirect, to_its_space, "RED-04 a message to another thread of its space too")
{
	struct helper *beside;

	three();
	beside = helper_here();
	helper_receive(beside, L4_anythread);
	helper_send(a, beside->id, 1, 0);
	check_helper_ok(beside);
	check_flags(beside, a, 0);
}

TAP_TEST(redirect, forwarded,
	 "RED-05 a forwarded call looks like the caller's; the answer reaches it")
{
	three();
	helper_receive(t, L4_anythread);
	helper_receive(r, L4_anythread);
	message_set(a->ipc.mr, 7, 3);
	helper_ipc(a, t->id, t->id, NEVER);
	check_redirected(r, a, t);
	propagate(r, a->id, t, 3);
	check_helper_ok(r);
	check_helper_ok(t);
	tap_check_eq(t->ipc.sender.raw, a->id.raw);
	check_flags(t, r, L4_TAG_PROPAGATED);
	tap_check_eq(tcr(t, L4_UTCB_VIRTUAL_SENDER), r->id.raw);
	message_set(t->ipc.mr, 8, 4);
	helper_ipc(t, a->id, L4_nilthread, NO_WAIT);
	check_helper_ok(t);
	check_helper_ok(a);
	tap_check_eq(a->ipc.sender.raw, t->id.raw);
	tap_check_eq(words_wrong(a->ipc.mr, 4), 0);
}

TAP_TEST(redirect, backwards,
	 "RED-05 the redirector may answer in the name of the intended receiver")
{
	three();
	helper_receive(r, L4_anythread);
	message_set(a->ipc.mr, 7, 0);
	helper_ipc(a, t->id, t->id, NEVER);
	check_redirected(r, a, t);
	propagate(r, t->id, a, 2);
	check_helper_ok(a);
	tap_check_eq(a->ipc.sender.raw, t->id.raw);
	check_flags(a, r, L4_TAG_PROPAGATED);
}

TAP_TEST(redirect, send_timeout,
	 "RED-06 the send timeout counts until the redirector takes the message")
{
	L4_Word64_t start;

	three();
	helper_receive(t, L4_anythread);
	start = L4_SystemClock().raw;
	message_set(a->ipc.mr, 7, 0);
	helper_ipc(a, t->id, L4_nilthread, L4_Timeouts(L4_TimePeriod(10 * MS), L4_Never));
	check_helper_error(a, SEND_TIMEOUT);
	tap_check(L4_SystemClock().raw - start >= 10 * MS);
	tap_check_eq(thread_state(t->id), L4_SCHED_WAITING);
}

TAP_TEST(redirect, zero_timeout,
	 "RED-06 a send timeout of zero fails although the intended receiver is ready")
{
	three();
	helper_receive(t, L4_anythread);
	message_set(a->ipc.mr, 7, 0);
	helper_ipc(a, t->id, L4_nilthread, NO_WAIT);
	check_helper_error(a, SEND_TIMEOUT);
}

TAP_TEST(redirect, receive_timeout, "RED-06 the receive timeout counts if nobody answers")
{
	L4_Word64_t start;

	three();
	helper_receive(r, L4_anythread);
	start = L4_SystemClock().raw;
	message_set(a->ipc.mr, 7, 0);
	helper_ipc(a, t->id, t->id, L4_Timeouts(L4_Never, L4_TimePeriod(10 * MS)));
	check_helper_ok(r);
	check_helper_error(a, RECEIVE_TIMEOUT);
	tap_check(L4_SystemClock().raw - start >= 10 * MS);
}

TAP_TEST(redirect, chain, "RED-07 a redirector's own redirector gets what it forwards")
{
	struct helper *second = helper_there();

	three();
	helper_receive(t, L4_anythread);
	helper_receive(r, L4_anythread);
	helper_send(a, t->id, 7, 0);
	check_redirected(r, a, t);
	helper_receive(second, L4_anythread);
	set_redirector(main_thread, second->id);
	propagate(r, a->id, t, 3);
	set_redirector(main_thread, L4_anythread);
	check_helper_ok(r);
	check_helper_ok(second);
	tap_check_eq(second->ipc.sender.raw, a->id.raw);
	check_flags(second, r, L4_TAG_REDIRECTED | L4_TAG_PROPAGATED);
	tap_check_eq(tcr(second, L4_UTCB_INTENDED_RECEIVER), t->id.raw);
	tap_check_eq(tcr(second, L4_UTCB_VIRTUAL_SENDER), r->id.raw);
	tap_check_eq(words_wrong(second->ipc.mr, 3), 0);
	tap_check_eq(thread_state(t->id), L4_SCHED_WAITING);
}

/*
 * Without redirector a cannot reach the main thread either, and tries it again and again: at the
 * lowest priority, until it has a way out.
 */
static void check_no_redirector(void)
{
	unsigned int i;

	for (i = 0; i < 100 * stretch && !a->ipc.over; i++)
		L4_Sleep(L4_TimePeriod(MS));
	set_redirector(a->id, L4_anythread);
	check_helper_error(a, SEND_NO_PARTNER);
	tap_check_eq(thread_state(t->id), L4_SCHED_WAITING);
}

TAP_TEST(redirect, redirector_gone, "RED-08 the redirector is deleted: error 2, nothing arrives")
{
	three();
	check_granted(L4_Set_Priority(a->id, 0));
	helper_receive(t, L4_anythread);
	helper_forget(r);
	helper_send(a, t->id, 7, 0);
	check_no_redirector();
}

TAP_TEST(redirect, redirector_goes, "RED-08 it is deleted while a message is pending: error 2")
{
	three();
	helper_receive(t, L4_anythread);
	helper_send(a, t->id, 7, 0);
	tap_check_eq(thread_state(a->id), L4_SCHED_PENDING_SEND);
	check_granted(L4_Set_Priority(a->id, 0));
	helper_forget(r);
	check_no_redirector();
}

TAP_TEST(redirect, nobody,
	 "RED-08 a message to a thread that does not exist: error 2, not redirected")
{
	three();
	helper_receive(r, L4_anythread);
	message_set(a->ipc.mr, 7, 0);
	helper_ipc(a, new_id(), L4_nilthread, NEVER);
	check_helper_error(a, SEND_NO_PARTNER);
	tap_check_eq(thread_state(r->id), L4_SCHED_WAITING);
}

/* The redirector answers the fault that it has received, in the pager's name. */
static void answer_for_pager(void)
{
	set_tcr(r, L4_UTCB_VIRTUAL_SENDER, t->id.raw);
	r->ipc.mr[0] = 2 << L4_TAG_TYPED_SHIFT | L4_TAG_PROPAGATED;
	r->ipc.mr[1] = PLACE | L4_ITEM_MAP;
	r->ipc.mr[2] = page_fpage(0, L4_FullyAccessible).raw;
	helper_ipc(r, a->id, L4_nilthread, NO_WAIT);
	check_helper_ok(r);
}

static void check_fault_at_redirector(void)
{
	check_helper_ok(r);
	tap_check(is_protocol(r->ipc.tag.raw, L4_PROTO_PAGEFAULT));
	tap_check_eq(r->ipc.mr[1], PLACE);
	tap_check_eq(r->ipc.sender.raw, a->id.raw);
	check_flags(r, a, L4_TAG_REDIRECTED);
	tap_check_eq(tcr(r, L4_UTCB_INTENDED_RECEIVER), t->id.raw);
}

TAP_TEST(redirect, fault, "RED-09 a page fault goes to the redirector, which answers for the pager")
{
	three();
	*page_word(0) = MARK;
	L4_Set_PagerOf(a->id, t->id);
	helper_receive(t, L4_anythread);
	helper_receive(r, L4_anythread);
	helper_start(a, probe_read, PLACE, 0, 0);
	settle();
	check_fault_at_redirector();
	answer_for_pager();
	tap_check_eq(helper_finish(a), DONE);
	tap_check_eq(a->value, MARK);
	tap_check_eq(thread_state(t->id), L4_SCHED_WAITING);
}

TAP_TEST(redirect, fault_in_string, "RED-09 the same for a fault in the middle of a string")
{
	three();
	sender = (struct side){ .h = a };
	receiver = (struct side){ .h = helper_here() };
	*page_word(0) = MARK;
	L4_Set_PagerOf(a->id, t->id);
	helper_receive(t, L4_anythread);
	helper_receive(r, L4_anythread);
	send_items(0, STRING(sizeof(L4_Word_t), 1), PLACE);
	accept_strings(STRING(sizeof(L4_Word_t), 1), at(TARGET, 0));
	transfer();
	check_fault_at_redirector();
	tap_check_eq(r->ipc.mr[2], all_ones(sender.h) & all_ones(r));
	answer_for_pager();
	check_transferred();
	tap_check_eq(*page_word(TARGET), MARK);
	tap_check_eq(thread_state(t->id), L4_SCHED_WAITING);
}

TAP_TEST(redirect, kept, "RED-10 nilthread leaves the redirector as it is")
{
	three();
	set_redirector(a->id, L4_nilthread);
	helper_receive(r, L4_anythread);
	helper_send(a, t->id, 7, 0);
	check_redirected(r, a, t);
}

TAP_TEST(redirect, cycle, "RED-11 in a cycle of redirectors each message makes one hop")
{
	struct helper *back;

	three();
	back = helper_beside(a);
	helper_receive(t, L4_anythread);
	helper_receive(r, L4_anythread);
	helper_receive(back, L4_anythread);
	helper_send(a, t->id, 7, 0);
	check_redirected(r, a, t);
	set_redirector(main_thread, back->id);
	propagate(r, a->id, t, 0);
	set_redirector(main_thread, L4_anythread);
	check_helper_ok(r);
	check_helper_ok(back);
	tap_check_eq(back->ipc.tag.raw & L4_TAG_REDIRECTED, L4_TAG_REDIRECTED);
	tap_check_eq(tcr(back, L4_UTCB_INTENDED_RECEIVER), t->id.raw);
	helper_receive(r, L4_anythread);
	helper_send(back, t->id, 7, 0);
	check_redirected(r, back, t);
	tap_check_eq(thread_state(t->id), L4_SCHED_WAITING);
}

TAP_TEST(redirect, own_redirector, "RED-11 a redirector inside its own space only waits for itself")
{
	unsigned int i;

	three();
	set_redirector(t->id, t->id);
	helper_receive(a, L4_anythread);
	check_granted(L4_Set_Priority(t->id, 0));
	message_set(t->ipc.mr, 7, 0);
	helper_ipc(t, a->id, L4_nilthread, NO_WAIT);
	for (i = 0; i < 5 * stretch && !helper_ipc_is_over(t); i++)
		L4_Sleep(L4_TimePeriod(MS));
	tap_check(t->ipc.over);
	tap_check_eq(t->ipc.error, SEND_TIMEOUT);
	set_redirector(t->id, L4_anythread);
	exregs_control(t->id, L4_EXREGS_CANCEL_SEND);
	tap_check_eq(helper_finish(t), DONE);
	tap_check_eq(thread_state(a->id), L4_SCHED_WAITING);
}
