/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The page-fault protocol: the message, the replies, and that the faulting thread sees none of it.
 */
#include "test.h"

#define MARK	0x600df00dul
#define RW	(L4_Readable | L4_Writable)

static void check_fault(struct helper *h, helper_fn *fn, L4_Word_t access, L4_Word_t ip)
{
	tap_check_eq(helper_run(h, fn, PLACE + 8, MARK, 0), PAGE_FAULT);
	tap_check_eq(h->mr[0], (L4_Word_t)L4_PROTO_PAGEFAULT << L4_PROTO_SHIFT |
		     access << L4_PROTO_NIBBLE_SHIFT | x_bit(h, NULL) | 2);
	tap_check_eq(h->mr[1], access == L4_eXecutable ? PLACE + 8 : FAULT_ADDRESS(PLACE + 8));
	tap_check_eq(h->mr[2], where_is(h, (const char *)ip));
}

/* Answers with page 0 at PLACE. */
static enum outcome answer(struct helper *h)
{
	return helper_answer(h, PLACE | L4_ITEM_MAP, page_fpage(0, L4_FullyAccessible).raw);
}

TAP_TEST(pf, read, "PF-01 a read of an unmapped page: access 4, address, IP")
{
	check_fault(helper_there(), probe_read, L4_Readable, (L4_Word_t)probe_read_ip);
}

TAP_TEST(pf, write, "PF-02 a write to an unmapped page: access 2")
{
	check_fault(helper_there(), probe_write, L4_Writable, (L4_Word_t)probe_write_ip);
}

TAP_TEST(pf, write_read_only, "PF-03 a write to a read-only page: access 2")
{
	struct helper *h = helper_there();

	give(h, page_fpage(0, L4_Readable), PLACE, L4_CompleteAddressSpace);
	check_fault(h, probe_write, L4_Writable, (L4_Word_t)probe_write_ip);
}

TAP_TEST(pf, execute, "PF-04 a fetch from an unmapped page: access 1, the IP is the address")
{
	check_fault(helper_there(), probe_execute, L4_eXecutable, PLACE + 8);
}

TAP_TEST(pf, execute_data, "PF-04 a fetch from a page without x: access 1")
{
	struct helper *h = helper_there();

	give(h, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	check_fault(h, probe_execute, L4_eXecutable, PLACE + 8);
}

TAP_TEST(pf, mapped, "PF-05 with the right mapping the instruction completes")
{
	struct helper *h = helper_there();

	page_word(0)[1] = MARK;
	tap_check_eq(helper_run(h, probe_read, PLACE + sizeof(L4_Word_t), 0, 0), PAGE_FAULT);
	tap_check_eq(answer(h), DONE);
	tap_check_eq(h->value, MARK);
}

TAP_TEST(pf, write_mapped, "PF-05 the same for a write")
{
	struct helper *h = helper_there();

	tap_check_eq(helper_run(h, probe_write, PLACE + 8, MARK, 0), PAGE_FAULT);
	tap_check_eq(answer(h), DONE);
	tap_check_eq(page_word(0)[1], MARK);
}

TAP_TEST(pf, granted, "PF-05 a grant item as reply")
{
	struct helper *h = helper_there();

	page_word(0)[1] = MARK;
	tap_check_eq(helper_run(h, probe_read, PLACE + 8, 0, 0), PAGE_FAULT);
	tap_check_eq(helper_answer(h, PLACE | L4_ITEM_GRANT,
				   page_fpage(0, L4_FullyAccessible).raw), DONE);
	tap_check_eq(h->value, MARK);
}

TAP_TEST(pf, empty, "PF-06 after an empty reply the thread faults again")
{
	struct helper *h = helper_there();

	tap_check_eq(helper_run(h, probe_read, PLACE, 0, 0), PAGE_FAULT);
	L4_Set_MsgTag(L4_Niltag);
	check_ok(L4_Send_Timeout(h->id, L4_ZeroTime));
	tap_check_eq(helper_finish(h), PAGE_FAULT);
	tap_check_eq(h->mr[1], PLACE);
}

TAP_TEST(pf, empty_mapped, "PF-06 after an empty reply it goes on if the page is there by now")
{
	struct helper *h = helper_here(), *other = helper_here();

	*page_word(0) = MARK;
	tap_check_eq(helper_run(h, probe_read, PLACE, 0, 0), PAGE_FAULT);
	give(other, page_fpage(0, RW), PLACE, L4_CompleteAddressSpace);
	L4_Set_MsgTag(L4_Niltag);
	check_ok(L4_Send_Timeout(h->id, L4_ZeroTime));
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(h->value, MARK);
}

TAP_TEST(pf, wrong, "PF-07 after a wrong mapping the thread faults again")
{
	struct helper *h = helper_there();

	tap_check_eq(helper_run(h, probe_read, PLACE, 0, 0), PAGE_FAULT);
	tap_check_eq(helper_answer(h, (PLACE + page_size) | L4_ITEM_MAP,
				   page_fpage(0, RW).raw), PAGE_FAULT);
	tap_check_eq(h->mr[1], PLACE);
	tap_check_eq(answer(h), DONE);
}

TAP_TEST(pf, read_only_reply, "PF-07 a write answered read-only faults again, as a write")
{
	struct helper *h = helper_there();

	tap_check_eq(helper_run(h, probe_write, PLACE, MARK, 0), PAGE_FAULT);
	tap_check_eq(helper_answer(h, PLACE | L4_ITEM_MAP, page_fpage(0, L4_Readable).raw),
		     PAGE_FAULT);
	tap_check_eq(fault_access(h), L4_Writable);
}

TAP_TEST(pf, words_in_reply, "PF-06 untyped words in a reply are ignored")
{
	struct helper *h = helper_there();

	tap_check_eq(helper_run(h, probe_read, PLACE, 0, 0), PAGE_FAULT);
	message_load(1, 63);
	check_ok(L4_Send_Timeout(h->id, L4_ZeroTime));
	tap_check_eq(helper_finish(h), PAGE_FAULT);
}

/* Loads the virtual registers, faults, counts those that changed. */
static L4_Word_t work_fault_with_registers(L4_Word_t address, L4_Word_t write, L4_Word_t c)
{
	L4_Word_t mr[__L4_NUM_MRS], w, wrong;
	int i;

	(void)c;
	L4_Set_MsgTag(L4_Niltag);
	(void)L4_Send_Timeout(L4_Myself(), L4_ZeroTime);	/* leaves an error code */
	for (i = 0; i < __L4_NUM_BRS; i++)
		L4_LoadBR(i, pattern((unsigned int)i) & ~(L4_Word_t)0xf);
	__L4_TCR_Write(L4_UTCB_VIRTUAL_SENDER, MARK);
	message_load(0x77, 63);
	if (write)
		(void)probe_write(address, 1, 0);
	else
		(void)probe_read(address, 0, 0);
	L4_StoreMRs(0, __L4_NUM_MRS, mr);
	wrong = words_wrong(mr, 63) + (mr[0] != ((L4_Word_t)0x77 << 16 | 63));
	for (i = 0; i < __L4_NUM_BRS; i++) {
		L4_StoreBR(i, &w);
		wrong += w != (pattern((unsigned int)i) & ~(L4_Word_t)0xf);
	}
	wrong += L4_ErrorCode() != SEND_TIMEOUT;
	wrong += __L4_TCR_Read(L4_UTCB_VIRTUAL_SENDER) != MARK;
	return wrong;
}

TAP_TEST(pf, virtual_registers,
	 "PF-08 FIX-03 message and buffer registers and ErrorCode survive a fault")
{
	struct helper *h = helper_there();

	tap_check_eq(helper_run(h, work_fault_with_registers, PLACE, 0, 0), PAGE_FAULT);
	tap_check_eq(answer(h), DONE);
	tap_check_eq(h->value, 0);
}

TAP_TEST(pf, virtual_registers_write, "PF-08 they survive a write fault and a long reply")
{
	struct helper *h = helper_there();

	tap_check_eq(helper_run(h, work_fault_with_registers, PLACE, 1, 0), PAGE_FAULT);
	message_load(5, 61);
	L4_LoadMR(62, PLACE | L4_ITEM_MAP);
	L4_LoadMR(63, page_fpage(0, RW).raw);
	L4_Set_MsgTag((L4_MsgTag_t){ .raw = 61 | 2 << L4_TAG_TYPED_SHIFT });
	check_ok(L4_Send_Timeout(h->id, L4_ZeroTime));
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(h->value, 0);
}

TAP_TEST(pf, from, "PF-10 the pager sees the local id of its own space's, else the global id")
{
	struct helper *pager = helper_here(), *near = helper_here(), *far = helper_there();

	L4_Set_PagerOf(near->id, pager->id);
	helper_receive(pager, L4_anythread);
	helper_start(near, probe_read, PLACE, 0, 0);
	check_helper_ok(pager);
	tap_check_eq(pager->ipc.sender.raw, L4_LocalIdOf(near->id).raw);
	L4_Set_PagerOf(far->id, pager->id);
	helper_receive(pager, L4_anythread);
	helper_start(far, probe_read, PLACE, 0, 0);
	check_helper_ok(pager);
	tap_check_eq(pager->ipc.sender.raw, far->id.raw);
}

TAP_TEST(pf, no_pager, "PF-11 a fault without a pager halts the thread")
{
	struct helper *h = helper_here();

	L4_Set_PagerOf(h->id, L4_nilthread);
	helper_start(h, probe_read, PLACE, 0, 0);
	settle();
	tap_check_eq(exregs_read(h->id).control & L4_EXREGS_WAS_HALTED, L4_EXREGS_WAS_HALTED);
	tap_check_eq(thread_state(h->id), L4_SCHED_INACTIVE);
}

TAP_TEST(pf, no_pager_resumed, "PF-11 it can be resumed with a pager")
{
	struct helper *h = helper_here();

	L4_Set_PagerOf(h->id, new_id());
	helper_start(h, probe_read, PLACE, 0, 0);
	settle();
	L4_Set_PagerOf(h->id, main_thread);
	L4_Start(h->id);
	tap_check_eq(helper_finish(h), PAGE_FAULT);
	tap_check_eq(h->mr[1], PLACE);
	*page_word(0) = MARK;
	tap_check_eq(answer(h), DONE);
	tap_check_eq(h->value, MARK);
}

TAP_TEST(pf, pager_dies, "PF-12 a pager that dies leaves the thread halted or faulting again")
{
	struct helper *h = helper_here(), *pager = helper_here();

	L4_Set_PagerOf(h->id, pager->id);
	helper_receive(pager, L4_anythread);
	helper_start(h, probe_read, PLACE, 0, 0);
	check_helper_ok(pager);
	helper_forget(pager);
	L4_Set_PagerOf(h->id, main_thread);
	settle();
	if (exregs_read(h->id).control & L4_EXREGS_WAS_HALTED)
		L4_Start(h->id);
	tap_check_eq(helper_finish(h), PAGE_FAULT);
	tap_check_eq(h->mr[1], PLACE);
}

TAP_TEST(pf, pager_dies_before, "PF-12 the same while the fault message is still pending")
{
	struct helper *h = helper_here(), *pager = helper_here();

	L4_Set_PagerOf(h->id, pager->id);
	helper_start(h, probe_read, PLACE, 0, 0);
	settle();
	tap_check_eq(thread_state(h->id), L4_SCHED_PENDING_SEND);
	L4_Set_PagerOf(h->id, main_thread);
	helper_forget(pager);
	settle();
	if (exregs_read(h->id).control & L4_EXREGS_WAS_HALTED)
		L4_Start(h->id);
	tap_check_eq(helper_finish(h), PAGE_FAULT);
}

TAP_TEST(pf, kernel_address,
	 "PF-14 a kernel address faults at the pager, again after a useless reply")
{
	struct helper *h = helper_there_alike();
	L4_Word_t address = KERNEL_PAGE;

	tap_check_eq(helper_run(h, probe_read, address, 0, 0), PAGE_FAULT);
	tap_check_eq(h->mr[1], address);
	tap_check_eq(helper_answer(h, address | L4_ITEM_MAP, page_fpage(0, RW).raw), PAGE_FAULT);
	helper_abort_probe(h);
	tap_check(!can_write(h, address, 1));
	tap_check(!can_execute(h, address));
}

TAP_TEST(pf, in_order, "PF-01 faults of several threads wait for the pager in order")
{
	struct helper *h[3], *pager = helper_here();
	unsigned int i;

	for (i = 0; i < 3; i++) {
		h[i] = helper_here();
		L4_Set_PagerOf(h[i]->id, pager->id);
		helper_start(h[i], probe_read, PLACE + i * page_size, 0, 0);
		settle();
	}
	for (i = 0; i < 3; i++) {
		helper_receive(pager, L4_anythread);
		check_helper_ok(pager);
		tap_check_eq(pager->ipc.mr[1], PLACE + i * page_size);
	}
}

TAP_TEST(pf, state, "PF-01 a thread in a fault counts as receiving")
{
	struct helper *h = helper_there();

	tap_check_eq(helper_run(h, probe_read, PLACE, 0, 0), PAGE_FAULT);
	tap_check_eq(exregs_read(h->id).control, L4_EXREGS_WAS_RECEIVING);
	tap_check_eq(exregs_read(h->id).ip, where_is(h, probe_read_ip));
}
