/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page faults in the middle of string transfers: who reports them where, what is copied before,
 * and how transfer timeouts limit them.
 */
#include <string.h>

#include "transfer.h"

#define MS	(1000ul * stretch)

static char *target(size_t offset)
{
	return page(TARGET) + offset;
}

static void aim(size_t length, size_t sender_there, size_t receiver_there)
{
	send_items(0, STRING(length, 1), PLACE + page_size - sender_there);
	accept_strings(STRING(length, 1), PLACE + page_size - receiver_there);
	memset(target(0), 0, page_size);
}

/* A string of this length of which the sender has so many bytes, the receiver's buffer so many. */
static void prepare(size_t length, size_t sender_there, size_t receiver_there)
{
	pair_there();
	fill(page(0), 2 * page_size);
	if (sender_there)
		provide(sender.h, 0, PLACE, L4_ReadWriteOnly);
	if (receiver_there)
		provide(receiver.h, TARGET, PLACE, L4_ReadWriteOnly);
	aim(length, sender_there, receiver_there);
}

TAP_TEST(string, sender_fault, "TYPED-16 a missing page of the sender is a read fault to its pager")
{
	prepare(300, 0, 300);
	transfer();
	expect_fault(sender.h, READ_FAULT, PLACE + page_size);
	supply(sender.h, 0);
	check_transferred();
	tap_check_eq(bytes_wrong(target(page_size - 300), 0, 300), 0);
}

TAP_TEST(string, receiver_fault, "TYPED-17 a missing page of the receiver is a write fault of it")
{
	prepare(300, 300, 0);
	transfer();
	expect_fault(receiver.h, WRITE_FAULT, PLACE + page_size);
	supply(receiver.h, TARGET);
	check_transferred();
	tap_check_eq(bytes_wrong(target(0), page_size - 300, 300), 0);
}

TAP_TEST(string, both_fault, "TYPED-18 faults on both sides, two pages each, are all served")
{
	unsigned int i;

	pair_there();
	fill(page(0), 2 * page_size);
	send_items(0, STRING(2 * page_size - 100, 1), PLACE + 50);
	accept_strings(STRING(2 * page_size - 100, 1), PLACE + 75);
	transfer();
	for (i = 0; i < 2; i++) {
		tap_context("page %u", i);
		expect_fault(sender.h, READ_FAULT, i ? PLACE + page_size : PLACE + 50);
		supply(sender.h, i);
		expect_fault(receiver.h, WRITE_FAULT, i ? PLACE + page_size : PLACE + 75);
		supply(receiver.h, TARGET + i);
		/* The receiver's page ends 25 bytes before the sender's. */
		if (i == 0) {
			expect_fault(receiver.h, WRITE_FAULT, PLACE + page_size);
			supply(receiver.h, TARGET + 1);
			i++;
			expect_fault(sender.h, READ_FAULT, PLACE + page_size);
			supply(sender.h, 1);
		}
	}
	check_transferred();
	tap_check_eq(bytes_wrong(target(75), 50, 2 * page_size - 100), 0);
	tap_check_eq(bytes_touched(target(0), 75), 0);
}

TAP_TEST(string, at_any_byte,
	 "FIX-06 the address is the lowest missing byte; all before it is copied")
{
	static const unsigned int there[] = { 1, 2, 3, 7, 8, 9, 63, 64, 65, 255, 1000, 4095 };
	unsigned int i;

	prepare(1, 1, 1);
	for (i = 0; i < 2 * sizeof(there) / sizeof(*there); i++) {
		size_t n = there[i / 2];
		bool is_sender = i & 1;

		tap_context("%zu bytes, %s", n, is_sender ? "sender" : "receiver");
		aim(5000 - 1, is_sender ? n : page_size, is_sender ? page_size : n);
		transfer();
		expect_fault(is_sender ? sender.h : receiver.h,
			     is_sender ? READ_FAULT : WRITE_FAULT, PLACE + page_size);
		tap_check_eq(bytes_wrong(target(is_sender ? 0 : page_size - n),
					 is_sender ? page_size - n : 0, n), 0);
		if (is_sender)
			tap_check_eq(bytes_touched(target(n), page_size - n), 0);
		exregs_control(sender.h->id, L4_EXREGS_CANCEL_SEND);
		settle();
		check_broken(L4_IPC_ABORTED, L4_IPC_ABORTED, n);
	}
}

TAP_TEST(string, in_substring, "FIX-06 a missing page in the middle of substrings on both sides")
{
	pair_there();
	fill(page(0), page_size);
	provide(sender.h, 0, PLACE, L4_ReadWriteOnly);
	provide(receiver.h, TARGET, PLACE, L4_ReadWriteOnly);
	send_items(1, STRING(100, 3), PLACE, PLACE + page_size + 7, PLACE + 100);
	accept_strings(STRING(70, 5), PLACE, PLACE + 70, PLACE + 2 * page_size - 20, PLACE + 500,
		       PLACE + 700);
	transfer();
	expect_fault(sender.h, READ_FAULT, PLACE + page_size + 7);
	tap_check_eq(bytes_wrong(target(0), 0, 100), 0);
	tap_check_eq(bytes_touched(target(100), 100), 0);
	supply(sender.h, 1);
	expect_fault(receiver.h, WRITE_FAULT, PLACE + 2 * page_size - 20);
	supply(receiver.h, TARGET + 1);
	expect_fault(receiver.h, WRITE_FAULT, PLACE + 2 * page_size);
	supply(receiver.h, TARGET + 2);
	check_transferred();
	tap_check_eq(bytes_wrong(target(500), 110, 70), 0);
	tap_check_eq(bytes_wrong(target(700), 180, 20), 0);
	tap_check_eq(bytes_touched(target(720), 50), 0);
}

TAP_TEST(string, read_only, "TYPED-17 a read-only page of the receiver is a write fault")
{
	prepare(300, 300, 0);
	provide(receiver.h, TARGET, PLACE + page_size, L4_Readable);
	accept_strings(STRING(300, 1), PLACE + page_size + 33);
	transfer();
	expect_fault(receiver.h, WRITE_FAULT, PLACE + page_size + 33);
	tap_check_eq(bytes_touched(target(0), page_size), 0);
	supply(receiver.h, TARGET);
	check_transferred();
	tap_check_eq(bytes_wrong(target(33), page_size - 300, 300), 0);
}

TAP_TEST(string, useless_answer, "PF-07 a useless answer makes the transfer fault again")
{
	prepare(300, 300, 0);
	transfer();
	expect_fault(receiver.h, WRITE_FAULT, PLACE + page_size);
	supply_with(receiver.h, TARGET, L4_Readable);
	expect_fault(receiver.h, WRITE_FAULT, PLACE + page_size);
	L4_Set_MsgTag(L4_Niltag);
	check_ok(L4_Send_Timeout(receiver.h->id, L4_ZeroTime));
	expect_fault(receiver.h, WRITE_FAULT, PLACE + page_size);
	supply(receiver.h, TARGET);
	check_transferred();
	tap_check_eq(bytes_wrong(target(0), page_size - 300, 300), 0);
}

TAP_TEST(string, other_page, "PF-07 an answer that takes away what was there makes it fault there")
{
	prepare(page_size + 300, page_size, page_size);
	transfer();
	expect_fault(sender.h, READ_FAULT, PLACE + page_size);
	(void)L4_UnmapFpage(page_fpage(TARGET, L4_FullyAccessible));
	supply(sender.h, 1);
	expect_fault(receiver.h, WRITE_FAULT, PLACE + page_size);
	supply(receiver.h, TARGET + 1);
	check_transferred();
	tap_check_eq(bytes_wrong(target(0), 0, page_size), 0);
	tap_check_eq(bytes_wrong(target(page_size), page_size, 300), 0);
}

TAP_TEST(string, fault_local_pager, "PF-10 a pager in the faulting space sees a local id")
{
	struct helper *pager = helper_here();

	pair_here();
	L4_Set_PagerOf(sender.h->id, pager->id);
	send_items(0, STRING(10, 1), PLACE);
	accept_strings(STRING(10, 1), at(TARGET, 0));
	helper_receive(pager, L4_anythread);
	transfer();
	check_helper_ok(pager);
	tap_check_eq(pager->ipc.sender.raw, L4_LocalIdOf(sender.h->id).raw);
	tap_check_eq(pager->ipc.mr[1], PLACE);
	tap_check_eq(pager->ipc.mr[2], ~(L4_Word_t)0);
}

TAP_TEST(string, fault_states, "SCHED-12 states before and in a transfer are 4 or 6, then 5 and 7")
{
	prepare(300, 0, 300);
	sender_begin();
	tap_check_eq(thread_state(sender.h->id), L4_SCHED_PENDING_SEND);
	receiver_begin();
	tap_check_eq(thread_state(sender.h->id), L4_SCHED_SENDING);
	tap_check_eq(thread_state(receiver.h->id), L4_SCHED_RECEIVING);
	expect_fault(sender.h, READ_FAULT, PLACE + page_size);
	tap_check_eq(thread_state(sender.h->id), L4_SCHED_SENDING);
	tap_check_eq(thread_state(receiver.h->id), L4_SCHED_RECEIVING);
	tap_check_eq(exregs_read(sender.h->id).control, L4_EXREGS_WAS_SENDING);
	tap_check_eq(exregs_read(receiver.h->id).control, L4_EXREGS_WAS_RECEIVING);
}

TAP_TEST(string, receiver_fault_states, "SCHED-12 the same while the receiver's fault is served")
{
	prepare(300, 300, 0);
	receiver_begin();
	tap_check_eq(thread_state(receiver.h->id), L4_SCHED_WAITING);
	sender_begin();
	tap_check_eq(thread_state(sender.h->id), L4_SCHED_SENDING);
	tap_check_eq(thread_state(receiver.h->id), L4_SCHED_RECEIVING);
	expect_fault(receiver.h, WRITE_FAULT, PLACE + page_size);
	tap_check_eq(thread_state(sender.h->id), L4_SCHED_SENDING);
	tap_check_eq(thread_state(receiver.h->id), L4_SCHED_RECEIVING);
	tap_check_eq(exregs_read(sender.h->id).control, L4_EXREGS_WAS_SENDING);
	tap_check_eq(exregs_read(receiver.h->id).control, L4_EXREGS_WAS_RECEIVING);
}

/* Registers of both sides before a transfer with faults, to be as they were behind it. */
TAP_TEST(string, fault_preserves, "PF-08 faults in a transfer change no MR, BR and no ErrorCode")
{
	unsigned int i;

	prepare(300, 0, 0);
	send_items(7, STRING(300, 1), PLACE);
	for (i = 10; i < __L4_NUM_MRS; i++)
		sender.h->ipc.mr[i] = pattern(i);
	for (i = 3; i < L4_NUM_BRS; i++)
		sender.br[i] = receiver.br[i] = pattern(i);
	helper_call(sender.h, work_set_tcr, (L4_Word_t)L4_UTCB_ERROR_CODE, 0x77, 0);
	helper_call(receiver.h, work_set_tcr, (L4_Word_t)L4_UTCB_ERROR_CODE, 0x78, 0);
	helper_call(sender.h, work_set_tcr, (L4_Word_t)L4_UTCB_VIRTUAL_SENDER, 0x79, 0);
	helper_call(receiver.h, work_set_tcr, (L4_Word_t)L4_UTCB_VIRTUAL_SENDER, 0x7a, 0);
	transfer();
	expect_fault(sender.h, READ_FAULT, PLACE);
	supply(sender.h, 0);
	expect_fault(receiver.h, WRITE_FAULT, PLACE + page_size);
	supply(receiver.h, TARGET);
	check_transferred();
	tap_check_eq(words_wrong(sender.h->ipc.mr, 7), 0);
	tap_check_eq(words_wrong(receiver.h->ipc.mr, 7), 0);
	for (i = 10; i < __L4_NUM_MRS; i++)
		tap_check_eq(sender.h->ipc.mr[i], pattern(i));
	for (i = 3; i < L4_NUM_BRS; i++) {
		tap_check_eq(sender.br[i], pattern(i));
		tap_check_eq(receiver.br[i], pattern(i));
	}
	tap_check_eq(sender.h->ipc.error, 0x77);
	tap_check_eq(receiver.h->ipc.error, 0x78);
	tap_check_eq(helper_call(sender.h, work_tcr, (L4_Word_t)L4_UTCB_VIRTUAL_SENDER, 0, 0),
		     0x79);
	tap_check_eq(helper_call(receiver.h, work_tcr, (L4_Word_t)L4_UTCB_VIRTUAL_SENDER, 0, 0),
		     0x7a);
}

TAP_TEST(string, then_map_fault, "TYPED-11 a map item behind a string that faults is processed")
{
	prepare(300, 0, 300);
	send_items(0, STRING(300, 1), PLACE, (PLACE + 4 * page_size) | L4_ITEM_MAP,
		   fpage_at(PLACE, L4_Readable).raw);
	receiver.h->ipc.acceptor |= L4_CompleteAddressSpace.raw;
	transfer();
	expect_fault(sender.h, READ_FAULT, PLACE);
	supply(sender.h, 0);
	check_transferred();
	tap_check_eq(peek(receiver.h, PLACE + 4 * page_size),
		     *page_word(0) & all_ones(receiver.h));
}

/* --- answers of others --- */

/* x, of the main thread's space, answers the fault of h in the main thread's name. */
static void answer_begin(struct helper *x, struct helper *h, unsigned int t)
{
	helper_call(x, work_set_tcr, (L4_Word_t)L4_UTCB_VIRTUAL_SENDER, main_thread.raw, 0);
	x->ipc.mr[0] = t << L4_TAG_TYPED_SHIFT | L4_TAG_PROPAGATED;
	x->ipc.mr[1] = (PLACE + page_size) | L4_ITEM_MAP;
	x->ipc.mr[2] = page_fpage(TARGET, L4_FullyAccessible).raw;
	helper_ipc(x, h->id, L4_nilthread, NEVER);
}

TAP_TEST(string, answered_by_other, "PROP-05 another thread answers a fault in the pager's name")
{
	struct helper *x = helper_here();

	prepare(300, 300, 0);
	transfer();
	expect_fault(receiver.h, WRITE_FAULT, PLACE + page_size);
	answer_begin(x, receiver.h, 2);
	check_helper_ok(x);
	check_transferred();
	tap_check_eq(bytes_wrong(target(0), page_size - 300, 300), 0);
}

static void check_answered_early(unsigned int t)
{
	struct helper *x = helper_here();

	prepare(300, 300, 0);
	receiver_begin();
	answer_begin(x, receiver.h, t);
	tap_check_eq(thread_state(x->id), L4_SCHED_PENDING_SEND);
	sender_begin();
	expect_fault(receiver.h, WRITE_FAULT, PLACE + page_size);
	settle();
	check_helper_ok(x);
	if (t == 0) {
		expect_fault(receiver.h, WRITE_FAULT, PLACE + page_size);
		supply(receiver.h, TARGET);
	}
	check_transferred();
	tap_check_eq(bytes_wrong(target(0), page_size - 300, 300), 0);
}

TAP_TEST(string, answered_early,
	 "PROP-05 an answer with an item that waits before the fault counts")
{
	check_answered_early(2);
}

TAP_TEST(string, answered_early_empty, "PROP-05 the same for an answer without an item")
{
	check_answered_early(0);
}

TAP_TEST(string, sender_answered_early, "PROP-05 the same for an answer to the sender")
{
	struct helper *x = helper_here();

	prepare(300, 0, 300);
	sender_begin();
	answer_begin(x, sender.h, 0);
	receiver_begin();
	expect_fault(sender.h, READ_FAULT, PLACE + page_size);
	settle();
	check_helper_ok(x);
	expect_fault(sender.h, READ_FAULT, PLACE + page_size);
	supply(sender.h, 0);
	check_transferred();
}

/* --- transfer timeouts --- */

static L4_Word_t elapsed(L4_Word64_t since)
{
	return (L4_Word_t)(L4_SystemClock().raw - since);
}

static L4_Word_t xfer(L4_Time_t t)
{
	return L4_Timeouts(t, t);
}

TAP_TEST(string, sender_zero, "TYPED-23 the sender's timeout is zero: own error 5, partner 6")
{
	prepare(5000, 700, 4096);
	sender.xfer = L4_Timeouts(L4_ZeroTime, L4_Never);
	transfer();
	check_broken(L4_IPC_XFER_OWN, L4_IPC_XFER_PARTNER, 700);
}

TAP_TEST(string, timeout_tag, "FIX-18 errors 5 and 6 leave the transferred tag with E")
{
	prepare(5000, 700, 4096);
	sender.xfer = L4_Timeouts(L4_ZeroTime, L4_Never);
	sender.h->ipc.mr[0] |= 0x1234ul << L4_TAG_LABEL_SHIFT;
	transfer();
	check_broken(L4_IPC_XFER_OWN, L4_IPC_XFER_PARTNER, 700);
	tap_check_eq(sender.h->ipc.tag.raw, 0x12348000 | 2 << L4_TAG_TYPED_SHIFT);
	tap_check_eq(receiver.h->ipc.tag.raw,
		     x_bit(sender.h, receiver.h) | 0x12348000 | 2 << L4_TAG_TYPED_SHIFT);
}

TAP_TEST(string, receiver_zero, "TYPED-23 only the receiver's is zero: sender 6, receiver 5")
{
	prepare(5000, 700, 4096);
	receiver.xfer = L4_Timeouts(L4_Never, L4_ZeroTime);
	transfer();
	check_broken(L4_IPC_XFER_PARTNER, L4_IPC_XFER_OWN, 700);
}

TAP_TEST(string, halves,
	 "TYPED-23 the sender's receive half and the receiver's send half do not count")
{
	prepare(300, 0, 300);
	sender.xfer = L4_Timeouts(L4_Never, L4_ZeroTime);
	receiver.xfer = L4_Timeouts(L4_ZeroTime, L4_Never);
	transfer();
	expect_fault(sender.h, READ_FAULT, PLACE + page_size);
	supply(sender.h, 0);
	check_transferred();
}

TAP_TEST(string, both_zero, "TYPED-24 both are zero: sender 5, receiver 6")
{
	prepare(5000, 4096, 123);
	sender.xfer = receiver.xfer = NO_WAIT;
	transfer();
	check_broken(L4_IPC_XFER_OWN, L4_IPC_XFER_PARTNER, 123);
}

TAP_TEST(string, silent_pager,
	 "TYPED-25 TYPED-26 the shorter of two timeouts ends it, in all combinations")
{
	static const unsigned int ms[] = { 10, 40, 0 };	/* 0: never */
	unsigned int i, s, r;

	prepare(1, 1, 1);
	for (i = 0; i < 18; i++) {
		bool is_sender = i & 1;
		L4_Word_t us, limit;

		s = ms[i / 2 % 3];
		r = ms[i / 6];
		limit = (s && (r == 0 || s < r) ? s : r) * MS;
		if (s == 0 && r == 0)
			continue;
		tap_context("sender %u ms, receiver %u ms, fault of the %s", s, r,
			    is_sender ? "sender" : "receiver");
		aim(5000, is_sender ? 700 : 4096, is_sender ? 4096 : 700);
		sender.xfer = xfer(s ? L4_TimePeriod(s * MS) : L4_Never);
		receiver.xfer = xfer(r ? L4_TimePeriod(r * MS) : L4_Never);
		transfer();
		expect_fault(is_sender ? sender.h : receiver.h,
			     is_sender ? READ_FAULT : WRITE_FAULT, PLACE + page_size);
		if (r && (s == 0 || r < s))
			check_broken(L4_IPC_XFER_PARTNER, L4_IPC_XFER_OWN, 700);
		else
			check_broken(L4_IPC_XFER_OWN, L4_IPC_XFER_PARTNER, 700);
		/* Its own clock tells: this thread has to wait until all processors are at rest. */
		us = sender.took;
		tap_check_msg(us >= limit && us < limit + 20 * MS + lateness, "after %lu us", us);
	}
}

TAP_TEST(string, fault_pending, "TYPED-26 the timeout ends a fault that nobody has received")
{
	prepare(5000, 700, 4096);
	sender.xfer = xfer(L4_TimePeriod(5 * MS));
	transfer();
	/* Otherwise the fault would be received now. */
	tap_check(await_ipc_over(sender.h));
	check_broken(L4_IPC_XFER_OWN, L4_IPC_XFER_PARTNER, 700);
}

TAP_TEST(string, late_answer, "TYPED-26 an answer after the timeout finds nobody waiting for it")
{
	prepare(5000, 700, 4096);
	sender.xfer = xfer(L4_TimePeriod(5 * MS));
	transfer();
	expect_fault(sender.h, READ_FAULT, PLACE + page_size);
	/* The sender comes next with what its Ipc has returned. */
	tap_check(await_ipc_over(sender.h));
	L4_Set_MsgTag(L4_Niltag);
	check_error(L4_Send_Timeout(sender.h->id, L4_ZeroTime), SEND_TIMEOUT);
	check_broken(L4_IPC_XFER_OWN, L4_IPC_XFER_PARTNER, 700);
}

TAP_TEST(string, no_limit, "TYPED-27 both never: a slow pager is waited for")
{
	prepare(300, 0, 300);
	transfer();
	expect_fault(sender.h, READ_FAULT, PLACE + page_size);
	L4_Sleep(L4_TimePeriod(300 * MS));
	tap_check_eq(thread_state(sender.h->id), L4_SCHED_SENDING);
	supply(sender.h, 0);
	check_transferred();
}

TAP_TEST(string, one_clock, "TYPED-26 a second fault does not restart the clock of the first")
{
	L4_Word_t us;

	prepare(page_size + 300, 0, page_size);
	sender.xfer = xfer(L4_TimePeriod(40 * MS));
	transfer();
	expect_fault(sender.h, READ_FAULT, PLACE + page_size);
	L4_Sleep(L4_TimePeriod(20 * MS));
	supply(sender.h, 0);
	expect_fault(sender.h, READ_FAULT, PLACE + 2 * page_size);
	check_broken(L4_IPC_XFER_OWN, L4_IPC_XFER_PARTNER, page_size);
	us = sender.took;
	tap_check_msg(us >= 40 * MS && us < 60 * MS + lateness, "after %lu us", us);
}

TAP_TEST(string, clock_ends, "TYPED-26 the clock of a finished transfer ends nothing later")
{
	L4_Word64_t start;

	prepare(300, 0, 300);
	sender.xfer = xfer(L4_TimePeriod(20 * MS));
	receiver_begin();
	side_begin(&sender, receiver.h->id, receiver.h->id,
		   L4_Timeouts(L4_Never, L4_TimePeriod(100 * MS)));
	expect_fault(sender.h, READ_FAULT, PLACE + page_size);
	start = L4_SystemClock().raw;
	supply(sender.h, 0);
	check_helper_ok(receiver.h);
	check_helper_error(sender.h, RECEIVE_TIMEOUT);
	tap_check(elapsed(start) >= 99 * MS);
}

TAP_TEST(string, send_timeout, "IPC-06 the send timeout does not count in the transfer")
{
	prepare(300, 0, 300);
	receiver_begin();
	side_begin(&sender, receiver.h->id, L4_nilthread, NO_WAIT);
	expect_fault(sender.h, READ_FAULT, PLACE + page_size);
	L4_Sleep(L4_TimePeriod(20 * MS));
	supply(sender.h, 0);
	check_transferred();
}

TAP_TEST(string, receive_timeout, "IPC-05 the receive timeout does not count in the transfer")
{
	prepare(300, 300, 0);
	side_begin(&receiver, L4_nilthread, sender.h->id,
		   L4_Timeouts(L4_Never, L4_TimePeriod(10 * MS)));
	sender_begin();
	expect_fault(receiver.h, WRITE_FAULT, PLACE + page_size);
	L4_Sleep(L4_TimePeriod(30 * MS));
	supply(receiver.h, TARGET);
	check_transferred();
}

/* No end of a slice comes between the end of an Ipc and the caller's note of it. */
static void without_slices(void)
{
	check_granted(L4_Set_Timeslice(sender.h->id, L4_Never, L4_Never));
	check_granted(L4_Set_Timeslice(receiver.h->id, L4_Never, L4_Never));
}

TAP_TEST(string, sender_first, "ORD-03 after a timeout the sender runs before the receiver")
{
	helpers_together();
	prepare(5000, 700, 4096);
	without_slices();
	sender.xfer = xfer(L4_TimePeriod(5 * MS));
	transfer();
	expect_fault(sender.h, READ_FAULT, PLACE + page_size);
	settle();
	check_broken(L4_IPC_XFER_OWN, L4_IPC_XFER_PARTNER, 700);
	tap_check_eq(sender.turn, 1);
	tap_check_eq(receiver.turn, 2);
}

TAP_TEST(string, sender_first_at_once, "ORD-03 the same after a timeout of zero")
{
	helpers_together();
	prepare(5000, 4096, 700);
	without_slices();
	receiver.xfer = NO_WAIT;
	transfer();
	check_broken(L4_IPC_XFER_PARTNER, L4_IPC_XFER_OWN, 700);
	tap_check_eq(sender.turn, 1);
	tap_check_eq(receiver.turn, 2);
}
