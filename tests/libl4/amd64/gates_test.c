/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The register contract of every system call: where the parameters are when the gate is reached,
 * where the results are taken from, and that nothing else is expected to survive.
 */
#include "host.h"

#include <stddef.h>

#define UNKNOWN	0x5555555555555555

static L4_ThreadId_t id(L4_Word_t raw)
{
	return (L4_ThreadId_t){ raw };
}

/* The message registers in the order MR0..MR7. */
static const int carriers[8] = { R9, RAX, RBX, R10, R12, R13, R14, R15 };

static int carried(void)
{
	int i, good = 1;

	for (i = 0; i < 8; i++)
		good &= gate_seen[carriers[i]] == 0x0c0de040 + (L4_Word_t)i;
	return good;
}

static int stored_back(void)
{
	int i, good = 1;

	for (i = 0; i < 8; i++)
		good &= UTCB[i] == gate_answer[carriers[i]];
	for (; i < 64; i++)
		good &= UTCB[i] == 0x0c0de040 + (L4_Word_t)i;
	return good;
}

static void test_init(void)
{
	L4_Word_t i;

	for (i = 0; i < GATES; i++)
		kip_words[52 + i] = (L4_Word_t)gates + i * GATE_SIZE;
	__L4_Init();
	ok((L4_Word_t)__L4_SpaceControl == kip_words[52] &&
	   (L4_Word_t)__L4_ThreadControl == kip_words[53] &&
	   (L4_Word_t)__L4_ProcessorControl == kip_words[54] &&
	   (L4_Word_t)__L4_MemoryControl == kip_words[55] &&
	   (L4_Word_t)__L4_Ipc == kip_words[56] && (L4_Word_t)__L4_Lipc == kip_words[57] &&
	   (L4_Word_t)__L4_Unmap == kip_words[58] &&
	   (L4_Word_t)__L4_ExchangeRegisters == kip_words[59] &&
	   (L4_Word_t)__L4_SystemClock == kip_words[60] &&
	   (L4_Word_t)__L4_ThreadSwitch == kip_words[61] &&
	   (L4_Word_t)__L4_Schedule == kip_words[62], "KIP-28 __L4_Init finds all gates");
}

static void test_ipc(void)
{
	L4_ThreadId_t from = { UNKNOWN };
	L4_MsgTag_t tag;

	reset_kernel();
	tag = L4_Ipc(id(0x1111), id(0x2222), 0x3333, &from);
	ok(gate_called == IPC && gate_seen[RSI] == 0x1111 && gate_seen[RDX] == 0x2222 &&
	   gate_seen[R8] == 0x3333 && gate_seen[RDI] == (L4_Word_t)UTCB,
	   "MRP-01 Ipc: parameters");
	ok(carried(), "MRP-01 Ipc: MR0..MR7 in registers");
	ok(stored_back(), "MRP-01 Ipc: MR0..MR7 stored back, no other word");
	is(tag.raw, gate_answer[R9], "MRP-01 Ipc: the tag is MR0");
	is(from.raw, gate_answer[RSI], "MRP-01 Ipc: from");

	reset_kernel();
	from.raw = UNKNOWN;
	tag = L4_Ipc(id(0x1111), L4_nilthread, 0x3333, &from);
	ok(from.raw == UNKNOWN && stored_back(), "MRP-02 send-only Ipc: from is not written");
	L4_Ipc(id(0x1111), L4_nilthread, 0x3333, NULL);
	ok(gate_calls == 2, "MRP-02 send-only Ipc: from may be null");

	reset_kernel();
	gate_answer[RDI] = (L4_Word_t)(UTCB + 16);
	L4_Ipc(id(0x1111), id(0x2222), 0x3333, &from);
	ok(UTCB[16] == gate_answer[R9] && UTCB[0] == 0x0c0de040,
	   "MRP-01 Ipc: the UTCB pointer is the one the kernel returns");

	reset_kernel();
	tag = L4_Lipc(id(0x1111), id(0x2222), 0x3333, &from);
	ok(gate_called == LIPC && gate_seen[RSI] == 0x1111 && gate_seen[RDX] == 0x2222 &&
	   gate_seen[R8] == 0x3333 && gate_seen[RDI] == (L4_Word_t)UTCB && carried() &&
	   stored_back() && tag.raw == gate_answer[R9] && from.raw == gate_answer[RSI],
	   "MRP-01 Lipc is like Ipc");
}

static void test_unmap(void)
{
	reset_kernel();
	L4_Unmap(0x47);
	ok(gate_called == UNMAP && gate_seen[RDX] == 0x47 && gate_seen[RDI] == (L4_Word_t)UTCB,
	   "LIB-01 Unmap: parameters");
	ok(carried(), "LIB-01 Unmap: MR0..MR7 in registers");
	ok(stored_back(), "LIB-01 Unmap: MR0..MR7 stored back, no other word");
}

static void test_exchange_registers(void)
{
	L4_Word_t control, sp, ip, flags, handle;
	L4_ThreadId_t pager, result;

	reset_kernel();
	result = L4_ExchangeRegisters(id(1), 2, 3, 4, 5, 6, id(7), &control, &sp, &ip, &flags,
				      &handle, &pager);
	ok(gate_called == EXCHANGE_REGISTERS && gate_seen[RAX] == 1 && gate_seen[RSI] == 2 &&
	   gate_seen[RDX] == 3 && gate_seen[R8] == 4 && gate_seen[R9] == 5 &&
	   gate_seen[R10] == 6 && gate_seen[RDI] == 7, "EXR-05 ExchangeRegisters: parameters");
	ok(result.raw == gate_answer[RAX] && control == gate_answer[RSI] &&
	   sp == gate_answer[RDX] && ip == gate_answer[R8] && flags == gate_answer[R9] &&
	   handle == gate_answer[R10] && pager.raw == gate_answer[RDI],
	   "EXR-05 ExchangeRegisters: results");
}

static void test_controls(void)
{
	L4_Word_t result, old;
	L4_Fpage_t kip_area = { 3 }, utcb_area = { 4 };
	L4_Word_t attributes[4] = { 1, 2, 3, 4 };

	reset_kernel();
	result = L4_ThreadControl(id(1), id(2), id(3), id(4), (void *)5);
	ok(gate_called == THREAD_CONTROL && gate_seen[RDI] == 1 && gate_seen[RSI] == 4 &&
	   gate_seen[RDX] == 3 && gate_seen[R8] == 2 && gate_seen[R9] == 5,
	   "LIB-01 ThreadControl: parameters");
	is(result, gate_answer[RAX], "LIB-01 ThreadControl: result");

	result = L4_SpaceControl(id(1), 2, kip_area, utcb_area, id(5), &old);
	ok(gate_called == SPACE_CONTROL && gate_seen[RDI] == 1 && gate_seen[RSI] == 2 &&
	   gate_seen[RDX] == 3 && gate_seen[R8] == 4 && gate_seen[R9] == 5,
	   "LIB-01 SpaceControl: parameters");
	ok(result == gate_answer[RAX] && old == gate_answer[RDX], "LIB-01 SpaceControl: results");

	result = L4_ProcessorControl(1, 2, 3, 4);
	ok(gate_called == PROCESSOR_CONTROL && gate_seen[RDI] == 1 && gate_seen[RSI] == 2 &&
	   gate_seen[RDX] == 3 && gate_seen[R8] == 4 && result == gate_answer[RAX],
	   "LIB-01 ProcessorControl");

	reset_kernel();
	result = L4_MemoryControl(0x1f, attributes);
	ok(gate_called == MEMORY_CONTROL && gate_seen[RDX] == 0x1f && gate_seen[RCX] == 1 &&
	   gate_seen[RSI] == 2 && gate_seen[R8] == 3 && gate_seen[R11] == 4 &&
	   gate_seen[RDI] == (L4_Word_t)UTCB, "LIB-01 MemoryControl: parameters");
	ok(carried(), "LIB-01 MemoryControl: MR0..MR7 in registers");
	is(result, gate_answer[RDX], "LIB-01 MemoryControl: result");
}

static void test_scheduling(void)
{
	L4_Word_t result, old;

	reset_kernel();
	result = L4_Schedule(id(1), 2, 3, 4, 5, &old);
	ok(gate_called == SCHEDULE && gate_seen[RDI] == 1 && gate_seen[RSI] == 4 &&
	   gate_seen[RDX] == 2 && gate_seen[R8] == 3 && gate_seen[R9] == 5,
	   "LIB-01 Schedule: parameters");
	ok(result == gate_answer[RAX] && old == gate_answer[RDX], "LIB-01 Schedule: results");
	L4_ThreadSwitch(id(0x77));
	ok(gate_called == THREAD_SWITCH && gate_seen[RDI] == 0x77, "LIB-01 ThreadSwitch");
	is(L4_SystemClock().raw, gate_answer[RAX], "LIB-01 SystemClock");
	is((L4_Word_t)gate_called, SYSTEM_CLOCK, "LIB-01 SystemClock: gate");
}

/* More live values than registers, over each call in turn: the gates destroy all they can. */
static L4_Word_t __attribute__((noinline)) across(const volatile L4_Word_t *in)
{
	L4_Word_t a = in[0], b = in[1], c = in[2], d = in[3], e = in[4], f = in[5], g = in[6];
	L4_Word_t attributes[4] = { a, b, c, d }, old, x[5];
	L4_ThreadId_t from;

	L4_Ipc(id(a), id(b), c, &from);
	L4_Lipc(id(a), id(b), c, &from);
	L4_Unmap(a);
	L4_ExchangeRegisters(id(a), b, c, d, e, f, id(g), &x[0], &x[1], &x[2], &x[3], &x[4], &from);
	L4_ThreadControl(id(a), id(b), id(c), id(d), (void *)e);
	L4_SpaceControl(id(a), b, L4_Nilpage, L4_Nilpage, id(e), &old);
	L4_Schedule(id(a), b, c, d, e, &old);
	L4_ThreadSwitch(id(a));
	L4_SystemClock();
	L4_ProcessorControl(a, b, c, d);
	L4_MemoryControl(a, attributes);
	return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g;
}

static void test_clobbers(void)
{
	volatile L4_Word_t in[7] = { 1, 10, 100, 1000, 10000, 100000, 1000000 };
	L4_Word_t frame = (L4_Word_t)__builtin_frame_address(0);

	reset_kernel();
	is(across(in), 7654321, "LIB-01 no live value is lost over any call");
	is((L4_Word_t)gate_calls, GATES, "LIB-01 every call went through its gate");
	is((L4_Word_t)__builtin_frame_address(0), frame, "LIB-01 RBP survives the calls");
}

void test_gates(void)
{
	test_init();
	test_ipc();
	test_unmap();
	test_exchange_registers();
	test_controls();
	test_scheduling();
	test_clobbers();
}
