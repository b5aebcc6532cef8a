/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Activation: the start message, and starting without one.
 */
#include "test.h"

#define MARK	0x600df00dul

static volatile L4_Word_t started_sp;
static volatile L4_Word_t started;

/* A thread's first function: says that it runs and with which stack. */
static void first_function(void)
{
	L4_Word_t here = 0;

	started_sp = (L4_Word_t)&here;
	started++;
	for (;;)
		L4_Sleep(L4_Never);
}

static L4_ThreadId_t fresh_thread(L4_ThreadId_t pager)
{
	L4_ThreadId_t id = new_id();

	started = 0;
	check_granted(thread_create_here(id, pager));
	return id;
}

static bool runs_on_stack_of(L4_ThreadId_t id)
{
	settle();
	return started == 1 && started_sp <= stack_of(id) &&
	       started_sp > stack_of(id) - STACK_BYTES;
}

TAP_TEST(thread, start_message, "START-01 a message of two words gives IP and SP")
{
	L4_ThreadId_t id = fresh_thread(main_thread);

	check_ok(thread_start(id, (L4_Word_t)first_function));
	tap_check(runs_on_stack_of(id));
}

TAP_TEST(thread, start_stranger, "START-02 a message of another thread does not start it")
{
	struct helper *stranger = helper_here(), *pager = helper_here();
	L4_ThreadId_t id = fresh_thread(pager->id);

	stranger->ipc.mr[1] = (L4_Word_t)first_function;
	stranger->ipc.mr[2] = stack_of(id);
	stranger->ipc.mr[0] = 2;
	helper_ipc(stranger, id, L4_nilthread, NEVER);
	tap_check_eq(started, 0);
	tap_check_eq(thread_state(stranger->id), L4_SCHED_PENDING_SEND);
	tap_check_eq(thread_state(id), L4_SCHED_WAITING);
}

TAP_TEST(thread, start_preset, "START-03 a message of no words starts at the values set before")
{
	L4_ThreadId_t id = fresh_thread(main_thread);
	struct exregs r = { .ip = (L4_Word_t)first_function, .sp = stack_of(id) };

	exregs(id, L4_EXREGS_SET_IP | L4_EXREGS_SET_SP, &r);
	settle();
	tap_check_eq(started, 0);
	L4_Set_MsgTag(L4_Niltag);
	check_ok(L4_Send_Timeout(id, PATIENCE));
	tap_check(runs_on_stack_of(id));
}

TAP_TEST(thread, start_exregs, "START-04 ExchangeRegisters starts it without a message")
{
	L4_ThreadId_t id = fresh_thread(main_thread);

	L4_Start_SpIp(id, stack_of(id), (L4_Word_t)first_function);
	tap_check(runs_on_stack_of(id));
}

TAP_TEST(thread, start_now, "START-05 the pager's message needs no timeout")
{
	L4_ThreadId_t id = fresh_thread(main_thread);

	L4_Set_MsgTag(L4_Niltag);
	L4_LoadMR(1, (L4_Word_t)first_function);
	L4_LoadMR(2, stack_of(id));
	L4_Set_MsgTag((L4_MsgTag_t){ .raw = 2 });
	check_ok(L4_Send_Timeout(id, L4_ZeroTime));
	tap_check(runs_on_stack_of(id));
}

TAP_TEST(thread, start_pager_changed, "START-02 the start comes from the pager at activation time")
{
	struct helper *pager = helper_here();
	L4_ThreadId_t id = fresh_thread(pager->id);
	struct helper *other = helper_here();

	L4_Set_PagerOf(id, other->id);
	other->ipc.mr[0] = 0;
	helper_ipc(other, id, L4_nilthread, NEVER);
	tap_check(!other->ipc.over);
	pager->ipc.mr[0] = 2;
	pager->ipc.mr[1] = (L4_Word_t)first_function;
	pager->ipc.mr[2] = stack_of(id);
	helper_ipc(pager, id, L4_nilthread, NEVER);
	check_helper_ok(pager);
	tap_check(runs_on_stack_of(id));
}

TAP_TEST(thread, start_no_pager,
	 "FIX-08 a start wait does not end because its pager does not exist")
{
	L4_ThreadId_t id = fresh_thread(new_id());

	settle();
	tap_check_eq(thread_state(id), L4_SCHED_WAITING);
	L4_Start_SpIp(id, stack_of(id), (L4_Word_t)first_function);
	tap_check(runs_on_stack_of(id));
}

TAP_TEST(thread, start_pager_dies, "FIX-08 a start wait does not end because its pager is deleted")
{
	struct helper *pager = helper_here();
	L4_ThreadId_t id = fresh_thread(pager->id);

	helper_forget(pager);
	settle();
	tap_check_eq(started, 0);
	tap_check_eq(thread_state(id), L4_SCHED_WAITING);
}

TAP_TEST(thread, start_items, "START-01 a start message with a map item is refused with error 4")
{
	L4_ThreadId_t id = fresh_thread(main_thread);
	L4_Fpage_t f = page_fpage(0, L4_FullyAccessible);

	/* The start wait accepts untyped words only. */
	L4_Set_MsgTag((L4_MsgTag_t){ .raw = 2 << L4_TAG_TYPED_SHIFT });
	L4_LoadMR(1, PLACE | L4_ITEM_MAP);
	L4_LoadMR(2, f.raw);
	check_error(L4_Send_Timeout(id, PATIENCE), SEND_OVERFLOW);
}
