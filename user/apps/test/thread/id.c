/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Thread ids: their forms, and what happens to those that name no thread.
 */
#include "test.h"

#define VERSION_WITHOUT_LOW_BITS	0x40

static L4_ThreadId_t other_version(L4_ThreadId_t id)
{
	return L4_GlobalId(L4_ThreadNo(id), L4_Version(id) + 1);
}

TAP_TEST(thread, id_servers,
	 "ID-01 sigma0 and the root task have the ids UserBase and UserBase + 2")
{
	L4_Word_t base = L4_ThreadIdUserBase(L4_GetKernelInterface());

	tap_check_eq(L4_Myself().raw, L4_GlobalId(base + 2, 1).raw);
	tap_check_eq(L4_Pager().raw, L4_GlobalId(base, 1).raw);
}

TAP_TEST(thread, id_low_bits, "ID-03 a version without low bits is refused with error 2")
{
	L4_ThreadId_t id = L4_GlobalId(L4_ThreadNo(new_id()), VERSION_WITHOUT_LOW_BITS);

	check_refused(thread_create_here(id, main_thread), L4_ErrInvalidThread);
}

TAP_TEST(thread, id_too_large, "ID-04 a thread number beyond the significant bits is refused")
{
	L4_Word_t bits = L4_ThreadIdBits(L4_GetKernelInterface());
	L4_Word_t number = (L4_Word_t)1 << bits;
	L4_ThreadId_t id;

	if (L4_ThreadNo(L4_anythread) < number) {
		tap_skip_test("ids have no more bits");
		return;
	}
	id = L4_GlobalId(number + L4_ThreadNo(new_id()), 2);
	check_refused(L4_ThreadControl(id, main_thread, main_thread, L4_nilthread,
				       UTCB_UNCHANGED), L4_ErrInvalidThread);
}

TAP_TEST(thread, id_wrong_version, "ID-05 a wrong version is no partner for a send")
{
	struct helper *h = helper_here();

	message_load(1, 0);
	check_error(L4_Send_Timeout(other_version(h->id), L4_ZeroTime), SEND_NO_PARTNER);
}

TAP_TEST(thread, id_wrong_exregs, "ID-06 a wrong version is refused by ExchangeRegisters")
{
	struct helper *h = helper_here();

	check_refused(exregs_read(other_version(h->id)).id.raw, L4_ErrInvalidThread);
}

TAP_TEST(thread, id_local_to, "ID-07 a local id is a destination")
{
	struct helper *h = helper_here();

	helper_receive(h, main_thread);
	message_load(1, 3);
	check_ok(L4_Send_Timeout(L4_LocalIdOf(h->id), L4_ZeroTime));
	check_helper_ok(h);
	tap_check_eq(words_wrong(h->ipc.mr, 3), 0);
}

TAP_TEST(thread, id_local_from, "ID-08 a local id as FromSpecifier receives from that thread only")
{
	struct helper *r = helper_here(), *wanted = helper_here(), *other = helper_here();

	helper_receive(r, L4_LocalIdOf(wanted->id));
	helper_send(other, r->id, 1, 0);
	tap_check(!r->ipc.over && !other->ipc.over);
	helper_send(wanted, r->id, 2, 0);
	check_helper_ok(r);
	tap_check_eq(L4_Label(r->ipc.tag), 2);
	tap_check(!other->ipc.over);
}

static L4_Word_t work_send_to(L4_Word_t to, L4_Word_t b, L4_Word_t c)
{
	L4_ThreadId_t id = { .raw = to };
	L4_MsgTag_t tag;

	(void)b;
	(void)c;
	L4_Set_MsgTag(L4_Niltag);
	tag = L4_Send_Timeout(id, L4_ZeroTime);
	return L4_IpcFailed(tag);
}

TAP_TEST(thread, id_bogus_local, "ID-09 a local id that no thread has gives an error or a fault")
{
	struct helper *h = helper_here();
	enum outcome outcome = helper_run(h, work_send_to, PLACE, 0, 0);

	tap_check_msg(outcome == PAGE_FAULT || (outcome == DONE && h->value), "outcome %d, %lu",
		      outcome, h->value);
	outcome = helper_run(helper_here(), work_send_to, ~(L4_Word_t)0xfff, 0, 0);
	tap_check_msg(outcome == PAGE_FAULT || outcome == DONE || outcome == EXCEPTION ||
		      outcome == SILENT, "outcome %d", outcome);
}

TAP_TEST(thread, id_own_local, "ID-10 ExchangeRegisters turns the own local id into the global one")
{
	tap_check_eq(exregs_control(L4_MyLocalId(), 0).id.raw, main_thread.raw);
}

TAP_TEST(thread, id_own_global,
	 "ID-11 ExchangeRegisters turns the own global id into the local one")
{
	tap_check_eq(exregs_control(main_thread, 0).id.raw, L4_MyLocalId().raw);
}
