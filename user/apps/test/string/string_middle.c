/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * String transfers that are preempted or ended from outside in the middle of copying, and in the
 * middle of the pager's answer to their fault.
 */
#include <string.h>

#include "transfer.h"

#define MS	1000ul
#define MANY	10000		/* looks at a thread that is about to do something */

/* --- in the middle of copying --- */

/* 4 MiB are being copied when this returns, by a sender with these preemption flags. */
static bool copying_with(L4_Word_t flags, L4_Time_t quantum)
{
	unsigned int i;

	pair_there();
	helper_call(sender.h, work_set_handler, main_thread.raw, 0, 0);
	if (big_block(0) == 0 || big_block(1) == 0) {
		tap_skip_test("not enough memory");
		return false;
	}
	fill((char *)big_block(0), BIG);
	memset((char *)big_block(1), 0, BIG);
	provide_big(sender.h, 0, PLACE);
	provide_big(receiver.h, 1, PLACE);
	/* In halves: words of 32 bits count no longer ones. */
	send_items(0, STRING(BIG / 2, 2), PLACE, PLACE + BIG / 2);
	accept_strings(STRING(BIG / 2, 2), PLACE, PLACE + BIG / 2);
	receiver_begin();
	/* Not before: it would tell of each preemption while it gets its pages. */
	helper_call(sender.h, work_set_tcr, (L4_Word_t)L4_UTCB_FLAGS, flags, 0);
	sender.h->ipc.to = receiver.h->id;
	sender.h->ipc.from = L4_nilthread;
	sender.h->ipc.timeouts = NEVER;
	sender.h->ipc.over = false;
	check_granted(L4_Set_Priority(sender.h->id, 90));
	check_granted(L4_Set_Timeslice(sender.h->id, L4_TimePeriod(10 * MS), quantum));
	helper_start(sender.h, work_ipc, (L4_Word_t)&sender.h->ipc, 0, 0);
	for (i = 0; i < MANY && !sender.h->ipc.over &&
		    thread_state(sender.h->id) != L4_SCHED_SENDING; i++)
		L4_Sleep(L4_TimePeriod(10));
	return caught(thread_state(sender.h->id) == L4_SCHED_SENDING) &&
	       tap_check_eq(thread_state(receiver.h->id), L4_SCHED_RECEIVING);
}

static bool copying(void)
{
	return copying_with(0, L4_Never);
}

/* The message about it comes when the string has gone, before the sender runs its own code. */
static void check_preemption_after(void)
{
	tap_check_eq(helper_finish(sender.h), ODD);
	tap_check(is_protocol(sender.h->mr[0], L4_PROTO_PREEMPTION));
	tap_check(!sender.h->ipc.over);
	check_helper_ok(receiver.h);
	L4_Set_MsgTag(L4_Niltag);
	check_ok(L4_Send_Timeout(sender.h->id, L4_ZeroTime));
	tap_check_eq(bytes_wrong((char *)big_block(1), 0, BIG), 0);
}

TAP_TEST(string, preempted_with_signal,
	 "PREM-02 preemption inside a long transfer is reported after it")
{
	/* It is the main thread that preempts. */
	helpers_together();
	if (!copying_with(L4_UTCB_FLAG_SIGNAL, L4_Never))
		return;
	check_preemption_after();
}

TAP_TEST(string, quantum_inside,
	 "SCHED-28 a quantum used up inside a long transfer is reported after it")
{
	/* Not even a processor that moves a word in each nanosecond is done by then. */
	if (!copying_with(0, L4_TimePeriod(MS / 5)))
		return;
	check_preemption_after();
}

static void check_copied(const struct helper *h)
{
	const char *to = (const char *)big_block(1);
	L4_Word_t offset = h->ipc.error >> 4;

	tap_check_eq(h->ipc.error & 0xe, L4_IPC_ABORTED << 1);
	if (!tap_check_msg(offset > 0 && offset < BIG, "offset %#lx", offset))
		return;
	tap_check_eq(bytes_wrong(to, 0, offset), 0);
	tap_check_eq(to[offset], 0);
	tap_check_eq(bytes_touched(to + offset, BIG - offset), 0);
}

TAP_TEST(string, preempted, "TYPED-21 a long transfer does not keep others from running, and ends")
{
	if (!copying())
		return;
	check_transferred();
	tap_check_eq(bytes_wrong((char *)big_block(1), 0, BIG), 0);
}

TAP_TEST(string, cancel_copying, "TYPED-28 a sender cancelled while it copies: both aborted")
{
	if (!copying())
		return;
	exregs_control(sender.h->id, L4_EXREGS_CANCEL_SEND);
	tap_check(!helper_ipc_ended(sender.h) && !helper_ipc_ended(receiver.h));
	tap_check_eq(sender.h->ipc.error | 1, receiver.h->ipc.error);
	check_copied(sender.h);
}

TAP_TEST(string, cancel_copying_r,
	 "TYPED-29 a receiver cancelled while it is copied to: both aborted")
{
	if (!copying())
		return;
	exregs_control(receiver.h->id, L4_EXREGS_CANCEL_RECV);
	tap_check(!helper_ipc_ended(sender.h) && !helper_ipc_ended(receiver.h));
	tap_check_eq(sender.h->ipc.error | 1, receiver.h->ipc.error);
	check_copied(receiver.h);
}

TAP_TEST(string, delete_copying, "TC-27 a sender deleted while it copies: the receiver is aborted")
{
	if (!copying())
		return;
	helper_forget(sender.h);
	tap_check(!helper_ipc_ended(receiver.h));
	check_copied(receiver.h);
}

TAP_TEST(string, delete_copying_r,
	 "TC-27 a receiver deleted while it is copied to: the sender is aborted")
{
	if (!copying())
		return;
	helper_forget(receiver.h);
	tap_check(!helper_ipc_ended(sender.h));
	check_copied(sender.h);
}

TAP_TEST(string, unmap_copying,
	 "UNMAP-01 memory taken away in the middle of a copy faults from there")
{
	L4_Fpage_t f = L4_FpageAddRights(L4_Fpage(big_block(1), BIG), L4_FullyAccessible);
	L4_Word_t address;

	if (!copying())
		return;
	(void)L4_UnmapFpage(f);
	if (!tap_check_eq(helper_finish(receiver.h), PAGE_FAULT))
		return;
	address = receiver.h->mr[1];
	if (!tap_check(address > PLACE && address < PLACE + BIG))
		return;
	tap_check_eq(bytes_wrong((char *)big_block(1), 0, address - PLACE), 0);
	tap_check_eq(bytes_touched((char *)big_block(1) + (address - PLACE),
				   BIG - (address - PLACE)), 0);
}

/* --- the pager in the middle of its answer --- */

static struct helper *faulting;

/* A pager answers with a thousand pages; true: it is in the middle of it now. */
static bool answering(struct helper **pager, enum fault_side which)
{
	L4_Fpage_t f = L4_Fpage(big_block(0), BIG);
	unsigned int i;

	*pager = helper_here();
	pair_there();
	if (big_block(0) == 0) {
		tap_skip_test("not enough memory");
		return false;
	}
	/* Small pages, and the first is missing: the blocks as they come are two large ones. */
	for (i = 0; i < BIG / page_size; i += 512)
		(void)L4_Flush(fpage_at(big_block(0) + i * page_size, L4_FullyAccessible));
	provide(which == SENDER_FAULTS ? receiver.h : sender.h, TARGET, PLACE, L4_ReadWriteOnly);
	send_items(0, STRING(300, 1), PLACE);
	accept_strings(STRING(300, 1), PLACE);
	faulting = which == SENDER_FAULTS ? sender.h : receiver.h;
	L4_Set_PagerOf(faulting->id, (*pager)->id);
	helper_receive(*pager, faulting->id);
	transfer();
	check_helper_ok(*pager);
	/* It is the pager only of this fault. */
	L4_Set_PagerOf(faulting->id, main_thread);
	message_items(*pager, 0, (L4_Word_t[]){ PLACE | L4_ITEM_MAP,
		      L4_FpageAddRights(f, L4_FullyAccessible).raw }, 2);
	(*pager)->ipc.to = faulting->id;
	(*pager)->ipc.from = L4_nilthread;
	(*pager)->ipc.timeouts = NEVER;
	(*pager)->ipc.over = false;
	check_granted(L4_Set_Priority((*pager)->id, 90));
	helper_start(*pager, work_ipc, (L4_Word_t)&(*pager)->ipc, 0, 0);
	for (i = 0; i < MANY && !(*pager)->ipc.over &&
		    thread_state((*pager)->id) != L4_SCHED_SENDING; i++)
		L4_Sleep(L4_TimePeriod(5));
	return caught(thread_state((*pager)->id) == L4_SCHED_SENDING);
}

static void check_answer_aborted(enum fault_side which)
{
	struct helper *pager;

	if (!answering(&pager, which))
		return;
	exregs_control(faulting->id, L4_EXREGS_CANCEL_SEND);
	settle();
	/* On a busy host the whole answer may have come before: then that ended nothing. */
	if (!caught(!pager->ipc.over || L4_IpcFailed(pager->ipc.tag)))
		return;
	check_broken(L4_IPC_ABORTED, L4_IPC_ABORTED, 0);
	check_helper_error(pager, FAILED(L4_IPC_ABORTED, 0, 0));
}

TAP_TEST(string, cancel_answered,
	 "TYPED-28 a sender cancelled in its pager's answer: all three aborted")
{
	check_answer_aborted(SENDER_FAULTS);
}

TAP_TEST(string, cancel_answered_r,
	 "TYPED-29 a receiver cancelled in its pager's answer: all three aborted")
{
	check_answer_aborted(RECEIVER_FAULTS);
}

TAP_TEST(string, delete_answering, "TC-27 a pager deleted in the middle of its answer")
{
	struct helper *pager;

	if (!answering(&pager, RECEIVER_FAULTS))
		return;
	helper_forget(pager);
	/* The page of the fault was none of those that it gave. */
	expect_fault(receiver.h, WRITE_FAULT, PLACE);
	supply(receiver.h, TARGET + 1);
	check_transferred();
}
