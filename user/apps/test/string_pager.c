/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults inside string transfers whose pagers have a fault inside a transfer of their own.
 */
#include "transfer.h"

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
