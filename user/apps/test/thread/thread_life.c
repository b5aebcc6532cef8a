/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Deletion, migration and reuse of threads, and what their partners see of it.
 */
#include "test.h"

#define CYCLES	1000
#define MARK	0x600df00dul

TAP_TEST(thread, deleted, "TC-22 a deleted thread is no partner any more")
{
	struct helper *h = helper_here();

	check_granted(thread_delete(h->id));
	message_load(1, 0);
	check_error(L4_Send_Timeout(h->id, PATIENCE), SEND_NO_PARTNER);
	check_error(L4_Receive_Timeout(h->id, PATIENCE), RECEIVE_NO_PARTNER);
}

TAP_TEST(thread, delete_absent, "TC-23 deleting a thread that does not exist succeeds")
{
	check_granted(thread_delete(new_id()));
}

TAP_TEST(thread, delete_version, "TC-23 a thread is deleted whatever the version given")
{
	struct helper *h = helper_here();

	check_granted(thread_delete(L4_GlobalId(L4_ThreadNo(h->id), L4_Version(h->id) + 1)));
	tap_check_eq(thread_state(h->id), L4_SCHED_ERROR);
}

TAP_TEST(thread, delete_self, "TC-24 a thread cannot delete itself: error 2")
{
	check_refused(thread_delete(main_thread), L4_ErrInvalidThread);
}

TAP_TEST(thread, delete_space, "TC-25 with its last thread a space and all derived from it vanish")
{
	struct helper *b = helper_there(), *c = helper_there();
	L4_Fpage_t f = fpage_at(PLACE, L4_FullyAccessible);

	*page_word(0) = MARK;
	give(b, page_fpage(0, L4_FullyAccessible), PLACE, L4_CompleteAddressSpace);
	pass(b, c, PLACE | L4_ITEM_MAP, f.raw, L4_CompleteAddressSpace);
	tap_check_eq(peek(c, PLACE), MARK);
	helper_forget(b);
	tap_check(!can_read(c, PLACE));
	tap_check_eq(*page_word(0), MARK);
}

TAP_TEST(thread, delete_one_of_two, "TC-25 a space lives on with its other threads")
{
	struct helper *a = helper_there(), *b = helper_beside(a);

	give(b, page_fpage(0, L4_FullyAccessible), PLACE, L4_CompleteAddressSpace);
	helper_forget(a);
	tap_check(can_read(b, PLACE));
}

TAP_TEST(thread, utcb_again, "TC-26 the UTCB location of a deleted thread can be used again")
{
	struct helper *h = helper_here();
	L4_ThreadId_t id = new_id();

	helper_forget(h);
	check_granted(L4_ThreadControl(id, main_thread, main_thread, main_thread,
				       utcb_here(h->id)));
	tap_check_eq(L4_LocalIdOf(id).raw,
		     (L4_Word_t)utcb_here(h->id) + L4_UTCB_POINTER_OFFSET);
}

TAP_TEST(thread, delete_receiver, "TC-27 a thread deleted in its receive can be created at once")
{
	struct helper *h = helper_here();

	helper_receive(h, L4_anythread);
	helper_forget(h);
	check_granted(thread_create_here(h->id, main_thread));
	check_ok(thread_start(h->id, (L4_Word_t)spin));
	tap_check_eq(thread_state(h->id), L4_SCHED_RUNNING);
}

TAP_TEST(thread, delete_faulter, "TC-28 the late reply to a deleted thread's fault gets error 2")
{
	struct helper *h = helper_here();

	tap_check_eq(helper_run(h, probe_read, PLACE, 0, 0), PAGE_FAULT);
	helper_forget(h);
	L4_Set_MsgTag(L4_Niltag);
	check_error(L4_Send_Timeout(h->id, PATIENCE), SEND_NO_PARTNER);
}

TAP_TEST(thread, delete_destination, "TC-29 a sender whose partner is deleted gets error 2")
{
	struct helper *s = helper_here(), *t = helper_there();

	helper_send(s, t->id, 1, 5);
	tap_check_eq(thread_state(s->id), L4_SCHED_PENDING_SEND);
	helper_forget(t);
	check_helper_error(s, SEND_NO_PARTNER);
}

TAP_TEST(thread, delete_source, "TC-30 a closed receiver whose partner is deleted gets error 2")
{
	struct helper *r = helper_there(), *t = helper_here();

	helper_receive(r, t->id);
	tap_check_eq(thread_state(r->id), L4_SCHED_WAITING);
	helper_forget(t);
	check_helper_error(r, RECEIVE_NO_PARTNER);
}

TAP_TEST(thread, old_id, "TC-21 who sends to the old id or waits for it gets error 2")
{
	struct helper *s = helper_there(), *r = helper_here(), *t = helper_here();

	helper_send(s, t->id, 1, 5);
	helper_receive(r, t->id);
	t->id = L4_GlobalId(L4_ThreadNo(t->id), L4_Version(t->id) + 1);
	check_granted(L4_ThreadControl(t->id, main_thread, L4_nilthread, L4_nilthread,
				       UTCB_UNCHANGED));
	check_helper_error(s, SEND_NO_PARTNER);
	check_helper_error(r, RECEIVE_NO_PARTNER);
	tap_check_eq(helper_call(t, work_nothing, 5, 0, 0), 5);
}

TAP_TEST(thread, open_receiver_stays, "TC-30 an open receiver does not care who is deleted")
{
	struct helper *r = helper_here(), *t = helper_here(), *s = helper_here();

	helper_receive(r, L4_anythread);
	helper_forget(t);
	tap_check_eq(thread_state(r->id), L4_SCHED_WAITING);
	helper_send(s, r->id, 1, 0);
	check_helper_ok(r);
}

TAP_TEST(thread, delete_pending_sender,
	 "TC-29 a deleted sender is no longer in its partner's queue")
{
	struct helper *s = helper_here(), *other = helper_here(), *r = helper_here();

	helper_send(s, r->id, 1, 0);
	helper_send(other, r->id, 2, 0);
	helper_forget(s);
	helper_receive(r, L4_anythread);
	check_helper_ok(r);
	tap_check_eq(L4_Label(r->ipc.tag), 2);
}

TAP_TEST(thread, migrate, "TC-32 a thread migrates to another space with its UTCB contents")
{
	struct helper *h = helper_there_alike(), *home = helper_there_alike();
	L4_Word_t location = (L4_Word_t)utcb_there(h->id);

	/* The new space has the program's pages and this one too; the old one has not. */
	*page_word(0) = MARK;
	give(home, page_fpage(0, L4_FullyAccessible), PLACE, L4_CompleteAddressSpace);
	(void)helper_call(h, work_set_tcr, (L4_Word_t)L4_UTCB_THREAD_WORD0, MARK, 0);
	tap_check(!can_read(h, PLACE));
	check_granted(L4_ThreadControl(h->id, home->id, L4_nilthread, L4_nilthread,
				       (void *)location));
	/* Its call of the main thread was aborted: it begins its loop again. */
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(helper_call(h, work_tcr, (L4_Word_t)L4_UTCB_THREAD_WORD0, 0, 0), MARK);
	tap_check_eq(peek(h, PLACE), MARK);
}

TAP_TEST(thread, migrate_one_of_two,
	 "TC-32 of two threads one migrates, the other stays where it is")
{
	struct helper *stays = helper_there_alike(), *goes = helper_beside(stays);
	struct helper *home = helper_there_alike();

	*page_word(0) = MARK;
	give(home, page_fpage(0, L4_FullyAccessible), PLACE, L4_CompleteAddressSpace);
	check_granted(L4_ThreadControl(goes->id, home->id, L4_nilthread, L4_nilthread,
				       UTCB_UNCHANGED));
	tap_check_eq(helper_finish(goes), DONE);
	tap_check_eq(peek(goes, PLACE), MARK);
	tap_check(!can_read(stays, PLACE));
	tap_check_eq(helper_call(stays, work_tcr, (L4_Word_t)L4_UTCB_MY_GLOBAL_ID, 0, 0),
		     stays->id.raw);
}

static volatile L4_Word_t seen;

/*
 * Moves itself to a space and reads a word there. It begins its loop again, which had the old
 * UTCB's address.
 */
static L4_Word_t work_move(L4_Word_t home, L4_Word_t location, L4_Word_t word)
{
	if (L4_ThreadControl(L4_Myself(), (L4_ThreadId_t){ .raw = home }, L4_nilthread,
			     L4_nilthread, (void *)location))
		seen = *(volatile L4_Word_t *)word;
	helper_main();
	return 0;
}

TAP_TEST(thread, migrate_itself, "TC-32 a thread that moves itself goes on in the other space")
{
	struct helper *h = helper_here(), *home = helper_there_alike();

	/* The place is free in the space that it leaves. */
	*page_word(0) = MARK;
	give(home, page_fpage(0, L4_FullyAccessible), PLACE, L4_CompleteAddressSpace);
	seen = 0;
	helper_start(h, work_move, home->id.raw, (L4_Word_t)utcb_there(h->id), PLACE);
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(seen, MARK);
}

TAP_TEST(thread, migrate_keep_utcb, "TC-32 the location need not be given if it is valid there too")
{
	struct helper *h = helper_there_alike(), *home = helper_there_alike();

	check_granted(L4_ThreadControl(h->id, home->id, L4_nilthread, L4_nilthread,
				       UTCB_UNCHANGED));
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(helper_call(h, work_nothing, 5, 0, 0), 5);
}

TAP_TEST(thread, migrate_refused, "TC-33 migration to where the UTCB location is invalid: error 6")
{
	struct helper *h = helper_here(), *other = helper_there_alike();

	check_refused(L4_ThreadControl(h->id, other->id, L4_nilthread, L4_nilthread,
				       UTCB_UNCHANGED), L4_ErrUtcbArea);
	tap_check_eq(helper_call(h, work_nothing, 5, 0, 0), 5);
}

TAP_TEST(thread, cycles, "TC-34 1000 times create and delete in the own space")
{
	L4_ThreadId_t id = new_id();
	unsigned int i;

	for (i = 0; i < CYCLES; i++)
		if (!tap_check(thread_create_here(id, main_thread) && thread_delete(id)))
			return;
}

TAP_TEST(thread, space_cycles, "TC-34 1000 times create and delete a space")
{
	L4_ThreadId_t id = new_id();
	L4_Word_t kip = (L4_Word_t)L4_GetKernelInterface();
	unsigned int i;

	for (i = 0; i < CYCLES; i++)
		if (!tap_check(space_create(id, kip) &&
			       L4_ThreadControl(id, id, L4_nilthread, main_thread,
						UTCB_UNCHANGED) && thread_delete(id)))
			return;
}

TAP_TEST(thread, higher_version, "TC-35 a number can be used again with a higher version")
{
	struct helper *h = helper_here();
	L4_ThreadId_t id = L4_GlobalId(L4_ThreadNo(h->id), L4_Version(h->id) + 1);

	helper_forget(h);
	check_granted(thread_create_here(id, main_thread));
	tap_check_eq(exregs_control(id, 0).id.raw,
		     (L4_Word_t)utcb_here(id) + L4_UTCB_POINTER_OFFSET);
}
