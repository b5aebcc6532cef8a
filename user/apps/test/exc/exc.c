/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The exception protocol as it is on every processor: replies, threads without a handler. What the
 * message holds is the processor's.
 */
#include "exc_code.h"

#define RAISED		((const char *)raise_exception)	/* its first instruction */
#define TIME_SLICE	10000	/* microseconds: what threads begin with */

TAP_TEST(exc, reply_empty, "EXC-06 an empty reply repeats the instruction")
{
	struct helper *h = handled(helper_there());

	check_exception(h, raise_exception, RAISED, VECTOR_OPCODE, 0);
	tap_check_eq(exc_reply(h, 0), EXCEPTION);
	tap_check_eq(h->mr[MR_IP], (L4_Word_t)raise_exception);
}

TAP_TEST(exc, reply_call,
	 "EXC-06 an empty reply of the highest priority, by a call without time limit")
{
	struct helper *h = handled(helper_there()), *sleeper = helper_here();

	L4_Set_Priority(h->id, 255);
	check_exception(h, raise_exception, RAISED, VECTOR_OPCODE, 0);
	/* The timer waits for the sleeper, not for the end of a time slice. */
	helper_ipc(sleeper, L4_nilthread, main_thread, L4_Timeouts(L4_Never, L4_TimePeriod(1000)));
	L4_Set_Timeslice(main_thread, L4_Never, L4_Never);
	tap_check_eq(exc_reply(h, 0), EXCEPTION);
	L4_Set_MsgTag(L4_Niltag);
	tap_check(is_protocol(L4_Call(h->id).raw, L4_PROTO_EXCEPTION));
	L4_StoreMR(MR_IP, &h->mr[MR_IP]);
	L4_Set_Timeslice(main_thread, L4_TimePeriod(TIME_SLICE), L4_Never);
	tap_check_eq(h->mr[MR_IP], (L4_Word_t)raise_exception);
}

static L4_Word_t work_exception_with_words(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	L4_Word_t mr[__L4_NUM_MRS], wrong;

	(void)a;
	(void)b;
	(void)c;
	message_load(0x77, 63);
	(void)raise_exception(0, 0, 0);
	L4_StoreMRs(0, __L4_NUM_MRS, mr);
	wrong = words_wrong(mr, 63);
	return wrong + (mr[0] != ((L4_Word_t)0x77 << 16 | 63));
}

TAP_TEST(exc, words_kept, "EXC-09 the thread's message registers survive exception and reply")
{
	struct helper *h = handled(helper_there());

	check_exception(h, work_exception_with_words, RAISED, VECTOR_OPCODE, 0);
	tap_check_eq(exc_go_on(h, raise_exception_end), DONE);
	tap_check_eq(h->value, 0);
}

TAP_TEST(exc, reply_items, "EXC-05 a map item in a reply is message overflow, the thread goes on")
{
	struct helper *h = handled(helper_there());

	check_exception(h, raise_exception, RAISED, VECTOR_OPCODE, 0);
	L4_Set_MsgTag((L4_MsgTag_t){ .raw = 1 | 2 << L4_TAG_TYPED_SHIFT });
	L4_LoadMR(1, (L4_Word_t)raise_exception_end);
	L4_LoadMR(2, PLACE | L4_ITEM_MAP);
	L4_LoadMR(3, page_fpage(0, L4_FullyAccessible).raw);
	check_error(L4_Send_Timeout(h->id, L4_ZeroTime), SEND_OVERFLOW);
	tap_check_eq(helper_finish(h), DONE);
	tap_check(!can_read(h, PLACE));
}

TAP_TEST(exc, no_handler, "EXC-10 without a handler the thread halts, others run")
{
	struct helper *h = helper_here(), *other = helper_here();

	helper_start(h, raise_exception, 0, 0, 0);
	settle();
	tap_check_eq(exregs_read(h->id).control & L4_EXREGS_WAS_HALTED, L4_EXREGS_WAS_HALTED);
	tap_check_eq(exregs_read(h->id).ip, (L4_Word_t)raise_exception);
	tap_check_eq(helper_call(other, work_nothing, 5, 0, 0), 5);
}

TAP_TEST(exc, no_handler_resumed, "EXC-10 a thread halted so can be examined and resumed")
{
	struct helper *h = helper_here();

	helper_start(h, raise_exception, 0, 0, 0);
	settle();
	L4_Start_SpIp(h->id, exregs_read(h->id).sp, (L4_Word_t)raise_exception_end);
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(h->value, 0);
}

TAP_TEST(exc, handler_gone, "EXC-10 a handler that does not exist halts the thread")
{
	struct helper *h = helper_here();

	(void)helper_call(h, work_set_handler, new_id().raw, 0, 0);
	helper_start(h, raise_exception, 0, 0, 0);
	settle();
	tap_check_eq(thread_state(h->id), L4_SCHED_INACTIVE);
}

TAP_TEST(exc, redirected, "RED-09 an exception goes to the redirector too, which may answer it")
{
	struct helper *h = helper_there(), *handler = helper_there(), *r = helper_here();
	L4_Word_t old;

	(void)helper_call(h, work_set_handler, handler->id.raw, 0, 0);
	check_granted(L4_SpaceControl(h->id, 0, L4_Nilpage, L4_Nilpage, r->id, &old));
	helper_receive(handler, L4_anythread);
	helper_receive(r, L4_anythread);
	helper_start(h, raise_exception, 0, 0, 0);
	settle();
	check_helper_ok(r);
	tap_check_eq(r->ipc.tag.raw, EXC_TAG | L4_TAG_REDIRECTED | x_bit(h, r));
	tap_check_eq(r->ipc.sender.raw, h->id.raw);
	tap_check_eq(r->ipc.mr[MR_VECTOR], VECTOR_OPCODE);
	tap_check_eq(helper_call(r, work_tcr, (L4_Word_t)L4_UTCB_INTENDED_RECEIVER, 0, 0),
		     handler->id.raw);
	(void)helper_call(r, work_set_tcr, (L4_Word_t)L4_UTCB_VIRTUAL_SENDER, handler->id.raw, 0);
	r->ipc.mr[0] = L4_TAG_PROPAGATED | 1;
	r->ipc.mr[1] = (L4_Word_t)raise_exception_end;
	helper_ipc(r, h->id, L4_nilthread, NO_WAIT);
	check_helper_ok(r);
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(h->value, 0);
	tap_check_eq(thread_state(handler->id), L4_SCHED_WAITING);
}

TAP_TEST(exc, cancelled, "EXR-15 a cancelled exception message counts as handled")
{
	struct helper *h = handled(helper_here());
	struct exregs r = { .ip = (L4_Word_t)raise_exception_end };

	check_exception(h, raise_exception, RAISED, VECTOR_OPCODE, 0);
	exregs(h->id, L4_EXREGS_CANCEL_SEND | L4_EXREGS_CANCEL_RECV | L4_EXREGS_SET_IP, &r);
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(h->value, 0);
}
