/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers of Ipc and Lipc, and what every gate keeps. The calls are made by raw_call, which knows
 * the binary interface only.
 */
#include <l4/abi/kip.h>

#include "test.h"
#include "raw.h"

#define DIRECTION	0x400
#define LABEL		((L4_Word_t)0x4711 << 16)

static void raw_ipc(struct raw *r)
{
	raw_call(r, raw_kip_word(L4_KIP_WORD_IPC));
}

static struct raw ipc_registers(L4_ThreadId_t to, L4_ThreadId_t from, L4_Word_t timeouts,
				L4_Word_t tag)
{
	struct raw r = raw_marked();

	r.rsi = to.raw;
	r.rdx = from.raw;
	r.r8 = timeouts;
	r.r9 = tag;
	r.rdi = (L4_Word_t)raw_utcb();
	return r;
}

TAP_TEST(ipc, raw_send, "IPC-18 a send of 7 words leaves all registers of the message as they were")
{
	struct helper *h = helper_there_alike();
	struct raw r;

	helper_receive(h, main_thread);
	r = ipc_registers(h->id, L4_nilthread, NEVER, LABEL | 7);
	raw_ipc(&r);
	tap_check_eq(r.r9, LABEL | 7);
	raw_check_message(&r);
	tap_check_eq(r.rdi, (L4_Word_t)raw_utcb());
	tap_check_eq(r.rsp, 0);
	check_helper_ok(h);
	tap_check_eq(h->ipc.mr[1], raw_marks[0]);
	tap_check_eq(h->ipc.mr[2], raw_marks[1]);
	tap_check_eq(h->ipc.mr[3], raw_marks[10]);
	tap_check_eq(h->ipc.mr[7], raw_marks[15]);
}

TAP_TEST(ipc, raw_send_flags, "IPC-17 FIX-12 bits 13 to 15 of the tag are cleared after a send")
{
	struct helper *h = helper_there();
	struct raw r;

	helper_receive(h, main_thread);
	r = ipc_registers(h->id, L4_nilthread, NEVER, LABEL | 0xe000 | 2);
	raw_ipc(&r);
	tap_check_eq(r.r9, LABEL | 2);
	check_helper_ok(h);
	tap_check_eq(h->ipc.tag.raw, LABEL | x_bit(NULL, h) | 2);
}

TAP_TEST(ipc, raw_garbage_rdi, "IPC-18 the value of RDI does not matter")
{
	struct helper *h = helper_there();
	struct raw r;

	helper_receive(h, main_thread);
	r = ipc_registers(h->id, L4_nilthread, NEVER, LABEL | 7);
	r.rdi = ~(L4_Word_t)0xf;
	raw_ipc(&r);
	tap_check_eq(r.rdi, (L4_Word_t)raw_utcb());
	check_helper_ok(h);
}

static struct raw raw_receive(struct helper *h, unsigned int u)
{
	struct raw r;

	helper_send(h, main_thread, 0x4711, u);
	r = ipc_registers(L4_nilthread, h->id, NEVER, 0);
	raw_ipc(&r);
	check_helper_ok(h);
	return r;
}

TAP_TEST(ipc, raw_receive_3, "IPC-19 a received message of 3 words is in the registers")
{
	struct helper *h = helper_there();
	struct raw r = raw_receive(h, 3);

	tap_check_eq(r.r9, LABEL | x_bit(h, NULL) | 3);
	tap_check_eq(r.rax, pattern(1));
	tap_check_eq(r.rbx, pattern(2));
	tap_check_eq(r.r10, pattern(3));
	tap_check_eq(r.rdi, (L4_Word_t)raw_utcb());
	tap_check_eq(r.rsi, h->id.raw);
	tap_check_eq(r.rsp, 0);
}

TAP_TEST(ipc, raw_receive_9, "IPC-20 of 9 words seven are in registers, two in memory")
{
	struct helper *h = helper_there();
	struct raw r = raw_receive(h, 9);

	tap_check_eq(r.r12, pattern(4));
	tap_check_eq(r.r13, pattern(5));
	tap_check_eq(r.r14, pattern(6));
	tap_check_eq(r.r15, pattern(7));
	tap_check_eq(raw_utcb()[8], pattern(8));
	tap_check_eq(raw_utcb()[9], pattern(9));
}

TAP_TEST(ipc, raw_receive_local, "IPC-19 RSI is the local id of a sender in the same space")
{
	struct helper *h = helper_here();
	struct raw r = raw_receive(h, 1);

	tap_check_eq(r.rsi, L4_LocalIdOf(h->id).raw);
}

TAP_TEST(ipc, raw_lipc, "IPC-41 the Lipc gate has the registers of the Ipc gate")
{
	struct helper *h = helper_here();
	struct raw r;

	helper_send(h, main_thread, 0x4711, 2);
	r = ipc_registers(L4_nilthread, h->id, NEVER, 0);
	raw_call(&r, raw_kip_word(L4_KIP_WORD_LIPC));
	tap_check_eq(r.r9, LABEL | x_bit(h, NULL) | 2);
	tap_check_eq(r.rax, pattern(1));
	tap_check_eq(r.rbx, pattern(2));
	tap_check_eq(r.rdi, (L4_Word_t)raw_utcb());
	check_helper_ok(h);
}

TAP_TEST(ipc, mrp_success, "MRP-01 after a receive the registers are the message (own ABI program)")
{
	struct helper *h = helper_there();
	struct raw r = raw_receive(h, 7);

	tap_check_eq(r.r9, LABEL | x_bit(h, NULL) | 7);
	tap_check_eq(r.rax, pattern(1));
	tap_check_eq(r.rbx, pattern(2));
	tap_check_eq(r.r10, pattern(3));
	tap_check_eq(r.r12, pattern(4));
	tap_check_eq(r.r13, pattern(5));
	tap_check_eq(r.r14, pattern(6));
	tap_check_eq(r.r15, pattern(7));
}

TAP_TEST(ipc, mrp_send_only, "MRP-02 after a send the registers are unchanged (own ABI program)")
{
	struct helper *h = helper_there();
	struct raw r;
	unsigned int u;

	for (u = 0; u < 8; u++) {
		tap_context("%u words", u);
		helper_receive(h, main_thread);
		r = ipc_registers(h->id, L4_nilthread, NEVER, LABEL | u);
		raw_ipc(&r);
		tap_check_eq(r.r9, LABEL | u);
		raw_check_message(&r);
		check_helper_ok(h);
	}
}

TAP_TEST(ipc, mrp_timeout, "MRP-03 after a timeout the registers are unchanged (own ABI program)")
{
	struct helper *h = helper_here();
	struct raw r = ipc_registers(main_thread, L4_nilthread, NO_WAIT, LABEL | 7);

	raw_ipc(&r);
	tap_check_eq(r.r9, L4_TAG_ERROR);
	raw_check_message(&r);
	tap_context("receive phase");
	r = ipc_registers(L4_nilthread, h->id, NO_WAIT, LABEL | 7);
	raw_ipc(&r);
	tap_check_eq(r.r9, L4_TAG_ERROR);
	raw_check_message(&r);
	tap_context("receive phase, after a wait");
	r = ipc_registers(L4_nilthread, h->id, 0x3ff, LABEL | 7);
	raw_ipc(&r);
	tap_check_eq(r.r9, L4_TAG_ERROR);
	raw_check_message(&r);
	tap_check_eq(r.rdi, (L4_Word_t)raw_utcb());
	tap_context("nobody");
	r = ipc_registers(new_id(), L4_nilthread, NO_WAIT, LABEL | 7);
	raw_ipc(&r);
	tap_check_eq(r.r9, L4_TAG_ERROR);
	raw_check_message(&r);
}

static struct raw of_helper;

static L4_Word_t work_raw_ipc(L4_Word_t to, L4_Word_t from, L4_Word_t tag)
{
	L4_ThreadId_t send = { .raw = to }, receive = { .raw = from };

	of_helper = ipc_registers(send, receive, NEVER, tag);
	raw_ipc(&of_helper);
	return of_helper.rdi == (L4_Word_t)raw_utcb();
}

TAP_TEST(ipc, mrp_cancel,
	 "MRP-04 after a cancelled wait the registers are unchanged (own ABI program)")
{
	struct helper *h = helper_there(), *r = helper_there();

	tap_context("receive");
	helper_start(h, work_raw_ipc, 0, ~(L4_Word_t)0, LABEL | 7);
	settle();
	(void)exregs_control(h->id, L4_EXREGS_CANCEL_RECV);
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(h->value, 1);
	tap_check_eq(of_helper.r9, L4_TAG_ERROR);
	raw_check_message(&of_helper);
	tap_check_eq(of_helper.rsp, 0);
	tap_context("send");
	helper_start(h, work_raw_ipc, r->id.raw, 0, LABEL | 7);
	settle();
	(void)exregs_control(h->id, L4_EXREGS_CANCEL_SEND);
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(h->value, 1);
	tap_check_eq(of_helper.r9, L4_TAG_ERROR);
	raw_check_message(&of_helper);
}

TAP_TEST(ipc, mrp_overflow, "MRP-04 after message overflow the sender's registers are unchanged")
{
	struct helper *h = helper_there();
	struct raw r;

	helper_receive(h, main_thread);
	r = ipc_registers(h->id, L4_nilthread, NEVER, LABEL | 2 << 6 | 5);
	r.r14 = L4_ITEM_MAP;
	r.r15 = 0;
	raw_ipc(&r);
	tap_check_eq(r.r9, LABEL | L4_TAG_ERROR | 2 << 6 | 5);
	tap_check_eq(r.rax, raw_marks[0]);
	tap_check_eq(r.rbx, raw_marks[1]);
	tap_check_eq(r.r10, raw_marks[10]);
	tap_check_eq(r.r13, raw_marks[13]);
	tap_check_eq(r.r14, L4_ITEM_MAP);
	tap_check_eq(r.r15, 0);
	check_helper_error(h, RECEIVE_OVERFLOW);
}

TAP_TEST(ipc, raw_nothing, "IPC-01 neither phase: RDI is the UTCB pointer, no error")
{
	struct raw r = ipc_registers(L4_nilthread, L4_nilthread, NEVER, LABEL | 7);

	raw_ipc(&r);
	tap_check_eq(r.r9, 0);
	raw_check_message(&r);
	tap_check_eq(r.rdi, (L4_Word_t)raw_utcb());
}

TAP_TEST(ipc, raw_direction, "ROB-06 a set direction flag neither harms the kernel nor gets lost")
{
	struct helper *h = helper_there_alike();
	struct raw r;

	helper_receive(h, main_thread);
	r = ipc_registers(h->id, L4_nilthread, NEVER, LABEL | 7);
	r.flags |= DIRECTION;
	raw_ipc(&r);
	tap_check_eq(r.flags & DIRECTION, DIRECTION);
	check_helper_ok(h);
	tap_check_eq(h->ipc.mr[7], raw_marks[15]);
}

static void check_preserved_stack(unsigned int word, struct raw r)
{
	tap_context("gate word %u", word);
	raw_call(&r, raw_kip_word(word));
	tap_check_eq(r.rsp, 0);
	tap_check_eq(r.flags & ~(L4_Word_t)ARITHMETIC, FIXED_FLAGS);
}

TAP_TEST(ipc, raw_stack,
	 "ROB-05 KIP-28 every gate can be called and keeps the stack pointer")
{
	struct raw r = raw_marked();
	unsigned int word;

	/* Nothing to send, nobody to receive from, nil fpages, nilthread. */
	r.flags = FIXED_FLAGS;
	r.rax = r.rdx = r.rsi = r.r9 = 0;
	for (word = L4_KIP_WORD_SPACE_CONTROL; word <= L4_KIP_WORD_SCHEDULE; word++) {
		r.rdi = 0;
		raw_utcb()[0] = 0;
		check_preserved_stack(word, r);
	}
}
