/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The register contract of every system call: where the parameters are when the gate is reached,
 * where the results are taken from, and that nothing else is expected to survive. And the table
 * that the calls go through.
 */
#include "host.h"

#include <stddef.h>
#include <string.h>

#define UNKNOWN		0x55555555
#define PAGE_BYTES	4096
#define ENTRY_BYTES	8

static char copy[PAGE_BYTES] __attribute__((aligned(PAGE_BYTES)));

static L4_ThreadId_t id(L4_Word_t raw)
{
	return (L4_ThreadId_t){ raw };
}

/* Where the entry leads in a copy of the table, if it is a jump; seen from its own place. */
static L4_Word_t target(const char *table, void (*entry)(void))
{
	const unsigned char *p = (const unsigned char *)table +
				 ((const char *)(L4_Word_t)entry - __L4_syscalls_start);
	int distance;

	memcpy(&distance, p + 1, sizeof(distance));
	return p[0] == 0xe9 ? (L4_Word_t)entry + 5 + (L4_Word_t)distance : 0;
}

static void (*const entries[GATES])(void) = {
	__L4_SpaceControl, __L4_ThreadControl, __L4_ProcessorControl, __L4_MemoryControl,
	__L4_Ipc, __L4_Lipc, __L4_Unmap, __L4_ExchangeRegisters, __L4_SystemClock,
	__L4_ThreadSwitch, __L4_Schedule,
};

/* How many entries of this table do not lead to their gates, `moved` bytes away. */
static L4_Word_t gates_wrong(const char *table, L4_Word_t moved)
{
	L4_Word_t i, wrong = 0;

	for (i = 0; i < GATES; i++)
		wrong += target(table, entries[i]) != (L4_Word_t)gates + i * GATE_SIZE + moved;
	return wrong;
}

static void test_table(void)
{
	L4_Word_t i, at, bad = 0;

	for (i = 0; i < GATES; i++)
		kip_words[52 + i] = (L4_Word_t)gates + i * GATE_SIZE - (L4_Word_t)kip_words;
	ok(((L4_Word_t)__L4_syscalls_start & (PAGE_BYTES - 1)) == 0 &&
	   __L4_syscalls_end - __L4_syscalls_start == PAGE_BYTES, "KIP-30 the table is one page");
	for (i = 0; i < GATES; i++) {
		at = (L4_Word_t)entries[i];
		bad += at < (L4_Word_t)__L4_syscalls_start || at >= (L4_Word_t)__L4_syscalls_end ||
		       (at + 1) % sizeof(L4_Word_t) != 0;
	}
	is(bad, 0, "KIP-30 every distance is an aligned word of the table");

	memcpy(copy, __L4_syscalls_start, PAGE_BYTES);
	is(gates_wrong(__L4_syscalls_start, 0), GATES, "KIP-30 at first no gate is known");
	reset_kernel();
	L4_Unmap(0x47);
	ok(gate_called == UNMAP && gate_calls == 1 && gate_seen[EAX] == 0x47 &&
	   gate_seen[ESI] == 0x0c0de040 && gate_seen[EDI] == (L4_Word_t)UTCB,
	   "KIP-30 the first use finds the gate and keeps the registers");
	is(gates_wrong(__L4_syscalls_start, 0), GATES - 1, "KIP-30 and binds this entry");
	__L4_Init();
	is(gates_wrong(__L4_syscalls_start, 0), 0, "KIP-28 __L4_Init finds all gates");
}

static void test_copies(void)
{
	char again[PAGE_BYTES];
	int i, other = 0;

	memset(again, 0, sizeof(again));
	__L4_copy_syscalls_in((L4_Word_t)again);
	is((L4_Word_t)memcmp(again, copy, PAGE_BYTES), 0,
	   "KIP-31 __L4_copy_syscalls_in writes the table as it was");
	memset(again, 0, sizeof(again));
	__L4_bind_syscalls((L4_Word_t)again, (L4_Word_t)kip_words + 0x5000);
	is(gates_wrong(again, 0x5000), 0, "KIP-31 __L4_bind_syscalls binds a table elsewhere");
	for (i = GATES * ENTRY_BYTES; i < PAGE_BYTES; i++)
		other += again[i] != 0;
	is((L4_Word_t)other, 0, "KIP-31 and writes nothing behind the entries");
	is(gates_wrong(__L4_syscalls_start, 0), 0, "KIP-31 the program's own stays");
}

/* MR1 and MR2 come back in registers; of the others no word changes. */
static int stored_back(int received)
{
	int i, good = UTCB[0] == gate_answer[ESI];

	if (received)
		good &= UTCB[1] == gate_answer[EBX] && UTCB[2] == gate_answer[EBP];
	else
		good &= UTCB[1] == 0x0c0de041 && UTCB[2] == 0x0c0de042;
	for (i = 3; i < 64; i++)
		good &= UTCB[i] == 0x0c0de040 + (L4_Word_t)i;
	return good;
}

static int ipc_seen(int gate)
{
	return gate_called == gate && gate_seen[EAX] == 0x1111 && gate_seen[EDX] == 0x2222 &&
	       gate_seen[ECX] == 0x3333 && gate_seen[EDI] == (L4_Word_t)UTCB &&
	       gate_seen[ESI] == 0x0c0de040;
}

static void test_ipc(void)
{
	L4_ThreadId_t from = { UNKNOWN };
	L4_MsgTag_t tag;

	reset_kernel();
	tag = L4_Ipc(id(0x1111), id(0x2222), 0x3333, &from);
	ok(ipc_seen(IPC), "MRP-01 Ipc: parameters");
	ok(stored_back(1), "MRP-01 Ipc: MR0..MR2 stored back, no other word");
	is(tag.raw, gate_answer[ESI], "MRP-01 Ipc: the tag is MR0");
	is(from.raw, gate_answer[EAX], "MRP-01 Ipc: from");

	reset_kernel();
	from.raw = UNKNOWN;
	L4_Ipc(id(0x1111), L4_nilthread, 0x3333, &from);
	ok(from.raw == UNKNOWN && stored_back(0),
	   "MRP-02 send-only Ipc: from and the words of the message are not written");
	L4_Ipc(id(0x1111), L4_nilthread, 0x3333, NULL);
	ok(gate_calls == 2, "MRP-02 send-only Ipc: from may be null");

	reset_kernel();
	gate_answer[EDI] = (L4_Word_t)(UTCB + 16);
	L4_Ipc(id(0x1111), id(0x2222), 0x3333, &from);
	ok(UTCB[16] == gate_answer[ESI] && UTCB[0] == 0x0c0de040,
	   "MRP-01 Ipc: the UTCB pointer is the one the kernel returns");

	reset_kernel();
	tag = L4_Lipc(id(0x1111), id(0x2222), 0x3333, &from);
	ok(ipc_seen(LIPC) && stored_back(1) && tag.raw == gate_answer[ESI] &&
	   from.raw == gate_answer[EAX], "MRP-01 Lipc is like Ipc");
}

static void test_unmap(void)
{
	reset_kernel();
	L4_Unmap(0x47);
	ok(gate_called == UNMAP && gate_seen[EAX] == 0x47 && gate_seen[EDI] == (L4_Word_t)UTCB &&
	   gate_seen[ESI] == 0x0c0de040, "LIB-01 Unmap: parameters");
	ok(stored_back(0), "LIB-01 Unmap: MR0 stored back, no other word");
}

static void test_exchange_registers(void)
{
	L4_Word_t control, sp, ip, flags, handle;
	L4_ThreadId_t pager, result;

	reset_kernel();
	result = L4_ExchangeRegisters(id(1), 2, 3, 4, 5, 6, id(7), &control, &sp, &ip, &flags,
				      &handle, &pager);
	ok(gate_called == EXCHANGE_REGISTERS && gate_seen[EAX] == 1 && gate_seen[ECX] == 2 &&
	   gate_seen[EDX] == 3 && gate_seen[ESI] == 4 && gate_seen[EDI] == 5 &&
	   gate_seen[EBX] == 6 && gate_seen[EBP] == 7, "EXR-05 ExchangeRegisters: parameters");
	ok(result.raw == gate_answer[EAX] && control == gate_answer[ECX] &&
	   sp == gate_answer[EDX] && ip == gate_answer[ESI] && flags == gate_answer[EDI] &&
	   handle == gate_answer[EBX] && pager.raw == gate_answer[EBP],
	   "EXR-05 ExchangeRegisters: results");
}

static void test_controls(void)
{
	L4_Word_t result, old;
	L4_Fpage_t kip_area = { 3 }, utcb_area = { 4 };
	L4_Word_t attributes[4] = { 1, 2, 3, 4 };

	reset_kernel();
	result = L4_ThreadControl(id(1), id(2), id(3), id(4), (void *)5);
	ok(gate_called == THREAD_CONTROL && gate_seen[EAX] == 1 && gate_seen[ECX] == 4 &&
	   gate_seen[EDX] == 3 && gate_seen[ESI] == 2 && gate_seen[EDI] == 5,
	   "LIB-01 ThreadControl: parameters");
	is(result, gate_answer[EAX], "LIB-01 ThreadControl: result");

	result = L4_SpaceControl(id(1), 2, kip_area, utcb_area, id(5), &old);
	ok(gate_called == SPACE_CONTROL && gate_seen[EAX] == 1 && gate_seen[ECX] == 2 &&
	   gate_seen[EDX] == 3 && gate_seen[ESI] == 4 && gate_seen[EDI] == 5,
	   "LIB-01 SpaceControl: parameters");
	ok(result == gate_answer[EAX] && old == gate_answer[ECX], "LIB-01 SpaceControl: results");

	result = L4_ProcessorControl(1, 2, 3, 4);
	ok(gate_called == PROCESSOR_CONTROL && gate_seen[EAX] == 1 && gate_seen[ECX] == 2 &&
	   gate_seen[EDX] == 3 && gate_seen[ESI] == 4 && result == gate_answer[EAX],
	   "LIB-01 ProcessorControl");

	reset_kernel();
	result = L4_MemoryControl(0x1f, attributes);
	ok(gate_called == MEMORY_CONTROL && gate_seen[EAX] == 0x1f && gate_seen[ECX] == 1 &&
	   gate_seen[EDX] == 2 && gate_seen[EBX] == 3 && gate_seen[EBP] == 4 &&
	   gate_seen[EDI] == (L4_Word_t)UTCB && gate_seen[ESI] == 0x0c0de040,
	   "LIB-01 MemoryControl: parameters");
	is(result, gate_answer[EAX], "LIB-01 MemoryControl: result");
}

static void test_scheduling(void)
{
	L4_Word_t result, old;

	reset_kernel();
	result = L4_Schedule(id(1), 2, 3, 4, 5, &old);
	ok(gate_called == SCHEDULE && gate_seen[EAX] == 1 && gate_seen[ECX] == 4 &&
	   gate_seen[EDX] == 2 && gate_seen[ESI] == 3 && gate_seen[EDI] == 5,
	   "LIB-01 Schedule: parameters");
	ok(result == gate_answer[EAX] && old == gate_answer[EDX], "LIB-01 Schedule: results");
	L4_ThreadSwitch(id(0x77));
	ok(gate_called == THREAD_SWITCH && gate_seen[EAX] == 0x77, "LIB-01 ThreadSwitch");
	is(L4_SystemClock().raw, (L4_Word64_t)gate_answer[EDX] << 32 | gate_answer[EAX],
	   "LIB-01 SystemClock");
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
	is((L4_Word_t)__builtin_frame_address(0), frame, "LIB-01 EBP survives the calls");
}

void test_gates(void)
{
	test_table();
	test_copies();
	test_ipc();
	test_unmap();
	test_exchange_registers();
	test_controls();
	test_scheduling();
	test_clobbers();
}
