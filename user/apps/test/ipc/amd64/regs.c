/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Register contracts of the kernel's gates and of KernelInterface. The calls are made by raw_call,
 * which knows the binary interface only.
 */
#include <l4/abi/kip.h>

#include "test.h"
#include "raw.h"

#define API_VERSION	0x84050000
#define ARITHMETIC	0x8d5	/* CF PF AF ZF SF OF */
#define DIRECTION	0x400
#define FIXED_FLAGS	0x202
#define LABEL		((L4_Word_t)0x4711 << 16)

static const L4_Word_t marks[16] = {
	0x1010101010101010, 0x2020202020202020, 0x3030303030303030, 0x4040404040404040,
	0x5050505050505050, 0x6060606060606060, 0x7070707070707070, 0x8080808080808080,
	0x9090909090909090, 0xa0a0a0a0a0a0a0a0, 0xb0b0b0b0b0b0b0b0, 0xc0c0c0c0c0c0c0c0,
	0xd0d0d0d0d0d0d0d0, 0xe0e0e0e0e0e0e0e0, 0xf0f0f0f0f0f0f0f0, 0x0101010101010101,
};

static struct raw marked(void)
{
	return (struct raw){
		.rax = marks[0], .rbx = marks[1], .rcx = marks[2], .rdx = marks[3],
		.rsi = marks[4], .rdi = marks[5], .rbp = marks[6],
		.r8 = marks[8], .r9 = marks[9], .r10 = marks[10], .r11 = marks[11],
		.r12 = marks[12], .r13 = marks[13], .r14 = marks[14], .r15 = marks[15],
		.flags = FIXED_FLAGS | ARITHMETIC,
	};
}

L4_Word_t raw_kip_word(unsigned int index)
{
	struct raw r = marked();

	raw_kernel_interface(&r);
	return ((const L4_Word_t *)r.rax)[index];
}

static void raw_ipc(struct raw *r)
{
	raw_call(r, raw_kip_word(L4_KIP_WORD_IPC));
}

static struct raw ipc_registers(L4_ThreadId_t to, L4_ThreadId_t from, L4_Word_t timeouts,
				L4_Word_t tag)
{
	struct raw r = marked();

	r.rsi = to.raw;
	r.rdx = from.raw;
	r.r8 = timeouts;
	r.r9 = tag;
	r.rdi = (L4_Word_t)raw_utcb();
	return r;
}

static void check_message_registers(const struct raw *r)
{
	tap_check_eq(r->rax, marks[0]);
	tap_check_eq(r->rbx, marks[1]);
	tap_check_eq(r->r10, marks[10]);
	tap_check_eq(r->r12, marks[12]);
	tap_check_eq(r->r13, marks[13]);
	tap_check_eq(r->r14, marks[14]);
	tap_check_eq(r->r15, marks[15]);
}

TAP_TEST(kip, trap, "KIP-01 lock nop returns the page and goes on behind the two bytes")
{
	struct raw r = marked();

	raw_kernel_interface(&r);
	tap_check_eq(r.rax & 0xfff, 0);
	tap_check_eq(*(L4_Word_t *)r.rax, L4_KIP_MAGIC);
}

TAP_TEST(kip, trap_registers, "KIP-02 lock nop changes RAX, RCX, RDX, RSI only (own ABI program)")
{
	struct raw r = marked();

	raw_kernel_interface(&r);
	tap_check_eq(r.rbx, marks[1]);
	tap_check_eq(r.rdi, marks[5]);
	tap_check_eq(r.rbp, marks[6]);
	tap_check_eq(r.r8, marks[8]);
	tap_check_eq(r.r9, marks[9]);
	tap_check_eq(r.r10, marks[10]);
	tap_check_eq(r.r11, marks[11]);
	tap_check_eq(r.r12, marks[12]);
	tap_check_eq(r.r13, marks[13]);
	tap_check_eq(r.r14, marks[14]);
	tap_check_eq(r.r15, marks[15]);
	tap_check_eq(r.flags, FIXED_FLAGS | ARITHMETIC);
}

TAP_TEST(kip, trap_flags, "KIP-02 lock nop keeps the direction flag")
{
	struct raw r = marked();

	r.flags = FIXED_FLAGS | DIRECTION;
	raw_kernel_interface(&r);
	tap_check_eq(r.flags, FIXED_FLAGS | DIRECTION);
}

TAP_TEST(kip, trap_values, "KIP-04 RDX is 4, RCX the API version, RSI the kernel id")
{
	struct raw r = marked();
	const L4_Word_t *kip;

	raw_kernel_interface(&r);
	kip = (const L4_Word_t *)r.rax;
	tap_check_eq(r.rdx, 4);
	tap_check_eq(r.rcx, API_VERSION);
	tap_check_eq(r.rsi, *(L4_Word_t *)((char *)kip + kip[L4_KIP_WORD_KERNDESC_PTR]));
}

static void put_code(void *memory, unsigned char a, unsigned char b, unsigned char c)
{
	volatile unsigned char *p = memory;

	p[0] = a;
	p[1] = b;
	p[2] = c;
}

TAP_TEST(kip, trap_straddle, "KIP-06 lock nop on the border of two pages works")
{
	struct helper *h = helper_here();
	char *code = page(1) - 1;

	put_code(code, 0xf0, 0x90, 0xc3);	/* lock nop, ret */
	tap_check(can_execute(h, (L4_Word_t)code));
	tap_check_eq(h->value, (L4_Word_t)L4_GetKernelInterface());
}

TAP_TEST(kip, trap_unreadable,
	 "KIP-06 with an unmapped second byte it is a page fault or exception 6")
{
	struct helper *h = helper_there();
	enum outcome outcome;

	put_code(page(1) - 1, 0xf0, 0x90, 0xc3);
	(void)helper_call(h, work_set_handler, main_thread.raw, 0, 0);
	give(h, page_fpage(0, L4_FullyAccessible), PLACE, L4_CompleteAddressSpace);
	outcome = helper_run(h, probe_execute, PLACE + page_size - 1, 0, 0);
	tap_check(outcome == PAGE_FAULT || outcome == EXCEPTION);
	if (outcome == PAGE_FAULT)
		tap_check_eq(h->mr[1], PLACE + page_size);
}

TAP_TEST(kip, trap_other, "KIP-07 the byte F0 before another byte is exception 6")
{
	struct helper *h = helper_here();

	put_code(page(0), 0xf0, 0x0f, 0x0b);	/* lock ud2 */
	(void)helper_call(h, work_set_handler, main_thread.raw, 0, 0);
	tap_check_eq(helper_run(h, probe_execute, (L4_Word_t)page(0), 0, 0), EXCEPTION);
	tap_check_eq(h->mr[1], (L4_Word_t)page(0));
	tap_check_eq(h->mr[19], 6);
}

TAP_TEST(ipc, raw_send, "IPC-18 a send of 7 words leaves all registers of the message as they were")
{
	struct helper *h = helper_there();
	struct raw r;

	helper_receive(h, main_thread);
	r = ipc_registers(h->id, L4_nilthread, NEVER, LABEL | 7);
	raw_ipc(&r);
	tap_check_eq(r.r9, LABEL | 7);
	check_message_registers(&r);
	tap_check_eq(r.rdi, (L4_Word_t)raw_utcb());
	tap_check_eq(r.rsp, 0);
	check_helper_ok(h);
	tap_check_eq(h->ipc.mr[1], marks[0]);
	tap_check_eq(h->ipc.mr[2], marks[1]);
	tap_check_eq(h->ipc.mr[3], marks[10]);
	tap_check_eq(h->ipc.mr[7], marks[15]);
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
	tap_check_eq(h->ipc.tag.raw, LABEL | 2);
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

	tap_check_eq(r.r9, LABEL | 3);
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
	tap_check_eq(r.r9, LABEL | 2);
	tap_check_eq(r.rax, pattern(1));
	tap_check_eq(r.rbx, pattern(2));
	tap_check_eq(r.rdi, (L4_Word_t)raw_utcb());
	check_helper_ok(h);
}

TAP_TEST(ipc, mrp_success, "MRP-01 after a receive the registers are the message (own ABI program)")
{
	struct helper *h = helper_there();
	struct raw r = raw_receive(h, 7);

	tap_check_eq(r.r9, LABEL | 7);
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
		check_message_registers(&r);
		check_helper_ok(h);
	}
}

TAP_TEST(ipc, mrp_timeout, "MRP-03 after a timeout the registers are unchanged (own ABI program)")
{
	struct helper *h = helper_here();
	struct raw r = ipc_registers(main_thread, L4_nilthread, NO_WAIT, LABEL | 7);

	raw_ipc(&r);
	tap_check_eq(r.r9, L4_TAG_ERROR);
	check_message_registers(&r);
	tap_context("receive phase");
	r = ipc_registers(L4_nilthread, h->id, NO_WAIT, LABEL | 7);
	raw_ipc(&r);
	tap_check_eq(r.r9, L4_TAG_ERROR);
	check_message_registers(&r);
	tap_context("receive phase, after a wait");
	r = ipc_registers(L4_nilthread, h->id, 0x3ff, LABEL | 7);
	raw_ipc(&r);
	tap_check_eq(r.r9, L4_TAG_ERROR);
	check_message_registers(&r);
	tap_check_eq(r.rdi, (L4_Word_t)raw_utcb());
	tap_context("nobody");
	r = ipc_registers(new_id(), L4_nilthread, NO_WAIT, LABEL | 7);
	raw_ipc(&r);
	tap_check_eq(r.r9, L4_TAG_ERROR);
	check_message_registers(&r);
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
	check_message_registers(&of_helper);
	tap_check_eq(of_helper.rsp, 0);
	tap_context("send");
	helper_start(h, work_raw_ipc, r->id.raw, 0, LABEL | 7);
	settle();
	(void)exregs_control(h->id, L4_EXREGS_CANCEL_SEND);
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(h->value, 1);
	tap_check_eq(of_helper.r9, L4_TAG_ERROR);
	check_message_registers(&of_helper);
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
	tap_check_eq(r.rax, marks[0]);
	tap_check_eq(r.rbx, marks[1]);
	tap_check_eq(r.r10, marks[10]);
	tap_check_eq(r.r13, marks[13]);
	tap_check_eq(r.r14, L4_ITEM_MAP);
	tap_check_eq(r.r15, 0);
	check_helper_error(h, RECEIVE_OVERFLOW);
}

TAP_TEST(ipc, raw_nothing, "IPC-01 neither phase: RDI is the UTCB pointer, no error")
{
	struct raw r = ipc_registers(L4_nilthread, L4_nilthread, NEVER, LABEL | 7);

	raw_ipc(&r);
	tap_check_eq(r.r9, 0);
	check_message_registers(&r);
	tap_check_eq(r.rdi, (L4_Word_t)raw_utcb());
}

TAP_TEST(ipc, raw_direction, "ROB-06 a set direction flag neither harms the kernel nor gets lost")
{
	struct helper *h = helper_there();
	struct raw r;

	helper_receive(h, main_thread);
	r = ipc_registers(h->id, L4_nilthread, NEVER, LABEL | 7);
	r.flags |= DIRECTION;
	raw_ipc(&r);
	tap_check_eq(r.flags & DIRECTION, DIRECTION);
	check_helper_ok(h);
	tap_check_eq(h->ipc.mr[7], marks[15]);
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
	struct raw r = marked();
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

TAP_TEST(map, raw_unmap, "UNMAP-13 result fpages are in the registers, RDI is the UTCB pointer")
{
	struct raw r = marked();
	L4_Word_t *utcb = raw_utcb();
	L4_Word_t fpages[10];
	unsigned int i;

	for (i = 0; i < 10; i++)
		fpages[i] = page_fpage(i, 0).raw;
	r.rdx = 9;
	r.rdi = (L4_Word_t)utcb;
	r.r9 = fpages[0];
	r.rax = fpages[1];
	r.rbx = fpages[2];
	r.r10 = fpages[3];
	r.r12 = fpages[4];
	r.r13 = fpages[5];
	r.r14 = fpages[6];
	r.r15 = fpages[7];
	utcb[8] = fpages[8];
	utcb[9] = fpages[9];
	raw_call(&r, raw_kip_word(L4_KIP_WORD_UNMAP));
	tap_check_eq(r.r9, fpages[0]);
	tap_check_eq(r.rax, fpages[1]);
	tap_check_eq(r.rbx, fpages[2]);
	tap_check_eq(r.r10, fpages[3]);
	tap_check_eq(r.r12, fpages[4]);
	tap_check_eq(r.r13, fpages[5]);
	tap_check_eq(r.r14, fpages[6]);
	tap_check_eq(r.r15, fpages[7]);
	tap_check_eq(utcb[8], fpages[8]);
	tap_check_eq(utcb[9], fpages[9]);
	tap_check_eq(r.rdi, (L4_Word_t)utcb);
	tap_check_eq(r.rsp, 0);
}

TAP_TEST(map, raw_unmap_one, "UNMAP-13 registers above the last fpage are returned unchanged")
{
	struct raw r = marked();

	r.rdx = 0;
	r.r9 = page_fpage(0, 0).raw;
	raw_call(&r, raw_kip_word(L4_KIP_WORD_UNMAP));
	tap_check_eq(r.r9, page_fpage(0, 0).raw);
	check_message_registers(&r);
}

TAP_TEST(exregs, raw_flags, "EXR-06 setting all flags changes only those of a program")
{
	static volatile L4_Word_t counter, stop;
	struct helper *h = helper_here();
	struct exregs r = { .flags = ~(L4_Word_t)0 };
	L4_Word_t before;

	stop = 0;
	helper_start(h, work_count, (L4_Word_t)&counter, (L4_Word_t)&stop, 0);
	L4_Sleep(L4_TimePeriod(1000));
	(void)exregs_control(h->id, L4_EXREGS_HALT_VALID | L4_EXREGS_HALT);
	before = exregs_read(h->id).flags;
	exregs(h->id, L4_EXREGS_SET_FLAGS, &r);
	tap_check_eq((exregs_read(h->id).flags ^ before) &
		     ~(L4_Word_t)(ARITHMETIC | DIRECTION), 0);
	tap_check_eq(exregs_read(h->id).flags & ARITHMETIC, ARITHMETIC);
	r.flags = 0;
	exregs(h->id, L4_EXREGS_SET_FLAGS, &r);
	tap_check_eq(exregs_read(h->id).flags & ARITHMETIC, 0);
	tap_check_eq(exregs_read(h->id).flags & FIXED_FLAGS, FIXED_FLAGS);
}

static struct raw at_start;
static volatile L4_Word_t start_cs, start_gs;
void raw_first_function(void);
void raw_first_registers(const struct raw *r, L4_Word_t cs);

/* Called by raw_first_function with what it found. */
void raw_first_registers(const struct raw *r, L4_Word_t cs)
{
	at_start = *r;
	start_gs = (L4_Word_t)raw_utcb();
	start_cs = cs;
	for (;;)
		L4_Sleep(L4_Never);
}

TAP_TEST(thread, start_state, "START-06 a thread starts in 64-bit mode with flags 0x202")
{
	L4_ThreadId_t id = new_id();

	start_cs = 0;
	check_granted(thread_create_here(id, main_thread));
	check_ok(thread_start(id, (L4_Word_t)raw_first_function));
	settle();
	tap_check_eq(start_cs, 0x2b);
	tap_check_eq(at_start.flags & ~(L4_Word_t)ARITHMETIC, FIXED_FLAGS);
	tap_check_eq(at_start.rsp, stack_of(id));
	tap_check_eq(start_gs, (L4_Word_t)utcb_here(id) + 0x200);
}

TAP_TEST(thread, start_registers, "START-08 a thread starts with all other registers 0")
{
	L4_ThreadId_t id = new_id();
	const L4_Word_t *words = (const L4_Word_t *)&at_start;
	unsigned int i;

	check_granted(thread_create_here(id, main_thread));
	check_ok(thread_start(id, (L4_Word_t)raw_first_function));
	settle();
	for (i = 0; i < RAW_FLAGS / 8; i++) {
		tap_context("register at %u", i * 8);
		if (i != RAW_RSP / 8)
			tap_check_eq(words[i], 0);
	}
}

TAP_TEST(memctl, raw, "MCTL-05 the result is in RDX and RAX; fpages are taken from memory, not R9")
{
	struct raw r = marked();
	L4_Word_t *utcb = raw_utcb();

	utcb[0] = page_fpage(0, 0).raw;
	r.rdx = 0;
	r.rdi = (L4_Word_t)utcb;
	/* What is in the register would choose attribute3, which does not exist. */
	r.r9 = page_fpage(0, 0).raw | 3;
	r.rcx = 1;
	r.rsi = r.r8 = r.r11 = 3;
	raw_call(&r, raw_kip_word(L4_KIP_WORD_MEMORY_CONTROL));
	tap_check_eq(r.rdx, 1);
	tap_check_eq(r.rax, 1);
	tap_check_eq(r.rdi, (L4_Word_t)utcb);
	tap_check_eq(r.rsp, 0);
}

TAP_TEST(memctl, raw_attributes, "MCTL-05 attributes come in RCX, RSI, R8 and R11")
{
	unsigned int i;

	for (i = 0; i < 4; i++) {
		struct raw r = marked();

		tap_context("attribute%u", i);
		raw_utcb()[0] = page_fpage(0, 0).raw | i;
		r.rdx = 0;
		r.rcx = i == 0 ? 1 : 3;
		r.rsi = i == 1 ? 1 : 3;
		r.r8 = i == 2 ? 1 : 3;
		r.r11 = i == 3 ? 1 : 3;
		raw_call(&r, raw_kip_word(L4_KIP_WORD_MEMORY_CONTROL));
		tap_check_eq(r.rdx, 1);
		raw_utcb()[0] = page_fpage(0, 0).raw | ((i + 1) & 3);
		r.rdx = 0;
		r.rcx = i == 0 ? 1 : 3;
		r.rsi = i == 1 ? 1 : 3;
		r.r8 = i == 2 ? 1 : 3;
		r.r11 = i == 3 ? 1 : 3;
		raw_call(&r, raw_kip_word(L4_KIP_WORD_MEMORY_CONTROL));
		tap_check_eq(r.rdx, 0);
		tap_check_eq(L4_ErrorCode(), L4_ErrInvalidParam);
	}
}
