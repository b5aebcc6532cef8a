/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults inside string transfers whose pagers have a fault inside a transfer of their own, or go
 * away while the answer is looked for.
 */
#include "propagate.h"
#include "transfer.h"

#define MS	1000ul

TAP_TEST(string, pagers_of_each_other,
	 "PF-10 a fault goes to a pager that waits for the answer to its own: both transfers go on")
{
	struct side first = { .h = NULL }, last = { .h = NULL };
	const L4_Word_t out[] = { STRING(10, 1), PLACE };
	const L4_Word_t in[] = { STRING(10, 1), at(SPARE, 0) };

	pair_here();
	first.h = helper_here();
	last.h = helper_here();
	L4_Set_PagerOf(first.h->id, receiver.h->id);
	L4_Set_PagerOf(receiver.h->id, first.h->id);
	buffers(&last, in, 2);
	side_begin(&last, L4_nilthread, first.h->id, NEVER);
	helper_receive(receiver.h, first.h->id);
	message_items(first.h, 0, out, 2);
	side_begin(&first, last.h->id, L4_nilthread, NEVER);
	check_helper_ok(receiver.h);
	tap_check_eq(receiver.h->ipc.mr[1], PLACE);
	/* Now its pager waits for the receiver, whose own fault will be the answer. */
	provide(helper_here(), 0, PLACE, L4_ReadWriteOnly);
	send_items(0, STRING(10, 1), at(0, 0));
	accept_strings(STRING(10, 1), PLACE + page_size);
	transfer();
	check_helper_ok(first.h);
	check_helper_ok(last.h);
	exregs_control(receiver.h->id, L4_EXREGS_CANCEL_RECV);
	settle();
	check_broken(L4_IPC_ABORTED, L4_IPC_ABORTED, 0);
}

/* Takes a message and keeps the processor. */
static L4_Word_t work_take_and_spin(L4_Word_t from, L4_Word_t taken, L4_Word_t c)
{
	L4_ThreadId_t id = { .raw = from };

	(void)c;
	(void)L4_Receive(id);
	do
		++*(volatile L4_Word_t *)taken;
	while (*(volatile L4_Word_t *)taken != 0);
	return 0;
}

TAP_TEST(string, pager_dies_before_search,
	 "PF-08 the pager of a sender is deleted while another has sent in its name: aborted")
{
	static volatile L4_Word_t taken;
	struct helper *pager = helper_here(), *proxy = helper_here();

	pair_here();
	taken = 0;
	accept_strings(STRING(10, 1), at(TARGET, 0));
	receiver_begin();
	propagate(proxy, pager->id, sender.h, 0);
	L4_Set_PagerOf(sender.h->id, pager->id);
	check_granted(L4_Set_Priority(pager->id, 140));
	helper_start(pager, work_take_and_spin, sender.h->id.raw, (L4_Word_t)&taken, 0);
	L4_Sleep(L4_TimePeriod(MS));
	send_items(0, STRING(10, 1), PLACE);
	sender.h->ipc.to = receiver.h->id;
	sender.h->ipc.from = L4_nilthread;
	sender.h->ipc.timeouts = NEVER;
	sender.h->ipc.over = false;
	helper_start(sender.h, work_ipc, (L4_Word_t)&sender.h->ipc, 0, 0);
	L4_Sleep(L4_TimePeriod(5 * MS));
	tap_check(await_change(&taken, 0));
	check_granted(thread_delete(pager->id));
	helper_forget(pager);
	settle();
	tap_check(sender.h->ipc.over);
	check_helper_error(sender.h, FAILED(L4_IPC_ABORTED, 0, 0));
}
