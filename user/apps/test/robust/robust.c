/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stopping, cancelling and deleting threads in the middle of long kernel work.
 */
#include "test.h"

#define RW		(L4_Readable | L4_Writable)
#define SPACES		8
#define WORK_US		300	/* long kernel work is interrupted after this time */
#define LOOKS		10000

/* Everything of the large page, as small pages, in several spaces; true if it is there. */
static bool spread(struct helper **h, L4_Fpage_t block)
{
	L4_Word_t quarter = L4_Size(block) / 4, p;
	unsigned int i;

	for (i = 0; i < SPACES; i++) {
		h[i] = helper_there();
		for (p = 0; p < L4_Size(block); p += quarter)
			give(h[i], L4_FpageAddRights(L4_Fpage(L4_Address(block) + p, quarter), RW),
			     PLACE + p, L4_CompleteAddressSpace);
	}
	return can_read(h[SPACES - 1], PLACE + L4_Size(block) - page_size);
}

static unsigned int pages_left(struct helper **h, L4_Fpage_t block)
{
	unsigned int i, left = 0;
	L4_Word_t p;

	for (i = 0; i < SPACES; i++)
		for (p = 0; p < L4_Size(block); p += 37 * page_size)
			left += can_read(h[i], PLACE + p);
	return left;
}

static volatile L4_Word_t begun;

static L4_Word_t work_unmap(L4_Word_t fpage, L4_Word_t b, L4_Word_t c)
{
	L4_Fpage_t f = { .raw = fpage };

	(void)b;
	(void)c;
	begun = 1;
	return L4_UnmapFpage(f).raw;
}

static L4_Fpage_t whole_block(void)
{
	return L4_FpageAddRights(L4_Fpage(large_page(), large_page_size()), L4_FullyAccessible);
}

TAP_TEST(robust, unmap_deleted,
	 "UNMAP-02 a thread deleted in the middle of an Unmap leaves it complete")
{
	struct helper *h[SPACES], *worker;
	L4_Fpage_t block = whole_block();

	tap_check(spread(h, block));
	worker = helper_here();
	begun = 0;
	helper_start(worker, work_unmap, block.raw, 0, 0);
	tap_check(await_word(&begun, 1));
	L4_Sleep(L4_TimePeriod(WORK_US));
	if (!caught(thread_state(worker->id) == L4_SCHED_RUNNING))
		return;
	helper_forget(worker);
	tap_check_eq(pages_left(h, block), 0);
}

TAP_TEST(robust, unmap_halted,
	 "EXR-16 a thread halted in the middle of an Unmap completes it later")
{
	struct helper *h[SPACES], *worker;
	L4_Fpage_t block = whole_block();
	struct exregs r;

	tap_check(spread(h, block));
	worker = helper_here();
	begun = 0;
	helper_start(worker, work_unmap, block.raw, 0, 0);
	tap_check(await_word(&begun, 1));
	L4_Sleep(L4_TimePeriod(WORK_US));
	if (!caught(thread_state(worker->id) == L4_SCHED_RUNNING))
		return;
	r = exregs_control(worker->id, L4_EXREGS_HALT_VALID | L4_EXREGS_HALT);
	tap_check_eq(r.control, 0);
	L4_Sleep(L4_TimePeriod(WORK_US));
	r = exregs_control(worker->id, L4_EXREGS_HALT_VALID);
	tap_check_eq(r.control, L4_EXREGS_WAS_HALTED);
	tap_check_eq(helper_finish(worker), DONE);
	tap_check_eq(pages_left(h, block), 0);
}

TAP_TEST(robust, space_deleted,
	 "TC-25 deleting a large space while others run leaves nothing of it")
{
	struct helper *h[SPACES], *first = helper_there();
	L4_Fpage_t block = whole_block();
	L4_Word_t size = L4_Size(block), p;
	unsigned int i, left = 0;

	give(first, block, PLACE, L4_CompleteAddressSpace);
	for (i = 0; i < SPACES; i++) {
		h[i] = helper_there();
		for (p = 0; p < size; p += size / 4)
			pass(first, h[i], (PLACE + p) | L4_ITEM_MAP,
			     L4_FpageAddRights(L4_Fpage(PLACE + p, size / 4), RW).raw,
			     L4_CompleteAddressSpace);
	}
	helper_forget(first);
	for (i = 0; i < SPACES; i++)
		for (p = 0; p < size; p += 37 * page_size)
			left += can_read(h[i], PLACE + p);
	tap_check_eq(left, 0);
}

/* A message that maps all small pages of the block 31 times. */
static void long_message(struct helper *s, L4_Fpage_t block)
{
	unsigned int i;

	for (i = 0; i < 31; i++) {
		s->ipc.mr[1 + 2 * i] = (PLACE + (i + 1) * L4_Size(block)) | L4_ITEM_MAP;
		s->ipc.mr[2 + 2 * i] = L4_FpageAddRights(L4_Fpage(PLACE, L4_Size(block)), RW).raw;
	}
	s->ipc.mr[0] = 62 << L4_TAG_TYPED_SHIFT;
}

static void long_transfer(struct helper *s, struct helper *r, L4_Fpage_t block)
{
	helper_receive_window(r, s->id, L4_CompleteAddressSpace);
	long_message(s, block);
	s->ipc.to = r->id;
	s->ipc.from = L4_nilthread;
	s->ipc.timeouts = NEVER;
	s->ipc.over = false;
	helper_start(s, work_ipc, (L4_Word_t)&s->ipc, 0, 0);
}

/* A sender that has the block in small pages, and a receiver. */
static void transfer_partners(struct helper **s, struct helper **r, L4_Fpage_t block)
{
	L4_Word_t quarter = L4_Size(block) / 4, p;

	*s = helper_there();
	*r = helper_there();
	for (p = 0; p < L4_Size(block); p += quarter)
		give(*s, L4_FpageAddRights(L4_Fpage(L4_Address(block) + p, quarter), RW),
		     PLACE + p, L4_CompleteAddressSpace);
}

/* A transfer that has begun and is not over; false if it was not seen in the middle. */
static bool in_transfer(struct helper **s, struct helper **r)
{
	L4_Fpage_t block = whole_block();
	unsigned int i;

	transfer_partners(s, r, block);
	long_transfer(*s, *r, block);
	for (i = 0; i < LOOKS && !(*s)->ipc.over &&
		    thread_state((*s)->id) != L4_SCHED_SENDING; i++)
		L4_Sleep(L4_TimePeriod(WORK_US / 4));
	return caught(thread_state((*s)->id) == L4_SCHED_SENDING);
}

TAP_TEST(robust, transfer_state, "SCHED-10 in a transfer the sender's state is 5, the receiver's 7")
{
	struct helper *s, *r;

	if (!in_transfer(&s, &r))
		return;
	tap_check_eq(thread_state(s->id), L4_SCHED_SENDING);
	tap_check_eq(thread_state(r->id), L4_SCHED_RECEIVING);
	tap_check_eq(exregs_read(s->id).control, L4_EXREGS_WAS_SENDING);
	tap_check_eq(exregs_read(r->id).control, L4_EXREGS_WAS_RECEIVING);
	check_helper_ok(s);
	check_helper_ok(r);
	tap_check(can_read(r, PLACE + 32 * large_page_size() - page_size));
}

static void check_aborted(struct helper *s, struct helper *r)
{
	check_helper_error(s, CODE(L4_IPC_ABORTED, L4_IPC_PHASE_SEND));
	check_helper_error(r, CODE(L4_IPC_ABORTED, L4_IPC_PHASE_RECEIVE));
	tap_check_eq(helper_call(s, work_nothing, 5, 0, 0), 5);
	tap_check_eq(helper_call(r, work_nothing, 6, 0, 0), 6);
}

TAP_TEST(robust, abort_sender, "EXR-11 bit S in a transfer aborts it for both with error 7")
{
	struct helper *s, *r;

	if (!in_transfer(&s, &r))
		return;
	tap_check_eq(exregs_control(s->id, L4_EXREGS_CANCEL_SEND).control,
		     L4_EXREGS_WAS_SENDING);
	check_aborted(s, r);
}

TAP_TEST(robust, abort_receiver, "EXR-09 bit R in a transfer aborts it for both with error 7")
{
	struct helper *s, *r;

	if (!in_transfer(&s, &r))
		return;
	tap_check_eq(exregs_control(r->id, L4_EXREGS_CANCEL_RECV).control,
		     L4_EXREGS_WAS_RECEIVING);
	check_aborted(s, r);
}

TAP_TEST(robust, delete_receiver, "TC-29 a receiver deleted in a transfer aborts it with error 7")
{
	struct helper *s, *r;

	if (!in_transfer(&s, &r))
		return;
	helper_forget(r);
	check_helper_error(s, CODE(L4_IPC_ABORTED, L4_IPC_PHASE_SEND));
	tap_check_eq(helper_call(s, work_nothing, 5, 0, 0), 5);
}

TAP_TEST(robust, delete_sender, "TC-30 a sender deleted in a transfer aborts it with error 7")
{
	struct helper *s, *r;

	if (!in_transfer(&s, &r))
		return;
	helper_forget(s);
	check_helper_error(r, CODE(L4_IPC_ABORTED, L4_IPC_PHASE_RECEIVE));
	tap_check_eq(helper_call(r, work_nothing, 6, 0, 0), 6);
	/* The pages mapped went with the sender's space. */
	tap_check(!can_read(r, PLACE + large_page_size()));
}

TAP_TEST(robust, halt_sender, "EXR-20 a sender halted in a transfer completes it")
{
	struct helper *s, *r;

	if (!in_transfer(&s, &r))
		return;
	(void)exregs_control(s->id, L4_EXREGS_HALT_VALID | L4_EXREGS_HALT);
	check_helper_ok(r);
	tap_check(can_read(r, PLACE + 32 * large_page_size() - page_size));
	settle();
	tap_check(!s->ipc.over);
	(void)exregs_control(s->id, L4_EXREGS_HALT_VALID);
	check_helper_ok(s);
}

TAP_TEST(robust, timeouts_in_transfer, "IPC-06 the time of a transfer counts for neither timeout")
{
	const L4_Word_t short_time = L4_Timeouts(L4_TimePeriod(500), L4_TimePeriod(500));
	struct helper *s, *r;
	L4_Fpage_t block = whole_block();
	L4_Word_t begin;

	if (lateness) {
		tap_skip_test("the transfer must outlast a limit that the wait before it keeps");
		return;
	}
	transfer_partners(&s, &r, block);
	tap_context("sender first");
	long_message(s, block);
	helper_ipc(s, r->id, L4_nilthread, short_time);
	begin = L4_SystemClock().raw;
	helper_receive_window(r, s->id, L4_CompleteAddressSpace);
	tap_check(L4_SystemClock().raw - begin > 500);
	check_helper_ok(s);
	check_helper_ok(r);
	tap_context("receiver first");
	helper_forget(r);
	r = helper_there();
	r->ipc.acceptor = L4_CompleteAddressSpace.raw;
	helper_ipc(r, L4_nilthread, s->id, short_time);
	long_message(s, block);
	helper_ipc(s, r->id, L4_nilthread, NEVER);
	check_helper_ok(s);
	check_helper_ok(r);
}

TAP_TEST(robust, kill_preempted,
	 "TC-27 threads deleted while ready, at random times, leave nothing")
{
	static volatile L4_Word_t counter, stop;
	struct helper *keep = helper_here();
	L4_ThreadId_t id = new_id();
	unsigned int i;

	stop = 0;
	for (i = 0; i < 100; i++) {
		if (!tap_check(thread_create_here(id, main_thread)))
			return;
		(void)thread_start(id, (L4_Word_t)spin);
		L4_Sleep(L4_TimePeriod(1 + i * 7));
		if (!tap_check(thread_delete(id)))
			return;
	}
	helper_start(keep, work_count, (L4_Word_t)&counter, (L4_Word_t)&stop, 0);
	L4_Sleep(L4_TimePeriod(1000));
	stop = 1;
	tap_check_eq(helper_finish(keep), DONE);
}
