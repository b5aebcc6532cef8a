/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * String transfers that are ended from outside while a fault is served: cancelled, or a partner or
 * pager deleted.
 */
#include "transfer.h"

#define MS	1000ul
#define HERE	700		/* bytes before the fault */

static struct helper *faulting, *other;

/* A transfer that stops at a fault after HERE bytes; its message has been sent, not received. */
static void fault_in(enum fault_side which)
{
	L4_Word_t at_end = PLACE + page_size - HERE;

	pair_there();
	fill(page(0), page_size);
	provide(sender.h, 0, PLACE, L4_ReadWriteOnly);
	provide(receiver.h, TARGET, PLACE, L4_ReadWriteOnly);
	send_items(0, STRING(2000, 1), which == SENDER_FAULTS ? at_end : PLACE);
	accept_strings(STRING(2000, 1), which == SENDER_FAULTS ? PLACE : at_end);
	faulting = which == SENDER_FAULTS ? sender.h : receiver.h;
	other = which == SENDER_FAULTS ? receiver.h : sender.h;
	transfer();
}

static void receive_fault(void)
{
	expect_fault(faulting, faulting == sender.h ? READ_FAULT : WRITE_FAULT, PLACE + page_size);
}

static void check_aborted(void)
{
	settle();
	check_broken(L4_IPC_ABORTED, L4_IPC_ABORTED, HERE);
	/* Both go on. */
	tap_check_eq(helper_call(sender.h, work_nothing, 3, 0, 0), 3);
	tap_check_eq(helper_call(receiver.h, work_nothing, 4, 0, 0), 4);
}

TAP_TEST(string, cancel_sender, "TYPED-28 the faulting sender cancelled by S: both aborted")
{
	fault_in(SENDER_FAULTS);
	receive_fault();
	tap_check_eq(exregs_control(sender.h->id, L4_EXREGS_CANCEL_SEND).control,
		     L4_EXREGS_WAS_SENDING);
	check_aborted();
}

TAP_TEST(string, aborted_tag, "FIX-18 error 7 leaves the transferred tag with E")
{
	fault_in(SENDER_FAULTS);
	exregs_control(sender.h->id, L4_EXREGS_CANCEL_SEND);
	settle();
	check_broken(L4_IPC_ABORTED, L4_IPC_ABORTED, HERE);
	tap_check_eq(sender.h->ipc.tag.raw, L4_TAG_ERROR | 2 << L4_TAG_TYPED_SHIFT);
	tap_check_eq(receiver.h->ipc.tag.raw, x_bit(sender.h, receiver.h) | L4_TAG_ERROR |
		     2 << L4_TAG_TYPED_SHIFT);
}

TAP_TEST(string, cancel_sender_recv, "FIX-02 the faulting sender cancelled by R: both aborted")
{
	fault_in(SENDER_FAULTS);
	receive_fault();
	exregs_control(sender.h->id, L4_EXREGS_CANCEL_RECV);
	check_aborted();
}

TAP_TEST(string, cancel_sender_pending, "TYPED-28 the same while its fault message is not received")
{
	fault_in(SENDER_FAULTS);
	exregs_control(sender.h->id, L4_EXREGS_CANCEL_SEND);
	check_aborted();
}

TAP_TEST(string, cancel_receiver, "TYPED-29 the faulting receiver cancelled by R: both aborted")
{
	fault_in(RECEIVER_FAULTS);
	receive_fault();
	tap_check_eq(exregs_control(receiver.h->id, L4_EXREGS_CANCEL_RECV).control,
		     L4_EXREGS_WAS_RECEIVING);
	check_aborted();
}

TAP_TEST(string, cancel_receiver_send, "FIX-02 the faulting receiver cancelled by S: both aborted")
{
	fault_in(RECEIVER_FAULTS);
	receive_fault();
	exregs_control(receiver.h->id, L4_EXREGS_CANCEL_SEND);
	check_aborted();
}

TAP_TEST(string, cancel_receiver_pending,
	 "TYPED-29 the same while its fault message is not received")
{
	fault_in(RECEIVER_FAULTS);
	exregs_control(receiver.h->id, L4_EXREGS_CANCEL_RECV);
	check_aborted();
}

TAP_TEST(string, cancel_partner_s, "TYPED-28 the sender cancelled during the receiver's fault")
{
	fault_in(RECEIVER_FAULTS);
	receive_fault();
	exregs_control(sender.h->id, L4_EXREGS_CANCEL_SEND);
	check_aborted();
}

TAP_TEST(string, cancel_partner_r, "TYPED-29 the receiver cancelled during the sender's fault")
{
	fault_in(SENDER_FAULTS);
	exregs_control(receiver.h->id, L4_EXREGS_CANCEL_RECV);
	check_aborted();
}

TAP_TEST(string, other_bits, "EXR-10 the wrong bit for a partner that does not fault has no effect")
{
	fault_in(SENDER_FAULTS);
	receive_fault();
	exregs_control(receiver.h->id, L4_EXREGS_CANCEL_SEND);
	tap_check_eq(thread_state(receiver.h->id), L4_SCHED_RECEIVING);
	supply(faulting, 1);
	check_transferred();
}

TAP_TEST(string, control_zero, "FIX-19 control 0 disturbs no transfer")
{
	fault_in(RECEIVER_FAULTS);
	exregs_control(sender.h->id, 0);
	exregs_control(receiver.h->id, 0);
	receive_fault();
	exregs_control(sender.h->id, 0);
	exregs_control(receiver.h->id, 0);
	supply(faulting, TARGET + 1);
	check_transferred();
}

TAP_TEST(string, answer_to_cancelled, "TYPED-28 the answer to a cancelled fault finds nobody")
{
	fault_in(SENDER_FAULTS);
	receive_fault();
	exregs_control(sender.h->id, L4_EXREGS_CANCEL_SEND);
	settle();
	L4_Set_MsgTag(L4_Niltag);
	check_error(L4_Send_Timeout(sender.h->id, L4_ZeroTime), SEND_TIMEOUT);
	check_aborted();
}

static volatile L4_Word_t reached;

static void elsewhere(void)
{
	reached++;
	for (;;)
		L4_Sleep(L4_Never);
}

TAP_TEST(string, new_ip, "EXR-14 a cancelled sender with a new IP goes on there")
{
	struct exregs r = { .ip = (L4_Word_t)elsewhere };

	helpers_alike();
	fault_in(SENDER_FAULTS);
	receive_fault();
	reached = 0;
	exregs(sender.h->id, L4_EXREGS_CANCEL_SEND | L4_EXREGS_SET_IP, &r);
	settle();
	tap_check_eq(reached, 1);
	check_helper_error(receiver.h, FAILED(L4_IPC_ABORTED, 1, HERE));
}

TAP_TEST(string, halted_sender, "EXR-20 a sender halted during its fault stops after the transfer")
{
	fault_in(SENDER_FAULTS);
	receive_fault();
	exregs_control(sender.h->id, L4_EXREGS_HALT_VALID | L4_EXREGS_HALT);
	supply(faulting, 1);
	check_helper_ok(receiver.h);
	tap_check(!sender.h->ipc.over);
	tap_check_eq(thread_state(sender.h->id), L4_SCHED_INACTIVE);
	exregs_control(sender.h->id, L4_EXREGS_HALT_VALID);
	check_helper_ok(sender.h);
}

TAP_TEST(string, halted_receiver,
	 "EXR-20 a receiver halted during its fault stops after the transfer")
{
	fault_in(RECEIVER_FAULTS);
	receive_fault();
	exregs_control(receiver.h->id, L4_EXREGS_HALT_VALID | L4_EXREGS_HALT);
	supply(faulting, TARGET + 1);
	check_helper_ok(sender.h);
	tap_check(!receiver.h->ipc.over);
	exregs_control(receiver.h->id, L4_EXREGS_HALT_VALID);
	check_helper_ok(receiver.h);
}

/* --- deletion --- */

TAP_TEST(string, delete_sender, "TC-28 a faulting sender is deleted: the receiver is aborted")
{
	fault_in(SENDER_FAULTS);
	receive_fault();
	helper_forget(sender.h);
	check_helper_error(receiver.h, FAILED(L4_IPC_ABORTED, 1, HERE));
	check_error(L4_Send_Timeout(sender.h->id, L4_ZeroTime), SEND_NO_PARTNER);
}

TAP_TEST(string, delete_sender_pending, "TC-28 the same while its fault message is not received")
{
	fault_in(SENDER_FAULTS);
	helper_forget(sender.h);
	check_helper_error(receiver.h, FAILED(L4_IPC_ABORTED, 1, HERE));
}

TAP_TEST(string, delete_receiver, "TC-28 a faulting receiver is deleted: the sender is aborted")
{
	fault_in(RECEIVER_FAULTS);
	receive_fault();
	helper_forget(receiver.h);
	check_helper_error(sender.h, FAILED(L4_IPC_ABORTED, 0, HERE));
}

TAP_TEST(string, delete_receiver_pending, "TC-28 the same while its fault message is not received")
{
	fault_in(RECEIVER_FAULTS);
	helper_forget(receiver.h);
	check_helper_error(sender.h, FAILED(L4_IPC_ABORTED, 0, HERE));
}

TAP_TEST(string, delete_partner_s, "TC-27 the sender is deleted during the receiver's fault")
{
	fault_in(RECEIVER_FAULTS);
	receive_fault();
	helper_forget(sender.h);
	check_helper_error(receiver.h, FAILED(L4_IPC_ABORTED, 1, HERE));
}

TAP_TEST(string, delete_partner_r, "TC-27 the receiver is deleted during the sender's fault")
{
	fault_in(SENDER_FAULTS);
	receive_fault();
	helper_forget(receiver.h);
	check_helper_error(sender.h, FAILED(L4_IPC_ABORTED, 0, HERE));
}

/* The pager of the faulting side is a helper that is deleted. */
static void check_pager_dies(enum fault_side which, bool received)
{
	struct helper *pager = helper_here(), *f;
	L4_Word_t at_end = PLACE + page_size - HERE;

	pair_there();
	fill(page(0), page_size);
	provide(sender.h, 0, PLACE, L4_ReadWriteOnly);
	provide(receiver.h, TARGET, PLACE, L4_ReadWriteOnly);
	send_items(0, STRING(2000, 1), which == SENDER_FAULTS ? at_end : PLACE);
	accept_strings(STRING(2000, 1), which == SENDER_FAULTS ? PLACE : at_end);
	f = which == SENDER_FAULTS ? sender.h : receiver.h;
	L4_Set_PagerOf(f->id, pager->id);
	if (received)
		helper_receive(pager, f->id);
	transfer();
	if (received)
		check_helper_ok(pager);
	helper_forget(pager);
	check_aborted();
}

TAP_TEST(string, sender_pager_dies, "PF-12 the pager of a faulting sender dies: both aborted")
{
	check_pager_dies(SENDER_FAULTS, true);
}

TAP_TEST(string, sender_pager_dies_before, "PF-12 the same before it has received the fault")
{
	check_pager_dies(SENDER_FAULTS, false);
}

TAP_TEST(string, receiver_pager_dies, "PF-12 the pager of a faulting receiver dies: both aborted")
{
	check_pager_dies(RECEIVER_FAULTS, true);
}

TAP_TEST(string, receiver_pager_dies_before, "PF-12 the same before it has received the fault")
{
	check_pager_dies(RECEIVER_FAULTS, false);
}

TAP_TEST(string, new_pager,
	 "PF-12 a fault whose pager dies goes to the pager that has been set since")
{
	struct helper *pager = helper_here();

	pair_there();
	fill(page(0), page_size);
	provide(sender.h, 0, PLACE, L4_ReadWriteOnly);
	send_items(0, STRING(300, 1), PLACE);
	accept_strings(STRING(300, 1), PLACE);
	L4_Set_PagerOf(receiver.h->id, pager->id);
	helper_receive(pager, receiver.h->id);
	transfer();
	check_helper_ok(pager);
	L4_Set_PagerOf(receiver.h->id, main_thread);
	helper_forget(pager);
	expect_fault(receiver.h, WRITE_FAULT, PLACE);
	supply(receiver.h, TARGET);
	check_transferred();
	tap_check_eq(bytes_wrong(page(TARGET), 0, 300), 0);
}

TAP_TEST(string, no_pager, "PF-11 faults without a pager end the transfer: both aborted")
{
	pair_there();
	fill(page(0), page_size);
	provide(sender.h, 0, PLACE, L4_ReadWriteOnly);
	L4_Set_PagerOf(receiver.h->id, L4_nilthread);
	send_items(0, STRING(300, 1), PLACE);
	accept_strings(STRING(300, 1), PLACE);
	transfer();
	check_broken(L4_IPC_ABORTED, L4_IPC_ABORTED, 0);
	sender.h->ipc.acceptor = receiver.h->ipc.acceptor = 0;
	L4_Set_PagerOf(sender.h->id, L4_nilthread);
	send_items(0, STRING(300, 1), PLACE + page_size);
	accept_strings(STRING(300, 1), PLACE);
	transfer();
	check_broken(L4_IPC_ABORTED, L4_IPC_ABORTED, 0);
}

/* Each is the other's pager, so that nobody can serve the fault. */
TAP_TEST(string, partner_is_pager,
	 "TYPED-26 a fault that only the partner could serve ends by timeout")
{
	pair_here();
	L4_Set_PagerOf(receiver.h->id, sender.h->id);
	send_items(0, STRING(300, 1), at(0, 0));
	accept_strings(STRING(300, 1), PLACE);
	sender.xfer = L4_Timeouts(L4_TimePeriod(10 * MS), L4_Never);
	transfer();
	check_broken(L4_IPC_XFER_OWN, L4_IPC_XFER_PARTNER, 0);
}

TAP_TEST(string, own_pager, "TYPED-28 a sender that is its own pager can be cancelled")
{
	pair_here();
	L4_Set_PagerOf(sender.h->id, sender.h->id);
	send_items(0, STRING(300, 1), PLACE);
	accept_strings(STRING(300, 1), at(TARGET, 0));
	transfer();
	tap_check_eq(thread_state(sender.h->id), L4_SCHED_SENDING);
	exregs_control(sender.h->id, L4_EXREGS_CANCEL_SEND);
	settle();
	check_broken(L4_IPC_ABORTED, L4_IPC_ABORTED, 0);
}

TAP_TEST(string, new_version,
	 "TC-21 a new version of the receiver's id in its fault keeps it whole")
{
	L4_ThreadId_t id;

	fault_in(RECEIVER_FAULTS);
	receive_fault();
	id = L4_GlobalId(L4_ThreadNo(receiver.h->id), L4_Version(receiver.h->id) + 0x40000);
	check_granted(L4_ThreadControl(id, id, L4_nilthread, L4_nilthread, UTCB_UNCHANGED));
	receiver.h->id = id;
	supply(receiver.h, TARGET + 1);
	/* Aborted or continued, both know and nobody hangs. */
	settle();
	tap_check_eq(helper_finish(sender.h), DONE);
	tap_check_eq(helper_finish(receiver.h), DONE);
	tap_check(sender.h->ipc.over && receiver.h->ipc.over);
}

/* h moves to a third space in the middle of a transfer. */
static void check_migration(enum fault_side which, bool partner)
{
	struct helper *there, *h;

	helpers_alike();
	there = helper_there();
	fault_in(which);
	receive_fault();
	h = partner ? other : faulting;
	check_granted(L4_ThreadControl(h->id, there->id, L4_nilthread, L4_nilthread,
				       utcb_there(h->id)));
	check_aborted();
}

TAP_TEST(string, sender_moves, "TC-32 a faulting sender moves to another space: both aborted")
{
	check_migration(SENDER_FAULTS, false);
}

TAP_TEST(string, receiver_moves, "TC-32 a faulting receiver moves to another space: both aborted")
{
	check_migration(RECEIVER_FAULTS, false);
}

TAP_TEST(string, partner_moves, "TC-32 the partner of a faulting thread moves: both aborted")
{
	check_migration(SENDER_FAULTS, true);
}
