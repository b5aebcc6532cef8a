/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers of the system calls of 32-bit programs, by the interface's tables.
 */
#include <l4/abi/kip.h>

#include "raw32.h"

#define LABEL		((uint32_t)0x4711 << 16)
#define DIRECTION	0x400
#define UNCHANGED32	0xffffffffu

/* Message register 0 of a helper, and another register, as the helper's space has them. */
static uint32_t utcb32(struct helper *h)
{
	return (uint32_t)((L4_Word_t)utcb_there(h->id) + 0x200);
}

static L4_Word_t mr32(struct helper *h, int i)
{
	return helper_call(h, peek32, utcb32(h) + (uint32_t)(4 * i), 0, 0);
}

static void check_usable(const struct raw32 *r)
{
	tap_check_eq(r->esp, 0);
	tap_check_eq(r->ds, DATA);
	tap_check_eq(r->es, DATA);
	tap_check_eq(r->fs, DATA);
	tap_check_eq(r->gs, GS);
}

static struct raw32 call(struct helper *h, struct raw32 r, unsigned int gate)
{
	raw32_run(h, &r, gate);
	check_usable(&r);
	return r;
}

TAP_TEST(compat, thread_switch, "FIX-33 ThreadSwitch keeps all registers")
{
	struct helper *h = helper_32();
	struct raw32 r = raw32_marked(), before;

	if (h == NULL)
		return;
	r.eax = 0;
	before = r;
	r = call(h, r, L4_KIP_WORD_THREAD_SWITCH);
	tap_check_eq(r.eax, before.eax);
	tap_check_eq(r.ebx, before.ebx);
	tap_check_eq(r.ecx, before.ecx);
	tap_check_eq(r.edx, before.edx);
	tap_check_eq(r.esi, before.esi);
	tap_check_eq(r.edi, before.edi);
	tap_check_eq(r.ebp, before.ebp);
}

TAP_TEST(compat, system_clock, "SCHED-27 FIX-33 SystemClock: EDX:EAX; EBX, ECX, EBP stay")
{
	struct helper *h = helper_32();
	struct raw32 r = raw32_marked(), before = r;
	L4_Word_t start = L4_SystemClock().raw, clock;

	if (h == NULL)
		return;
	r = call(h, r, L4_KIP_WORD_SYSTEM_CLOCK);
	clock = r.eax | (L4_Word_t)r.edx << 32;
	tap_check(start <= clock && clock <= L4_SystemClock().raw);
	tap_check_eq(r.ebx, before.ebx);
	tap_check_eq(r.ecx, before.ecx);
	tap_check_eq(r.ebp, before.ebp);
}

TAP_TEST(compat, system_clock_call, "SCHED-27 the same by the stub that enters the kernel")
{
	/* Where the gate of MemoryControl goes to: behind it is the stub of SystemClock. */
	volatile uint32_t *memory_control = (volatile uint32_t *)0xffa02020ul;
	static struct raw32 r;
	struct helper *h = helper_32();
	struct raw32 before = raw32_marked();
	L4_Word_t start = L4_SystemClock().raw, clock;

	if (h == NULL)
		return;
	r = before;
	(void)helper_call(h, raw32_stub, (L4_Word_t)&r, *memory_control + 0x20, 0);
	check_usable(&r);
	clock = r.eax | (L4_Word_t)r.edx << 32;
	tap_check(start <= clock && clock <= L4_SystemClock().raw);
	tap_check_eq(r.ebx, before.ebx);
	tap_check_eq(r.ecx, before.ecx);
	tap_check_eq(r.ebp, before.ebp);
}

TAP_TEST(compat, unmap, "UNMAP-13 FIX-33 Unmap: ESI is message register 0; ECX stays")
{
	static struct raw32 r;
	struct helper *h = helper_32();
	uint32_t ecx;

	if (h == NULL)
		return;
	r = raw32_marked();
	tap_check_eq(helper_run(h, peek32, PLACE, 0, 0), PAGE_FAULT);
	tap_check_eq(helper_answer(h, PLACE | L4_ITEM_MAP,
				   page_fpage(0, L4_FullyAccessible).raw), DONE);
	(void)helper_call(h, poke32, PLACE, 0x4711, 0);
	r.eax = L4_UNMAP_FLUSH;
	/* The page, to take the right to write away and to learn its status; in ESI only. */
	r.esi = (uint32_t)fpage_at(PLACE, L4_Writable).raw;
	ecx = r.ecx;
	(void)helper_call(h, raw32_message, (L4_Word_t)&r, L4_KIP_WORD_UNMAP, 0);
	check_usable(&r);
	tap_check_eq(r.esi, (uint32_t)fpage_at(PLACE, L4_FullyAccessible).raw);
	tap_check_eq(r.ecx, ecx);
	tap_check_eq(message32[0], r.esi);
}

static struct raw32 ipc_registers(L4_ThreadId_t to, L4_ThreadId_t from, uint32_t tag)
{
	struct raw32 r = raw32_marked();

	r.eax = id32(to);
	r.edx = id32(from);
	r.ecx = 0;
	r.esi = tag;
	return r;
}

static void start(struct helper *h, struct raw32 *r)
{
	helper_start(h, raw32_call, (L4_Word_t)r, L4_KIP_WORD_IPC, 0);
}

/* What raw32_message stores to message registers 1 and 2 before the call. */
static void set_mrs(uint32_t mr1, uint32_t mr2)
{
	message32[1] = mr1;
	message32[2] = mr2;
}

TAP_TEST(compat, ipc_send, "MRP-02 a send: tag without flags in ESI, EBX and EBP as in memory")
{
	static struct raw32 r;
	struct helper *h = helper_32();
	L4_MsgTag_t tag;
	L4_Word_t mr[3];

	if (h == NULL)
		return;
	r = ipc_registers(main_thread, L4_nilthread, LABEL | 0xe000 | 2);
	set_mrs(0x80000001, 0x12345678);
	helper_start(h, raw32_message, (L4_Word_t)&r, L4_KIP_WORD_IPC, 2);
	tag = L4_Receive_Timeout(h->id, PATIENCE);
	check_ok(tag);
	tap_check_eq(tag.raw, LABEL | 2);
	/* IPC-15: not extended by the sign. */
	L4_StoreMRs(0, 3, mr);
	tap_check_eq(mr[1], 0x80000001);
	tap_check_eq(mr[2], 0x12345678);
	tap_check_eq(helper_finish(h), DONE);
	check_usable(&r);
	tap_check_eq(r.eax, 0);
	tap_check_eq(r.esi, LABEL | 2);
	tap_check_eq(r.ebx, 0x80000001);
	tap_check_eq(r.ebp, 0x12345678);
	tap_check_eq(r.edi, utcb32(h));
}

static void check_receive(struct helper *h, struct raw32 *r, unsigned int u)
{
	tap_context("%u words", u);
	*r = ipc_registers(L4_nilthread, main_thread, 0);
	start(h, r);
	message_load(0x4711, u);
	check_ok(L4_Send_Timeout(h->id, PATIENCE));
	tap_check_eq(helper_finish(h), DONE);
	check_usable(r);
	tap_check_eq(r->eax, id32(main_thread));
	tap_check_eq(r->esi, LABEL | u);
	if (u >= 1)
		tap_check_eq(r->ebx, (uint32_t)pattern(1));
	if (u >= 2)
		tap_check_eq(r->ebp, (uint32_t)pattern(2));
	tap_check_eq(r->edi, utcb32(h));
}

TAP_TEST(compat, ipc_receive,
	 "IPC-21 MRP-01 a receive: EAX sender, ESI EBX EBP message, EDI UTCB")
{
	static struct raw32 r;
	struct helper *h = helper_32();

	if (h == NULL)
		return;
	check_receive(h, &r, 0);
	check_receive(h, &r, 1);
	check_receive(h, &r, 2);
	check_receive(h, &r, 9);
}

TAP_TEST(compat, ipc_memory, "IPC-16 what is in registers is in memory too, cut to 32 bits")
{
	static struct raw32 r;
	struct helper *h = helper_32();
	unsigned int i;

	if (h == NULL)
		return;
	r = ipc_registers(L4_nilthread, main_thread, 0);
	helper_start(h, raw32_message, (L4_Word_t)&r, L4_KIP_WORD_IPC, 0);
	message_load(0x4711, 63);
	check_ok(L4_Send_Timeout(h->id, PATIENCE));
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(message32[0], LABEL | 63);
	for (i = 1; i < 64; i++) {
		tap_context("message register %u", i);
		tap_check_eq(message32[i], (uint32_t)pattern(i));
	}
}

TAP_TEST(compat, ipc_timeout, "MRP-03 a timeout: EBX and EBP are message registers 1 and 2")
{
	static struct raw32 r;
	struct helper *h = helper_32();

	if (h == NULL)
		return;
	set_mrs(0xabc1, 0xabc2);
	r = ipc_registers(L4_nilthread, main_thread, 0);
	r.ecx = 0x400;	/* receive timeout zero */
	tap_check_eq(helper_run(h, raw32_message, (L4_Word_t)&r, L4_KIP_WORD_IPC, 2), DONE);
	check_usable(&r);
	tap_check_eq(r.eax, 0);
	tap_check(r.esi & L4_TAG_ERROR);
	tap_check_eq(r.ebx, 0xabc1);
	tap_check_eq(r.ebp, 0xabc2);
	tap_check_eq(r.edi, utcb32(h));
	tap_check_eq(mr32(h, -9), RECEIVE_TIMEOUT);
}

TAP_TEST(compat, ipc_cancel, "MRP-04 a cancelled receive likewise")
{
	static struct raw32 r;
	struct helper *h = helper_32();

	if (h == NULL)
		return;
	set_mrs(0xabc1, 0xabc2);
	r = ipc_registers(L4_nilthread, main_thread, 0);
	helper_start(h, raw32_message, (L4_Word_t)&r, L4_KIP_WORD_IPC, 2);
	settle();
	(void)exregs_control(h->id, L4_EXREGS_CANCEL_RECV);
	tap_check_eq(helper_finish(h), DONE);
	check_usable(&r);
	tap_check(r.esi & L4_TAG_ERROR);
	tap_check_eq(r.ebx, 0xabc1);
	tap_check_eq(r.ebp, 0xabc2);
}

TAP_TEST(compat, ipc_negative, "IPC-14 a negative label stays negative")
{
	static struct raw32 r;
	struct helper *h = helper_32();
	L4_MsgTag_t tag;

	if (h == NULL)
		return;
	r = ipc_registers(main_thread, L4_nilthread, 0xffa00000);
	start(h, &r);
	tag = L4_Receive_Timeout(h->id, PATIENCE);
	tap_check_eq(tag.raw, 0xffffffffffa00000);
	tap_check_eq(helper_finish(h), DONE);
	tap_check_eq(r.esi, 0xffa00000);
}

TAP_TEST(compat, exregs_read, "ExchangeRegisters: seven results; the program's own values")
{
	struct helper *h = helper_32();
	struct raw32 r = raw32_marked();

	if (h == NULL)
		return;
	r.eax = utcb32(h);
	r.ecx = 0;
	r = call(h, r, L4_KIP_WORD_EXCHANGE_REGISTERS);
	tap_check_eq(r.eax, id32(h->id));
	tap_check_eq(r.ecx, 0);
	/* Behind its call, with the stack pointer that it has there. */
	tap_check_eq(r.esi, (uint32_t)(L4_Word_t)raw32_called);
	tap_check_eq(r.edx, raw32_stack);
	tap_check_eq(r.ebx, 0);
	tap_check_eq(r.ebp, id32(main_thread));
}

TAP_TEST(compat, exregs_set, "ExchangeRegisters: sets handle and pager of another thread")
{
	struct helper *h = helper_32();
	struct helper *other;
	struct raw32 r = raw32_marked();

	if (h == NULL)
		return;
	other = helper_32_beside(h);
	r.eax = id32(other->id);
	r.ecx = L4_EXREGS_SET_HANDLE | L4_EXREGS_SET_PAGER;
	r.ebx = 0x87654321;
	r.ebp = id32(h->id);
	r = call(h, r, L4_KIP_WORD_EXCHANGE_REGISTERS);
	tap_check_eq(r.eax, utcb32(other));
	tap_check_eq(r.ebp, id32(main_thread));
	r = raw32_marked();
	r.eax = utcb32(other);
	r.ecx = L4_EXREGS_SET_PAGER;
	r.ebp = id32(main_thread);
	r = call(h, r, L4_KIP_WORD_EXCHANGE_REGISTERS);
	tap_check_eq(r.eax, id32(other->id));
	tap_check_eq(r.ebx, 0x87654321);
	tap_check_eq(r.ebp, id32(h->id));
}

TAP_TEST(compat, exregs_none, "ExchangeRegisters on no thread: EAX 0, an error code")
{
	struct helper *h = helper_32();
	struct raw32 r = raw32_marked();

	if (h == NULL)
		return;
	r.eax = 0xfffff001;
	r.ecx = 0;
	r = call(h, r, L4_KIP_WORD_EXCHANGE_REGISTERS);
	tap_check_eq(r.eax, 0);
	tap_check_eq(mr32(h, -9), L4_ERROR_INVALID_THREAD);
}

TAP_TEST(compat, schedule, "SCHED-24 Schedule with all ones: the state, and the old times in EDX")
{
	struct helper *h = helper_32();
	struct raw32 r = raw32_marked();
	L4_Time_t slice;
	L4_Word_t us;

	if (h == NULL)
		return;
	r.eax = id32(main_thread);
	r.ecx = r.edx = r.esi = r.edi = UNCHANGED32;
	r = call(h, r, L4_KIP_WORD_SCHEDULE);
	/* Only a scheduler may ask: result 0 and an error. */
	tap_check_eq(r.eax, 0);
	tap_check(L4_Set_Priority(h->id, 200));
	check_granted(L4_ThreadControl(h->id, h->id, h->id, L4_nilthread, UTCB_UNCHANGED));
	r = raw32_marked();
	r.eax = id32(h->id);
	r.ecx = r.edx = r.esi = r.edi = UNCHANGED32;
	r = call(h, r, L4_KIP_WORD_SCHEDULE);
	tap_check(r.eax != 0);
	/* The helper has the slice that new threads have, part of it used up, and no limit. */
	slice.raw = (L4_Word16_t)(r.edx >> 16);
	us = (L4_Word_t)slice.period.m << slice.period.e;
	tap_check_msg(slice.period.a == 0 && us > 0 && us <= 10000, "slice %#x", slice.raw);
	tap_check_eq(r.edx & 0xffff, L4_Never.raw);
}

TAP_TEST(compat, controls, "ThreadControl, SpaceControl and others: refused, with an error code")
{
	static const struct {
		const char *name;
		unsigned int gate;
	} calls[] = {
		{ "ThreadControl", L4_KIP_WORD_THREAD_CONTROL },
		{ "SpaceControl", L4_KIP_WORD_SPACE_CONTROL },
		{ "ProcessorControl", L4_KIP_WORD_PROCESSOR_CONTROL },
		{ "MemoryControl", L4_KIP_WORD_MEMORY_CONTROL },
	};
	struct helper *h = helper_32();
	struct raw32 r;
	unsigned int i;

	if (h == NULL)
		return;
	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		tap_context("%s", calls[i].name);
		r = call(h, raw32_marked(), calls[i].gate);
		tap_check_eq(r.eax, 0);
		tap_check_eq(mr32(h, -9), L4_ERROR_NO_PRIVILEGE);
	}
}

TAP_TEST(compat, flags, "a system call returns with the direction flag, interrupts on")
{
	struct helper *h = helper_32();
	struct raw32 r = raw32_marked();

	if (h == NULL)
		return;
	r.eax = 0;
	r.flags = 0x202 | DIRECTION;
	r = call(h, r, L4_KIP_WORD_THREAD_SWITCH);
	tap_check_eq(r.flags & ~ARITHMETIC32, 0x202 | DIRECTION);
}
