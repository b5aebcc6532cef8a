/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The user thread control block: thread control registers, and the protection of UTCB memory.
 */
#include "processors.h"
#include "test.h"

#define MARK	WORD(0x1234567890abcdef)

static L4_Word_t tcr(struct helper *h, int index)
{
	return helper_call(h, work_tcr, (L4_Word_t)index, 0, 0);
}

TAP_TEST(utcb, my_global_id, "UTCB-06 MyGlobalId is the thread's id")
{
	struct helper *h = helper_there();

	tap_check_eq(tcr(h, L4_UTCB_MY_GLOBAL_ID), h->id.raw);
	tap_check_eq(L4_ThreadNo(main_thread),
		     L4_ThreadIdUserBase(L4_GetKernelInterface()) + 2);
}

TAP_TEST(utcb, new_version, "UTCB-07 MyGlobalId follows a change of version")
{
	struct helper *h = helper_here();

	h->id = L4_GlobalId(L4_ThreadNo(h->id), L4_Version(h->id) + 1);
	check_granted(L4_ThreadControl(h->id, main_thread, L4_nilthread, L4_nilthread,
				       UTCB_UNCHANGED));
	tap_check_eq(tcr(h, L4_UTCB_MY_GLOBAL_ID), h->id.raw);
}

TAP_TEST(utcb, no_handler, "UTCB-08 a new thread has no exception handler")
{
	tap_check_eq(tcr(helper_here(), L4_UTCB_EXCEPTION_HANDLER), 0);
}

TAP_TEST(utcb, pager, "UTCB-09 a new thread has the pager that ThreadControl was given")
{
	tap_check_eq(tcr(helper_here(), L4_UTCB_PAGER), main_thread.raw);
}

TAP_TEST(utcb, set_pager, "UTCB-10 a fault goes to the pager that the thread itself has set")
{
	struct helper *h = helper_here(), *pager = helper_here();

	helper_receive(pager, L4_anythread);
	(void)helper_call(h, work_set_tcr, (L4_Word_t)L4_UTCB_PAGER, pager->id.raw, 0);
	helper_start(h, probe_read, PLACE, 0, 0);
	check_helper_ok(pager);
	tap_check(is_protocol(pager->ipc.tag.raw, L4_PROTO_PAGEFAULT));
	tap_check_eq(pager->ipc.mr[1], PLACE);
}

TAP_TEST(utcb, handle_out, "UTCB-11 ExchangeRegisters delivers the handle that the thread has set")
{
	struct helper *h = helper_here();

	(void)helper_call(h, work_set_tcr, (L4_Word_t)L4_UTCB_USER_HANDLE, MARK, 0);
	tap_check_eq(exregs_read(h->id).handle, MARK);
}

TAP_TEST(utcb, handle_in, "UTCB-12 the thread reads the handle that ExchangeRegisters has set")
{
	struct helper *h = helper_here();

	L4_Set_UserDefinedHandleOf(h->id, MARK);
	tap_check_eq(tcr(h, L4_UTCB_USER_HANDLE), MARK);
}

TAP_TEST(utcb, thread_words, "UTCB-13 thread words survive IPC, faults and system calls")
{
	struct helper *h = helper_there_alike();

	(void)helper_call(h, work_set_tcr, (L4_Word_t)L4_UTCB_THREAD_WORD0, MARK, 0);
	(void)helper_call(h, work_set_tcr, (L4_Word_t)(L4_UTCB_THREAD_WORD0 - 1), ~MARK, 0);
	tap_check(!can_read(h, PLACE));
	(void)exregs_read(h->id);
	tap_check_eq(tcr(h, L4_UTCB_THREAD_WORD0), MARK);
	tap_check_eq(tcr(h, L4_UTCB_THREAD_WORD0 - 1), ~MARK);
}

static L4_Word_t work_load_buffers(L4_Word_t ipc, L4_Word_t b, L4_Word_t c)
{
	L4_Word_t w, wrong = 0;
	int i;

	(void)b;
	(void)c;
	for (i = 1; i < __L4_NUM_BRS; i++)
		L4_LoadBR(i, pattern((unsigned int)i));
	ipc_execute((struct ipc *)ipc);
	for (i = 1; i < __L4_NUM_BRS; i++) {
		L4_StoreBR(i, &w);
		wrong += w != pattern((unsigned int)i);
	}
	return wrong;
}

TAP_TEST(utcb, buffers, "UTCB-14 buffer registers are unchanged by IPC without strings")
{
	struct helper *h = helper_there();

	h->ipc.from = main_thread;
	helper_start(h, work_load_buffers, (L4_Word_t)&h->ipc, 0, 0);
	settle();
	message_load(1, 63);
	check_ok(L4_Send_Timeout(h->id, L4_ZeroTime));
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(h->value, 0);
	tap_check_eq(words_wrong(h->ipc.mr, 63), 0);
}

TAP_TEST(utcb, fake_id, "UTCB-17 a thread that overwrites MyGlobalId sends under its true id")
{
	struct helper *h = helper_there(), *r = helper_here();

	helper_receive(r, L4_anythread);
	(void)helper_call(h, work_set_tcr, (L4_Word_t)L4_UTCB_MY_GLOBAL_ID, main_thread.raw, 0);
	helper_send(h, r->id, 1, 0);
	check_helper_ok(r);
	tap_check_eq(r->ipc.sender.raw, h->id.raw);
}

TAP_TEST(utcb, not_mappable, "UTCB-19 UTCB memory in a map item maps nothing")
{
	struct helper *h = helper_there();
	L4_Word_t area = L4_MyLocalId().raw & ~(page_size - 1);

	give(h, fpage_at(area, L4_FullyAccessible), PLACE, L4_CompleteAddressSpace);
	tap_check(!can_read(h, PLACE));
}

TAP_TEST(utcb, not_overmapped, "UTCB-20 a map item over UTCB memory overwrites nothing")
{
	struct helper *h = helper_there();

	*page_word(0) = MARK;
	give(h, page_fpage(0, L4_FullyAccessible), UTCB_AREA_THERE, L4_CompleteAddressSpace);
	tap_check_eq(tcr(h, L4_UTCB_MY_GLOBAL_ID), h->id.raw);
	tap_check(peek(h, UTCB_AREA_THERE) != MARK);
}

static L4_Word_t work_flush(L4_Word_t fpage, L4_Word_t b, L4_Word_t c)
{
	L4_Fpage_t f = { .raw = fpage };

	(void)b;
	(void)c;
	return L4_Flush(f).raw;
}

TAP_TEST(utcb, not_flushed, "UTCB-21 Unmap of a region with UTCBs leaves them")
{
	struct helper *h = helper_there();
	L4_Fpage_t f = L4_FpageAddRights(L4_FpageLog2(UTCB_AREA_THERE, 20), L4_FullyAccessible);

	(void)helper_call(h, work_set_tcr, (L4_Word_t)L4_UTCB_THREAD_WORD0, MARK, 0);
	(void)helper_call(h, work_flush, f.raw, 0, 0);
	tap_check_eq(tcr(h, L4_UTCB_THREAD_WORD0), MARK);
}

TAP_TEST(utcb, one_page, "UTCB-22 two threads whose UTCBs share a page use their own")
{
	struct helper *a = helper_there(), *b = helper_beside(a);

	(void)helper_call(a, work_set_tcr, (L4_Word_t)L4_UTCB_THREAD_WORD0, 1, 0);
	(void)helper_call(b, work_set_tcr, (L4_Word_t)L4_UTCB_THREAD_WORD0, 2, 0);
	tap_check_eq(tcr(a, L4_UTCB_THREAD_WORD0), 1);
	tap_check_eq(tcr(b, L4_UTCB_THREAD_WORD0), 2);
	tap_check_eq(tcr(a, L4_UTCB_MY_GLOBAL_ID), a->id.raw);
	tap_check_eq(tcr(b, L4_UTCB_MY_GLOBAL_ID), b->id.raw);
}

TAP_TEST(utcb, processor, "UTCB-05 ProcessorNo is a processor of this machine")
{
	tap_check(tcr(helper_here(), L4_UTCB_PROCESSOR_NO) < machine_processors());
}

TAP_TEST(utcb, reset, "FIX-07 activation clears the control registers of a used UTCB")
{
	static const int cleared[] = {
		L4_UTCB_EXCEPTION_HANDLER, L4_UTCB_FLAGS, L4_UTCB_XFER_TIMEOUTS,
		L4_UTCB_VIRTUAL_SENDER, L4_UTCB_BR0,
	};
	struct helper *h = helper_here();
	volatile L4_Word_t *mr = (L4_Word_t *)(L4_LocalIdOf(h->id).raw - L4_UTCB_POINTER_OFFSET +
					       L4_UTCB_MR0_OFFSET);
	unsigned int i;

	for (i = 0; i < sizeof(cleared) / sizeof(cleared[0]); i++)
		mr[cleared[i]] = MARK;
	helper_forget(h);
	check_granted(thread_create_here(h->id, main_thread));
	for (i = 0; i < sizeof(cleared) / sizeof(cleared[0]); i++) {
		tap_context("word %d", cleared[i]);
		tap_check_eq(mr[cleared[i]], 0);
	}
	tap_context("ErrorCode");
	tap_check_eq(mr[L4_UTCB_ERROR_CODE], 0);
}

TAP_TEST(utcb, fresh_zero, "FIX-07 UTCB memory that was never used before is zero")
{
	struct helper *h = helper_there_with(PLACE);
	volatile L4_Word_t *mr;
	unsigned int i, dirty = 0;
	L4_ThreadId_t id = new_id();

	/* In a new space all UTCBs of other pages are fresh; the local one shows the same. */
	check_granted(L4_ThreadControl(id, h->id, main_thread, main_thread, utcb_there(id)));
	mr = (L4_Word_t *)((L4_Word_t)utcb_there(id) + L4_UTCB_MR0_OFFSET);
	for (i = 0; i < __L4_NUM_MRS; i++)
		dirty += peek(h, (L4_Word_t)(mr + i)) != 0;
	tap_check_eq(dirty, 0);
}
