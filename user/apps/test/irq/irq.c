/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupts of a source that makes one when asked.
 */
#include "interrupts.h"
#include "propagate.h"
#include "transfer.h"

static void detach(void)
{
	serve();
	check_granted(L4_DeassociateInterrupt(irq(SOURCE_LINE)));
}

TAP_TEST(irq, open, "IRQ-01 an interrupt in an open wait: tag, from")
{
	L4_ThreadId_t from = L4_nilthread;
	L4_MsgTag_t tag;

	check_granted(L4_AssociateInterrupt(irq(SOURCE_LINE), main_thread));
	arm();
	tag = await(L4_anythread, &from);
	tap_check_eq(tag.raw, IRQ_TAG);
	tap_check_eq(from.raw, irq(SOURCE_LINE).raw);
	detach();
}

TAP_TEST(irq, closed, "IRQ-02 an interrupt in a closed receive")
{
	L4_ThreadId_t from = L4_nilthread;

	check_granted(L4_AssociateInterrupt(irq(SOURCE_LINE), main_thread));
	arm();
	tap_check_eq(await(irq(SOURCE_LINE), &from).raw, IRQ_TAG);
	tap_check_eq(from.raw, irq(SOURCE_LINE).raw);
	detach();
}

TAP_TEST(irq, busy, "IRQ-03 an interrupt while the handler is busy comes at its next receive")
{
	L4_ThreadId_t from = L4_nilthread;

	check_granted(L4_AssociateInterrupt(irq(SOURCE_LINE), main_thread));
	arm();
	pulse_passes();
	tap_check_eq(L4_Ipc(L4_nilthread, L4_anythread, NO_WAIT, &from).raw, IRQ_TAG);
	tap_check_eq(from.raw, irq(SOURCE_LINE).raw);
	detach();
}

TAP_TEST(irq, not_acknowledged, "IRQ-04 without an acknowledgement there is no second message")
{
	L4_ThreadId_t from;

	check_granted(L4_AssociateInterrupt(irq(SOURCE_LINE), main_thread));
	arm();
	check_ok(await(irq(SOURCE_LINE), &from));
	arm();
	check_error(await(irq(SOURCE_LINE), &from), RECEIVE_TIMEOUT);
	detach();
}

TAP_TEST(irq, acknowledged, "IRQ-05 an acknowledgement needs no waiting, the next interrupt comes")
{
	L4_ThreadId_t from;
	unsigned int i;

	check_granted(L4_AssociateInterrupt(irq(SOURCE_LINE), main_thread));
	for (i = 0; i < 5; i++) {
		arm();
		check_ok(await(irq(SOURCE_LINE), &from));
		check_ok(acknowledge(irq(SOURCE_LINE)));
	}
	detach();
}

TAP_TEST(irq, call, "IRQ-05 acknowledging and waiting in one call")
{
	L4_ThreadId_t from;

	check_granted(L4_AssociateInterrupt(irq(SOURCE_LINE), main_thread));
	arm();
	check_ok(await(irq(SOURCE_LINE), &from));
	arm();
	L4_Set_MsgTag(L4_Niltag);
	tap_check_eq(L4_Call_Timeouts(irq(SOURCE_LINE), L4_ZeroTime,
				      L4_TimePeriod(20000 * stretch)).raw, IRQ_TAG);
	detach();
}

TAP_TEST(irq, masked_edge, "IRQ-06 an edge before the acknowledgement is delivered after it")
{
	L4_ThreadId_t from;

	check_granted(L4_AssociateInterrupt(irq(SOURCE_LINE), main_thread));
	arm();
	check_ok(await(irq(SOURCE_LINE), &from));
	arm();
	pulse_passes();
	check_ok(acknowledge(irq(SOURCE_LINE)));
	check_ok(await(irq(SOURCE_LINE), &from));
	detach();
}

TAP_TEST(irq, early_edge, "IRQ-06 an edge from before the association is delivered after it")
{
	L4_ThreadId_t from;

	/* None is left of other tests. */
	check_granted(L4_AssociateInterrupt(irq(SOURCE_LINE), main_thread));
	while (!L4_IpcFailed(await(irq(SOURCE_LINE), &from)))
		check_ok(acknowledge(irq(SOURCE_LINE)));
	detach();
	arm();
	pulse_passes();
	check_granted(L4_AssociateInterrupt(irq(SOURCE_LINE), main_thread));
	check_ok(await(irq(SOURCE_LINE), &from));
	check_ok(acknowledge(irq(SOURCE_LINE)));
	check_error(await(irq(SOURCE_LINE), &from), RECEIVE_TIMEOUT);
	detach();
}

TAP_TEST(irq, nothing_to_acknowledge,
	 "IRQ-05 an acknowledgement without a message finds no partner")
{
	check_granted(L4_AssociateInterrupt(irq(SOURCE_LINE), main_thread));
	tap_check(L4_IpcFailed(acknowledge(irq(SOURCE_LINE))));
	detach();
}

TAP_TEST(irq, wrong_handler, "IRQ-05 only the handler can acknowledge")
{
	struct helper *h = helper_here();
	L4_ThreadId_t from;

	check_granted(L4_AssociateInterrupt(irq(SOURCE_LINE), main_thread));
	arm();
	check_ok(await(irq(SOURCE_LINE), &from));
	h->ipc.mr[0] = 0;
	helper_ipc(h, irq(SOURCE_LINE), L4_nilthread, L4_Timeouts(L4_TimePeriod(1000), L4_Never));
	check_helper_error(h, SEND_TIMEOUT);
	check_ok(acknowledge(irq(SOURCE_LINE)));
	detach();
}

TAP_TEST(irq, detached, "IRQ-07 after de-association no message comes")
{
	L4_ThreadId_t from;

	check_granted(L4_AssociateInterrupt(irq(SOURCE_LINE), main_thread));
	detach();
	arm();
	check_error(await(L4_anythread, &from), RECEIVE_TIMEOUT);
}

TAP_TEST(irq, detach_unused, "IRQ-07 de-association of an interrupt without handler succeeds")
{
	detach();
	detach();
}

TAP_TEST(irq, no_handler, "IRQ-08 a handler that does not exist: error 2")
{
	check_refused(L4_AssociateInterrupt(irq(SOURCE_LINE), new_id()), L4_ErrInvalidThread);
}

TAP_TEST(irq, kernel_line, "IRQ-09 an interrupt that is the kernel's: error 2")
{
	check_refused(L4_AssociateInterrupt(irq(KERNEL_LINE), main_thread),
		      L4_ErrInvalidThread);
}

TAP_TEST(irq, wrong_version, "IRQ-09 an interrupt id with another version: error 2")
{
	check_refused(L4_AssociateInterrupt(L4_GlobalId(SOURCE_LINE, 2), main_thread),
		      L4_ErrInvalidThread);
}

static L4_Word_t work_associate(L4_Word_t id, L4_Word_t b, L4_Word_t c)
{
	L4_ThreadId_t line = { .raw = id };

	(void)b;
	(void)c;
	return L4_AssociateInterrupt(line, L4_Myself()) ? L4_ErrOk : L4_ErrorCode();
}

TAP_TEST(irq, unprivileged, "IRQ-10 an unprivileged thread: error 1")
{
	tap_check_eq(helper_call(helper_there(), work_associate, irq(SOURCE_LINE).raw, 0, 0),
		     L4_ErrNoPrivilege);
}

TAP_TEST(irq, second_handler, "IRQ-11 after a second association messages go to the new handler")
{
	struct helper *h = helper_here();
	L4_ThreadId_t from;

	check_granted(L4_AssociateInterrupt(irq(SOURCE_LINE), main_thread));
	check_granted(L4_AssociateInterrupt(irq(SOURCE_LINE), h->id));
	helper_receive(h, irq(SOURCE_LINE));
	arm();
	pulse_passes();
	check_helper_ok(h);
	tap_check_eq(h->ipc.tag.raw, IRQ_TAG | x_bit(NULL, h));
	check_error(L4_Wait_Timeout(L4_ZeroTime, &from), RECEIVE_TIMEOUT);
	detach();
}

TAP_TEST(irq, handler_deleted, "IRQ-12 a handler deleted while the message is pending does no harm")
{
	struct helper *h = helper_here();
	L4_ThreadId_t from;

	check_granted(L4_AssociateInterrupt(irq(SOURCE_LINE), h->id));
	arm();
	pulse_passes();
	helper_forget(h);
	arm();
	pulse_passes();
	check_granted(L4_AssociateInterrupt(irq(SOURCE_LINE), main_thread));
	arm();
	check_ok(await(irq(SOURCE_LINE), &from));
	detach();
}

TAP_TEST(irq, handler_deleted_late, "IRQ-12 a handler deleted before it acknowledges does no harm")
{
	struct helper *h = helper_here();
	L4_ThreadId_t from;

	check_granted(L4_AssociateInterrupt(irq(SOURCE_LINE), h->id));
	helper_receive(h, irq(SOURCE_LINE));
	arm();
	check_helper_ok(h);
	helper_forget(h);
	check_granted(L4_AssociateInterrupt(irq(SOURCE_LINE), main_thread));
	arm();
	check_ok(await(irq(SOURCE_LINE), &from));
	detach();
}

TAP_TEST(irq, schedule,
	 "SCHED-15 SCHED-16 Schedule succeeds on an associated interrupt, not on another one")
{
	L4_Word_t old;

	check_granted(L4_AssociateInterrupt(irq(SOURCE_LINE), main_thread));
	tap_check(L4_Schedule(irq(SOURCE_LINE), ~0ul, ~0ul, 200, ~0ul, &old) != 0);
	detach();
	check_refused(L4_Schedule(irq(SOURCE_LINE), ~0ul, ~0ul, 200, ~0ul, &old),
		      L4_ErrInvalidThread);
}

/* Another thread of its space has queued an acknowledgement in the handler's name too early. */
static void acknowledge_early(void)
{
	struct helper *h = helper_here();

	check_granted(L4_AssociateInterrupt(irq(SOURCE_LINE), main_thread));
	set_tcr(h, L4_UTCB_VIRTUAL_SENDER, main_thread.raw);
	h->ipc.mr[0] = L4_TAG_PROPAGATED;
	helper_ipc(h, irq(SOURCE_LINE), L4_nilthread, NEVER);
	tap_check_eq(thread_state(h->id), L4_SCHED_PENDING_SEND);
}

static void check_next(void)
{
	L4_ThreadId_t from;

	check_ok(acknowledge(irq(SOURCE_LINE)));
	arm();
	check_ok(await(irq(SOURCE_LINE), &from));
	detach();
}

TAP_TEST(irq, early, "IRQ-05 what came before the interrupt's message does not acknowledge it")
{
	L4_ThreadId_t from;

	acknowledge_early();
	arm();
	check_ok(await(irq(SOURCE_LINE), &from));
	check_next();
}

TAP_TEST(irq, early_busy, "IRQ-05 the same while the handler is busy")
{
	L4_ThreadId_t from;

	acknowledge_early();
	arm();
	pulse_passes();
	check_ok(await(irq(SOURCE_LINE), &from));
	check_next();
}

/* The handler h has taken an interrupt, and has the interrupt as its pager. */
static void page_by_interrupt(struct helper *h)
{
	check_granted(L4_AssociateInterrupt(irq(SOURCE_LINE), h->id));
	helper_receive(h, irq(SOURCE_LINE));
	arm();
	pulse_passes();
	serve();
	check_helper_ok(h);
	L4_Set_PagerOf(h->id, irq(SOURCE_LINE));
}

static void check_paged(L4_Word_t sender_at, L4_Word_t receiver_at)
{
	unsigned int i;

	send_items(0, STRING(10, 1), sender_at);
	accept_strings(STRING(10, 1), receiver_at);
	transfer();
	for (i = 0; i < 3; i++) {
		/* Once: a level that stays would come again at each fault. */
		arm();
		serve();
		pulse_passes();
		settle();
	}
	tap_check_eq(thread_state(receiver.h->id), L4_SCHED_RECEIVING);
	exregs_control(sender.h->id, L4_EXREGS_CANCEL_SEND);
	settle();
	check_broken(L4_IPC_ABORTED, L4_IPC_ABORTED, 0);
	detach();
}

TAP_TEST(irq, pages_receiver, "IRQ-05 a fault in a transfer to the handler acknowledges")
{
	pair_here();
	page_by_interrupt(receiver.h);
	check_paged(at(0, 0), PLACE);
}

TAP_TEST(irq, pages_sender, "IRQ-05 a fault in a transfer from the handler acknowledges")
{
	pair_here();
	page_by_interrupt(sender.h);
	check_paged(PLACE, at(TARGET, 0));
}
