/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC of untyped words: delivery, who is received from, errors, tags.
 */
#include <plat.h>

#include "partner.h"
#include "processors.h"
#include "test.h"

#define LABEL_NEGATIVE	(~(L4_Word_t)0xff0 >> L4_TAG_LABEL_SHIFT)	/* no bit is lost */
#define ROUNDS		20000	/* calls=1000000 on the command line makes it more */
#define MARK		0x600df00dul
#define NO_FLAGS	(~(L4_Word_t)0xf000)

TAP_TEST(ipc, nothing, "IPC-01 neither send nor receive returns at once without error")
{
	L4_ThreadId_t from;

	message_load(1, 5);
	check_ok(L4_Ipc(L4_nilthread, L4_nilthread, NEVER, &from));
}

TAP_TEST(ipc, send_ready, "IPC-02 a send without waiting to a ready receiver succeeds")
{
	struct helper *h = helper_there();

	helper_receive(h, main_thread);
	message_load(7, 2);
	check_ok(L4_Send_Timeout(h->id, L4_ZeroTime));
	check_helper_ok(h);
	tap_check_eq(L4_Label(h->ipc.tag), 7);
}

TAP_TEST(ipc, send_not_ready,
	 "IPC-03 a send without waiting to a busy receiver: timeout, send phase")
{
	struct helper *h = helper_here(), *other = helper_here();

	helper_receive(h, other->id);
	message_load(1, 0);
	check_error(L4_Send_Timeout(h->id, L4_ZeroTime), SEND_TIMEOUT);
}

TAP_TEST(ipc, receive_nothing,
	 "IPC-04 a receive without waiting and no sender: timeout, receive phase")
{
	struct helper *h = helper_here();
	L4_ThreadId_t from;

	check_error(L4_Receive_Timeout(h->id, L4_ZeroTime), RECEIVE_TIMEOUT);
	check_error(L4_Wait_Timeout(L4_ZeroTime, &from), RECEIVE_TIMEOUT);
}

TAP_TEST(ipc, send_self, "IPC-08 a send to oneself without waiting: timeout, send phase")
{
	message_load(1, 0);
	check_error(L4_Send_Timeout(main_thread, L4_ZeroTime), SEND_TIMEOUT);
}

TAP_TEST(ipc, send_nobody, "IPC-09 a send to a thread that does not exist: error 2, send phase")
{
	message_load(1, 0);
	check_error(L4_Send_Timeout(new_id(), PATIENCE), SEND_NO_PARTNER);
}

TAP_TEST(ipc, send_inactive, "IPC-09 a send to an inactive thread: error 2, send phase")
{
	L4_ThreadId_t id = new_id();

	check_granted(L4_ThreadControl(id, main_thread, main_thread, L4_nilthread,
				       UTCB_UNCHANGED));
	message_load(1, 0);
	check_error(L4_Send_Timeout(id, PATIENCE), SEND_NO_PARTNER);
}

TAP_TEST(ipc, receive_nobody, "IPC-10 a closed receive from nobody: error 2, receive phase")
{
	check_error(L4_Receive_Timeout(new_id(), PATIENCE), RECEIVE_NO_PARTNER);
}

TAP_TEST(ipc, kernel_thread, "IPC-09 a send to a kernel thread ends with an error")
{
	L4_Word_t number = L4_ThreadIdSystemBase(L4_GetKernelInterface());

	message_load(1, 0);
	tap_check(L4_IpcFailed(L4_Send_Timeout(L4_GlobalId(number, 1), L4_ZeroTime)));
}

static void check_every_length(struct helper *h)
{
	unsigned int u;

	for (u = 0; u < __L4_NUM_MRS; u++) {
		tap_context("%u words", u);
		helper_receive(h, main_thread);
		message_load(0x4000 + u, u);
		check_ok(L4_Send_Timeout(h->id, PATIENCE));
		if (!check_helper_ok(h))
			return;
		tap_check_eq(L4_UntypedWords(h->ipc.tag), u);
		tap_check_eq(L4_TypedWords(h->ipc.tag), 0);
		tap_check_eq(L4_Label(h->ipc.tag), 0x4000 + u);
		tap_check_eq(words_wrong(h->ipc.mr, u), 0);
	}
}

TAP_TEST(ipc, every_length, "IPC-11 every number of untyped words arrives in another space")
{
	check_every_length(helper_there());
}

TAP_TEST(ipc, every_length_here, "IPC-11 every number of untyped words arrives in the same space")
{
	check_every_length(helper_here());
}

TAP_TEST(ipc, every_length_queued,
	 "IPC-11 every number of untyped words arrives from a waiting sender")
{
	struct helper *h = helper_there();
	L4_Word_t mr[__L4_NUM_MRS];
	L4_MsgTag_t tag;
	unsigned int u;

	for (u = 0; u < __L4_NUM_MRS; u++) {
		tap_context("%u words", u);
		helper_send(h, main_thread, 0x4000 + u, u);
		tag = L4_Receive_Timeout(h->id, PATIENCE);
		L4_StoreMRs(0, __L4_NUM_MRS, mr);
		tap_check_eq(tag.raw & NO_FLAGS, (L4_Word_t)(0x4000 + u) << 16 | u);
		tap_check_eq(words_wrong(mr, u), 0);
		if (!check_helper_ok(h))
			return;
	}
}

TAP_TEST(ipc, sender_keeps, "IPC-11 the sender's message registers stay as they were")
{
	struct helper *h = helper_there(), *r = helper_there();

	helper_receive(r, L4_anythread);
	helper_send(h, r->id, 1, 63);
	check_helper_ok(h);
	check_helper_ok(r);
	tap_check_eq(words_wrong(h->ipc.mr, 63), 0);
}

TAP_TEST(ipc, too_long, "IPC-12 u + t = 64 is message overflow for both")
{
	struct helper *h = helper_there();

	helper_receive_window(h, main_thread, L4_CompleteAddressSpace);
	message_load(1, 62);
	L4_LoadMR(63, PLACE | L4_ITEM_MAP);
	L4_Set_MsgTag((L4_MsgTag_t){ .raw = 62 | 2 << L4_TAG_TYPED_SHIFT });
	check_error(L4_Send_Timeout(h->id, PATIENCE), SEND_OVERFLOW);
	check_helper_error(h, RECEIVE_OVERFLOW);
}

TAP_TEST(ipc, longest, "IPC-12 u = 63 and t = 0 is not too long, u = 61 and t = 2 neither")
{
	struct helper *h = helper_there();

	h->ipc.acceptor = L4_MapGrantItems(L4_CompleteAddressSpace).raw;
	helper_ipc(h, L4_nilthread, main_thread, NEVER);
	message_load(1, 61);
	L4_LoadMR(62, L4_ITEM_MAP);
	L4_LoadMR(63, 0);
	L4_Set_MsgTag((L4_MsgTag_t){ .raw = 61 | 2 << L4_TAG_TYPED_SHIFT });
	check_ok(L4_Send_Timeout(h->id, PATIENCE));
	check_helper_ok(h);
	tap_check_eq(words_wrong(h->ipc.mr, 61), 0);
	tap_check_eq(h->ipc.mr[62], L4_ITEM_MAP);
}

TAP_TEST(ipc, label, "IPC-13 a label arrives whole in another space")
{
	struct helper *h = helper_there();

	helper_receive(h, main_thread);
	message_load(0xf00f, 0);
	check_ok(L4_Send_Timeout(h->id, PATIENCE));
	check_helper_ok(h);
	tap_check_eq(L4_Label(h->ipc.tag), 0xf00f);
}

TAP_TEST(ipc, negative_label, "IPC-13 all 48 bits of a label arrive")
{
	struct helper *h = helper_there_alike();

	helper_receive(h, main_thread);
	message_load(LABEL_NEGATIVE, 1);
	check_ok(L4_Send_Timeout(h->id, PATIENCE));
	check_helper_ok(h);
	tap_check_eq(L4_Label(h->ipc.tag), LABEL_NEGATIVE);
}

TAP_TEST(ipc, from_local, "IPC-22 from is the local id inside a space")
{
	struct helper *h = helper_here(), *r = helper_here();

	helper_receive(r, L4_anythread);
	helper_send(h, r->id, 1, 0);
	check_helper_ok(r);
	tap_check_eq(r->ipc.sender.raw, L4_LocalIdOf(h->id).raw);
}

TAP_TEST(ipc, from_global, "IPC-23 from is the global id of a sender in another space")
{
	struct helper *h = helper_there(), *r = helper_here();

	helper_receive(r, L4_anythread);
	helper_send(h, r->id, 1, 0);
	check_helper_ok(r);
	tap_check_eq(r->ipc.sender.raw, h->id.raw);
}

TAP_TEST(ipc, from_closed, "IPC-22 from is local in a closed receive by global id too")
{
	struct helper *h = helper_here(), *r = helper_here();

	helper_receive(r, h->id);
	helper_send(h, r->id, 1, 0);
	check_helper_ok(r);
	tap_check_eq(r->ipc.sender.raw, L4_LocalIdOf(h->id).raw);
}

TAP_TEST(ipc, addressed_locally, "IPC-24 a sender that used the local id is seen by its local id")
{
	struct helper *h = helper_here(), *r = helper_here();

	helper_receive(r, L4_anythread);
	helper_send(h, L4_LocalIdOf(r->id), 1, 0);
	check_helper_ok(r);
	tap_check_eq(r->ipc.sender.raw, L4_LocalIdOf(h->id).raw);
}

TAP_TEST(ipc, from_queued, "IPC-22 from is local for a sender that had to wait")
{
	struct helper *h = helper_here(), *r = helper_here();

	helper_send(h, r->id, 1, 0);
	helper_receive(r, L4_anythread);
	check_helper_ok(r);
	tap_check_eq(r->ipc.sender.raw, L4_LocalIdOf(h->id).raw);
}

static L4_Word_t work_serve(L4_Word_t rounds, L4_Word_t b, L4_Word_t c)
{
	L4_ThreadId_t from;
	L4_MsgTag_t tag = L4_Wait(&from);
	L4_Word_t failed = 0;

	(void)b;
	(void)c;
	while (--rounds > 0) {
		tag = L4_ReplyWait(from, &from);
		failed += L4_IpcFailed(tag);
	}
	tag = L4_Reply(from);
	return failed + L4_IpcFailed(tag);
}
FOR_PARTNERS(work_serve, 0);

/* Many calls to a server that replies without waiting; how many failed, on either side. */
static L4_Word_t call_often(struct helper *server)
{
	L4_Word_t failed = 0;
	unsigned long rounds = ROUNDS, i;

	(void)plat_option_number("calls", &rounds);
	helper_start(server, work_serve, rounds, 0, 0);
	for (i = 0; i < rounds; i++) {
		message_load(i, 2);
		failed += L4_IpcFailed(L4_Call_Timeouts(server->id, PATIENCE, PATIENCE));
		if (failed > 0)
			return failed;
	}
	tap_check_eq(helper_finish(server), DONE);
	return failed + server->value;
}

TAP_TEST(ipc, call_often, "IPC-25 calls to a server that replies without waiting never fail")
{
	tap_check_eq(call_often(helper_there()), 0);
}

TAP_TEST(ipc, call_often_here, "IPC-25 the same in one space")
{
	tap_check_eq(call_often(helper_here()), 0);
}

static L4_Word_t work_reply_wait(L4_Word_t client, L4_Word_t b, L4_Word_t c)
{
	L4_ThreadId_t id = { .raw = client }, from;
	L4_MsgTag_t tag;

	(void)b;
	(void)c;
	L4_Set_MsgTag(L4_Niltag);
	tag = L4_ReplyWait(id, &from);
	return L4_IpcFailed(tag) ? L4_ErrorCode() : 0;
}

TAP_TEST(ipc, vanished_client,
	 "IPC-26 a reply to a client that is gone: error 2, the server goes on")
{
	struct helper *server = helper_here();

	tap_check_eq(helper_call(server, work_reply_wait, new_id().raw, 0, 0), SEND_NO_PARTNER);
	tap_check_eq(helper_call(server, work_nothing, 5, 0, 0), 5);
}

TAP_TEST(ipc, fifo, "IPC-27 pending senders are received in the order of their arrival")
{
	struct helper *s[3], *r = helper_here();
	unsigned int i;

	for (i = 0; i < 3; i++)
		s[i] = i == 1 ? helper_there() : helper_here();
	for (i = 0; i < 3; i++)
		helper_send(s[i], r->id, 10 + i, 0);
	for (i = 0; i < 3; i++) {
		tap_context("receive %u", i);
		helper_receive(r, L4_anythread);
		check_helper_ok(r);
		tap_check_eq(L4_Label(r->ipc.tag), 10 + i);
	}
}

TAP_TEST(ipc, closed, "IPC-28 a closed receive takes the named sender, others stay pending")
{
	struct helper *a = helper_here(), *b = helper_here(), *r = helper_here();

	helper_send(a, r->id, 1, 0);
	helper_send(b, r->id, 2, 0);
	helper_receive(r, b->id);
	check_helper_ok(r);
	tap_check_eq(L4_Label(r->ipc.tag), 2);
	tap_check_eq(thread_state(a->id), L4_SCHED_PENDING_SEND);
	helper_receive(r, a->id);
	check_helper_ok(r);
	tap_check_eq(L4_Label(r->ipc.tag), 1);
}

TAP_TEST(ipc, any_local_remote, "IPC-29 anylocalthread does not receive from another space")
{
	struct helper *s = helper_there(), *r = helper_here();

	helper_send(s, r->id, 1, 0);
	helper_receive(r, L4_anylocalthread);
	tap_check(!r->ipc.over && !s->ipc.over);
	tap_check_eq(thread_state(r->id), L4_SCHED_WAITING);
}

TAP_TEST(ipc, any_local_arrives, "IPC-29 a later message from another space is not received either")
{
	struct helper *s = helper_there(), *r = helper_here();

	helper_receive(r, L4_anylocalthread);
	helper_send(s, r->id, 1, 0);
	tap_check(!r->ipc.over && !s->ipc.over);
}

TAP_TEST(ipc, any_local, "IPC-30 anylocalthread receives the local one of two pending senders")
{
	struct helper *far = helper_there(), *near = helper_here(), *r = helper_here();

	helper_send(far, r->id, 1, 0);
	helper_send(near, r->id, 2, 0);
	helper_receive(r, L4_anylocalthread);
	check_helper_ok(r);
	tap_check_eq(L4_Label(r->ipc.tag), 2);
	tap_check(!far->ipc.over);
}

TAP_TEST(ipc, call_no_answer,
	 "IPC-31 the message of a call whose answer does not come is delivered")
{
	struct helper *h = helper_there();

	helper_receive(h, main_thread);
	message_load(1, 4);
	check_error(L4_Call_Timeouts(h->id, L4_ZeroTime, L4_ZeroTime), RECEIVE_TIMEOUT);
	check_helper_ok(h);
	tap_check_eq(words_wrong(h->ipc.mr, 4), 0);
}

TAP_TEST(ipc, call_send_fails, "IPC-32 after a failed send phase there is no receive phase")
{
	struct helper *s = helper_here();
	L4_ThreadId_t from = L4_nilthread;

	helper_send(s, main_thread, 9, 0);
	message_load(1, 0);
	check_error(L4_Ipc(new_id(), L4_anythread, NO_WAIT, &from), SEND_NO_PARTNER);
	tap_check(!s->ipc.over);
	tap_check_eq(L4_Label(L4_Receive_Timeout(s->id, L4_ZeroTime)), 9);
}

TAP_TEST(ipc, same_processor, "IPC-34 the X bit is clear on one processor")
{
	struct helper *h, *r;

	helpers_together();
	h = helper_there();
	r = helper_there();
	helper_receive(r, L4_anythread);
	helper_send(h, r->id, 1, 0);
	check_helper_ok(r);
	tap_check(!L4_IpcXcpu(r->ipc.tag));
}

TAP_TEST(ipc, other_processor, "IPC-33 the X bit is set if the sender is on another processor")
{
	struct helper *a = helper_there(), *b = helper_there();

	if (processors < 2) {
		tap_skip_test("one processor");
		return;
	}
	helper_receive(b, L4_anythread);
	message_set(a->ipc.mr, 1, 3);
	helper_ipc(a, b->id, b->id, NEVER);
	check_helper_ok(b);
	tap_check(L4_IpcXcpu(b->ipc.tag));
	message_set(b->ipc.mr, 2, 4);
	helper_ipc(b, a->id, L4_nilthread, NO_WAIT);
	check_helper_ok(b);
	/* A send alone brings nothing of the partner. */
	tap_check(!L4_IpcXcpu(b->ipc.tag));
	check_helper_ok(a);
	tap_check(L4_IpcXcpu(a->ipc.tag));
	/* The same if the sender has waited for the receiver. */
	helper_send(a, b->id, 1, 0);
	helper_receive(b, a->id);
	check_helper_ok(b);
	tap_check(L4_IpcXcpu(b->ipc.tag));
}

TAP_TEST(ipc, no_answer_blocks,
	 "IPC-35 a call to a thread that never answers blocks until cancelled")
{
	struct helper *h = helper_here(), *r = helper_here();

	helper_receive(r, h->id);
	message_set(h->ipc.mr, 1, 0);
	helper_ipc(h, r->id, r->id, NEVER);
	check_helper_ok(r);
	settle();
	tap_check(!h->ipc.over);
	(void)exregs_control(h->id, L4_EXREGS_CANCEL_RECV);
	check_helper_error(h, RECEIVE_CANCELLED);
}

TAP_TEST(ipc, lipc, "IPC-41 Lipc inside a space works as Ipc")
{
	struct helper *h = helper_here(), *r = helper_here();

	helper_receive(r, L4_anythread);
	h->ipc.local = true;
	helper_send(h, L4_LocalIdOf(r->id), 3, 63);
	h->ipc.local = false;
	check_helper_ok(h);
	check_helper_ok(r);
	tap_check_eq(words_wrong(r->ipc.mr, 63), 0);
	tap_check_eq(r->ipc.sender.raw, L4_LocalIdOf(h->id).raw);
}

TAP_TEST(ipc, lipc_errors, "IPC-41 Lipc has the errors of Ipc")
{
	L4_ThreadId_t from;

	message_load(1, 0);
	check_error(L4_Lipc(main_thread, L4_nilthread, NO_WAIT, &from), SEND_TIMEOUT);
	check_error(L4_Lipc(L4_nilthread, L4_anythread, NO_WAIT, &from), RECEIVE_TIMEOUT);
}

TAP_TEST(ipc, lipc_remote, "IPC-42 Lipc to another space works")
{
	struct helper *h = helper_here(), *r = helper_there();

	helper_receive(r, L4_anythread);
	h->ipc.local = true;
	helper_send(h, r->id, 3, 5);
	h->ipc.local = false;
	check_helper_ok(h);
	check_helper_ok(r);
	tap_check_eq(r->ipc.sender.raw, h->id.raw);
}

TAP_TEST(ipc, sent_flags, "IPC-17 FIX-12 tag bits 13 to 15 of a sent message reach nobody")
{
	struct helper *h = helper_there(), *r = helper_there();

	helper_receive(r, L4_anythread);
	message_set(h->ipc.mr, 5, 2);
	h->ipc.mr[0] |= L4_TAG_REDIRECTED | L4_TAG_XCPU | L4_TAG_ERROR;
	helper_ipc(h, r->id, L4_nilthread, NEVER);
	check_helper_ok(h);
	check_helper_ok(r);
	tap_check_eq(r->ipc.tag.raw, (L4_Word_t)5 << 16 | x_bit(h, r) | 2);
	tap_check_eq(h->ipc.tag.raw, (L4_Word_t)5 << 16 | 2);
}

TAP_TEST(ipc, error_code_stays, "FIX-03 a successful Ipc leaves ErrorCode unchanged")
{
	struct helper *h = helper_there();

	helper_receive(h, main_thread);
	message_load(1, 0);
	check_error(L4_Send_Timeout(main_thread, L4_ZeroTime), SEND_TIMEOUT);
	check_ok(L4_Send_Timeout(h->id, PATIENCE));
	tap_check_eq(L4_ErrorCode(), SEND_TIMEOUT);
	check_helper_ok(h);
	tap_check_eq(L4_ErrorCode(), SEND_TIMEOUT);
}

TAP_TEST(ipc, error_tag, "FIX-18 the tag after an error before the transfer is 0x8000")
{
	message_load(0x77, 9);
	tap_check_eq(L4_Send_Timeout(main_thread, L4_ZeroTime).raw, L4_TAG_ERROR);
	message_load(0x77, 9);
	tap_check_eq(L4_Send_Timeout(new_id(), PATIENCE).raw, L4_TAG_ERROR);
	message_load(0x77, 9);
	tap_check_eq(L4_Receive_Timeout(main_thread, L4_ZeroTime).raw, L4_TAG_ERROR);
}

TAP_TEST(ipc, overflow_tag, "FIX-18 the tag after message overflow is the sent one with E")
{
	struct helper *h = helper_there();
	L4_MsgTag_t tag = { .raw = (L4_Word_t)0x77 << 16 | 2 << L4_TAG_TYPED_SHIFT | 1 };

	helper_receive(h, main_thread);
	L4_Set_MsgTag(tag);
	L4_LoadMR(1, MARK);
	L4_LoadMR(2, L4_ITEM_MAP);
	L4_LoadMR(3, 0);
	tap_check_eq(L4_Send_Timeout(h->id, PATIENCE).raw, tag.raw | L4_TAG_ERROR);
	check_helper_error(h, RECEIVE_OVERFLOW);
	tap_check_eq(h->ipc.tag.raw, tag.raw | x_bit(NULL, h) | L4_TAG_ERROR);
	/* The untyped words keep their effect. */
	tap_check_eq(h->ipc.mr[1], MARK);
}

TAP_TEST(ipc, unknown_item, "TYPED-22 items of the kinds 6 and 7 are message overflow")
{
	struct helper *h = helper_there();
	L4_Word_t kind;

	for (kind = 0xc; kind <= 0xe; kind += 2) {
		tap_context("item %#lx", kind);
		check_error(item_send(h, kind, 0, L4_CompleteAddressSpace), SEND_OVERFLOW);
		check_helper_error(h, RECEIVE_OVERFLOW);
	}
}

TAP_TEST(ipc, no_redirection, "PROP-09 without a redirector no message is redirected")
{
	struct helper *h = helper_there(), *r = helper_there();

	helper_receive(r, h->id);
	helper_send(h, r->id, 1, 1);
	check_helper_ok(r);
	tap_check(!L4_IpcRedirected(r->ipc.tag));
	tap_check(!L4_IpcPropagated(r->ipc.tag));
}
