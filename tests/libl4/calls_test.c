/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions built on the system calls: which call they make, with which parameters, and what
 * they make of the result. The register contract itself is checked elsewhere.
 */
#include "host.h"

#include <stddef.h>

#define ALL	(~0ul)

static const L4_ThreadId_t T = { ID(0x77, 1) }, LOCAL = { 0xbf000200 };
static const L4_Time_t SND = { 0x0401 }, RCV = { 0x0402 };

static int ipc(int gate, L4_Word_t to, L4_Word_t from, L4_Word_t timeouts)
{
	return gate_called == gate && gate_seen[IPC_TO] == to && gate_seen[IPC_FROM] == from &&
	       gate_seen[IPC_TIMEOUTS] == timeouts;
}

static void test_ipc_calls(void)
{
	L4_ThreadId_t from;
	L4_Word_t me;

	reset_kernel();
	me = L4_MyGlobalId().raw;
	gate_answer[MR0] = 0x42;
	ok(L4_Call(T).raw == 0x42 && ipc(IPC, T.raw, T.raw, 0), "IPC-01 L4_Call");
	L4_Call_Timeouts(T, SND, RCV);
	ok(ipc(IPC, T.raw, T.raw, 0x04010402), "IPC-01 L4_Call_Timeouts");
	L4_Send(T);
	ok(ipc(IPC, T.raw, 0, 0), "IPC-01 L4_Send");
	L4_Send_Timeout(T, SND);
	ok(ipc(IPC, T.raw, 0, 0x04010000), "IPC-01 L4_Send_Timeout");
	L4_Reply(T);
	ok(ipc(IPC, T.raw, 0, 0x04000000), "IPC-01 L4_Reply");
	L4_Receive(T);
	ok(ipc(IPC, 0, T.raw, 0), "IPC-01 L4_Receive");
	L4_Receive_Timeout(T, RCV);
	ok(ipc(IPC, 0, T.raw, 0x0402), "IPC-01 L4_Receive_Timeout");
	L4_Wait(&from);
	ok(ipc(IPC, 0, ALL, 0) && from.raw == gate_answer[IPC_SENDER], "IPC-01 L4_Wait");
	L4_Wait_Timeout(RCV, &from);
	ok(ipc(IPC, 0, ALL, 0x0402), "IPC-01 L4_Wait_Timeout");
	L4_ReplyWait(T, &from);
	ok(ipc(IPC, T.raw, ALL, 0x04000000) && from.raw == gate_answer[IPC_SENDER],
	   "IPC-01 L4_ReplyWait");
	L4_ReplyWait_Timeout(T, RCV, &from);
	ok(ipc(IPC, T.raw, ALL, 0x04000402), "IPC-01 L4_ReplyWait_Timeout");
	L4_Lcall(T);
	ok(ipc(LIPC, T.raw, T.raw, 0), "IPC-01 L4_Lcall");
	L4_LreplyWait(T, &from);
	ok(ipc(LIPC, T.raw, ~0x3ful, 0x04000000) && from.raw == gate_answer[IPC_SENDER],
	   "IPC-01 L4_LreplyWait");
	gate_answer[MR0] = 0x8000;
	L4_Sleep(RCV);
	ok(ipc(IPC, 0, me, 0x0402) && L4_MsgTag().raw == 0x8000,
	   "IPC-01 L4_Sleep waits for itself and leaves the tag in MR0");
}

/* The last call was ExchangeRegisters on T with this control word. */
static int exchanged(L4_Word_t control)
{
	return gate_called == EXCHANGE_REGISTERS && gate_seen[EXR_DEST] == T.raw &&
	       gate_seen[EXR_CONTROL] == control;
}

static void test_conversion(void)
{
	reset_kernel();
	gate_answer[EXR_DEST] = T.raw;
	is(L4_GlobalIdOf(LOCAL).raw, T.raw, "EXR-23 L4_GlobalIdOf");
	ok(gate_seen[EXR_DEST] == LOCAL.raw && gate_seen[EXR_CONTROL] == 0,
	   "EXR-23 with control 0");
	ok(L4_SameThreads(LOCAL, T) && !L4_SameThreads(LOCAL, L4_GlobalId(1, 1)),
	   "EXR-23 L4_SameThreads");
	gate_answer[EXR_DEST] = LOCAL.raw;
	is(L4_LocalIdOf(T).raw, LOCAL.raw, "EXR-24 L4_LocalIdOf");
	ok(exchanged(0), "EXR-24 with control 0");
	gate_calls = 0;
	ok(L4_GlobalIdOf(T).raw == T.raw && L4_LocalIdOf(LOCAL).raw == LOCAL.raw &&
	   gate_calls == 0, "EXR-23 an id of the wanted form costs no call");
}

static void test_control_words(void)
{
	L4_Word_t sp, ip, flags;
	L4_ThreadState_t state;

	reset_kernel();
	ok(L4_UserDefinedHandleOf(T) == gate_answer[EXR_HANDLE] && exchanged(0x200),
	   "EXR-26 L4_UserDefinedHandleOf");
	L4_Set_UserDefinedHandleOf(T, 0x99);
	ok(exchanged(0x40) && gate_seen[EXR_HANDLE] == 0x99,
	   "EXR-07 L4_Set_UserDefinedHandleOf");
	ok(L4_PagerOf(T).raw == gate_answer[EXR_PAGER] && exchanged(0x200), "EXR-26 L4_PagerOf");
	L4_Set_PagerOf(T, LOCAL);
	ok(exchanged(0x80) && gate_seen[EXR_PAGER] == LOCAL.raw, "EXR-08 L4_Set_PagerOf");
	L4_Start(T);
	ok(exchanged(0x106), "EXR-18 L4_Start");
	L4_Start_SpIp(T, 1, 2);
	ok(exchanged(0x11e) && gate_seen[EXR_SP] == 1 && gate_seen[EXR_IP] == 2,
	   "EXR-04 L4_Start_SpIp");
	L4_Start_SpIpFlags(T, 1, 2, 3);
	ok(exchanged(0x13e) && gate_seen[EXR_FLAGS] == 3, "EXR-06 L4_Start_SpIpFlags");
	gate_answer[EXR_CONTROL] = 5;
	ok(L4_Stop(T).raw == 5 && exchanged(0x301), "EXR-16 L4_Stop");
	state = L4_Stop_SpIpFlags(T, &sp, &ip, &flags);
	ok(state.raw == 5 && exchanged(0x301) && sp == gate_answer[EXR_SP] &&
	   ip == gate_answer[EXR_IP] && flags == gate_answer[EXR_FLAGS],
	   "EXR-16 L4_Stop_SpIpFlags");
	ok(L4_AbortReceive_and_stop(T).raw == 5 && exchanged(0x303),
	   "EXR-09 L4_AbortReceive_and_stop");
	L4_AbortReceive_and_stop_SpIpFlags(T, &sp, &ip, &flags);
	ok(exchanged(0x303), "EXR-09 L4_AbortReceive_and_stop_SpIpFlags");
	ok(L4_AbortSend_and_stop(T).raw == 5 && exchanged(0x305), "EXR-11 L4_AbortSend_and_stop");
	L4_AbortSend_and_stop_SpIpFlags(T, &sp, &ip, &flags);
	ok(exchanged(0x305), "EXR-11 L4_AbortSend_and_stop_SpIpFlags");
	ok(L4_AbortIpc_and_stop(T).raw == 5 && exchanged(0x307), "EXR-13 L4_AbortIpc_and_stop");
	L4_AbortIpc_and_stop_SpIpFlags(T, &sp, &ip, &flags);
	ok(exchanged(0x307), "EXR-13 L4_AbortIpc_and_stop_SpIpFlags");
	ok(L4_ThreadWasHalted(state) && !L4_ThreadWasReceiving(state) &&
	   L4_ThreadWasSending(state) && L4_ThreadWasIpcing(state), "EXR-11 thread states");
	state.raw = 2;
	ok(!L4_ThreadWasHalted(state) && L4_ThreadWasReceiving(state) &&
	   !L4_ThreadWasSending(state) && L4_ThreadWasIpcing(state), "EXR-09 thread states");
	ok(L4_ConfCtrlXferItems(T) == 5 && exchanged(0x200) && L4_ReadCtrlXferItems(T) == 5 &&
	   exchanged(0x400) && L4_WriteCtrlXferItems(T) == 5 && exchanged(0x800),
	   "EXR-26 control words of the extension");
}

static void test_interrupts(void)
{
	L4_ThreadId_t irq = L4_GlobalId(3, 1);

	L4_AssociateInterrupt(irq, T);
	ok(gate_called == THREAD_CONTROL && gate_seen[TC_DEST] == irq.raw &&
	   gate_seen[TC_SPACE] == irq.raw && gate_seen[TC_SCHEDULER] == 0 &&
	   gate_seen[TC_PAGER] == T.raw && gate_seen[TC_UTCB] == ALL,
	   "IRQ-01 L4_AssociateInterrupt");
	L4_DeassociateInterrupt(irq);
	ok(gate_seen[TC_DEST] == irq.raw && gate_seen[TC_SPACE] == irq.raw &&
	   gate_seen[TC_PAGER] == irq.raw,
	   "IRQ-01 L4_DeassociateInterrupt");
}

/* The last call was Schedule on T with these controls. */
static int scheduled(L4_Word_t time, L4_Word_t processor, L4_Word_t prio, L4_Word_t preemption)
{
	return gate_called == SCHEDULE && gate_seen[SCH_DEST] == T.raw &&
	       gate_seen[SCH_TIME] == time && gate_seen[SCH_PROCESSOR] == processor &&
	       gate_seen[SCH_PRIO] == prio && gate_seen[SCH_PREEMPTION] == preemption;
}

static void test_schedule(void)
{
	L4_Time_t slice = { 0x2bd0 }, quantum = { 0x0e71 };
	L4_Word_t old;

	reset_kernel();
	L4_Yield();
	ok(gate_called == THREAD_SWITCH && gate_seen[SWITCH_DEST] == 0, "SCHED-01 L4_Yield");
	ok(L4_Set_Priority(T, 0x1c8) == gate_answer[RESULT] && scheduled(ALL, ALL, 0xc8, ALL),
	   "SCHED-01 L4_Set_Priority");
	L4_Set_Stride(T, 3);
	ok(scheduled(ALL, ALL, 0x3ffff, ALL), "SCHED-01 L4_Set_Stride");
	L4_Set_ProcessorNo(T, 0x10001);
	ok(scheduled(ALL, 1, ALL, ALL), "SCHED-01 L4_Set_ProcessorNo");
	L4_Set_Timeslice(T, slice, quantum);
	ok(scheduled(0x2bd00e71, ALL, ALL, ALL), "SCHED-01 L4_Set_Timeslice");
	gate_answer[SCH_TIME] = 0x04002bd0;
	L4_Timeslice(T, &slice, &quantum);
	ok(scheduled(ALL, ALL, ALL, ALL) && slice.raw == 0x0400 && quantum.raw == 0x2bd0,
	   "SCHED-01 L4_Timeslice");
	L4_Set_PreemptionDelay(T, 0x1c8, 0x10005);
	ok(scheduled(ALL, ALL, ALL, 0xc80005), "SCHED-01 L4_Set_PreemptionDelay");
	L4_HS_Schedule(T, 1, LOCAL, 100, 7, &old);
	ok(gate_seen[SCH_TIME] == LOCAL.raw && gate_seen[SCH_PREEMPTION] == 0x2000001 &&
	   gate_seen[SCH_PRIO] == 0x70064 && old == 0x04002bd0, "SCHED-01 L4_HS_Schedule");
}

static void test_spaces(void)
{
	L4_Fpage_t f = L4_FpageAddRights(L4_FpageLog2(0x400000, 12), 7);
	L4_Fpage_t pages[10];
	L4_Word_t attributes[4] = { 1, 2, 4, 5 };
	int i;

	reset_kernel();
	ok(L4_UnmapFpage(f).raw == gate_answer[MR0] && gate_called == UNMAP &&
	   gate_seen[UNMAP_CONTROL] == 0 && gate_seen[MR0] == 0x4000c7,
	   "UNMAP-01 L4_UnmapFpage");
	ok(L4_Flush(f).raw == gate_answer[MR0] && gate_seen[UNMAP_CONTROL] == 0x40,
	   "UNMAP-01 L4_Flush");
	ok(L4_GetStatus(f).raw == gate_answer[MR0] && gate_seen[UNMAP_CONTROL] == 0 &&
	   gate_seen[MR0] == 0x4000c0, "UNMAP-01 L4_GetStatus");
	for (i = 0; i < 10; i++)
		pages[i] = L4_FpageLog2(0x1000ul * (L4_Word_t)i, 12);
	L4_UnmapFpages(10, pages);
	ok(gate_seen[UNMAP_CONTROL] == 9 && SEEN_MR(7) == 0x70c0 && UTCB[9] == 0x90c0 &&
	   pages[0].raw == gate_answer[MR0] && pages[7].raw == ANSWER_MR(7) &&
	   pages[9].raw == 0x90c0, "UNMAP-01 L4_UnmapFpages");
	L4_FlushFpages(2, pages);
	is(gate_seen[UNMAP_CONTROL], 0x41, "UNMAP-01 L4_FlushFpages");
	f.raw = 0x4000c6;
	ok(L4_WasWritten(f) && L4_WasReferenced(f) && !L4_WaseXecuted(f),
	   "UNMAP-01 status of an fpage");

	L4_Set_PageAttribute(f, 5);
	ok(gate_called == MEMORY_CONTROL && gate_seen[MC_CONTROL] == 0 &&
	   SEEN_MR(0) == 0x4000c0 && gate_seen[MC_ATTRIBUTE0] == 5, "MCTL-01 L4_Set_PageAttribute");
	L4_Set_PageAttributes(2, pages, attributes);
	ok(gate_seen[MC_CONTROL] == 1 && SEEN_MR(1) == pages[1].raw &&
	   gate_seen[MC_ATTRIBUTE3] == 5,
	   "MCTL-01 L4_Set_PageAttributes");
}

static void test_sigma0(void)
{
	const L4_Word_t request = (L4_Word_t)-6l << 20 | 2;
	L4_Fpage_t f = L4_FpageAddRights(L4_FpageLog2(0x400000, 12), 7), got;
	L4_Fpage_t window = L4_FpageLog2(0x800000, 12);

	reset_kernel();
	L4_Accept(L4_StringItemsAcceptor);
	gate_answer[MR0] = 2 << 6;
	gate_answer[MR2_OUT] = 0x4000c7;
	got = L4_Sigma0_GetPage_RcvWindow(L4_nilthread, f, window);
	ok(ipc(IPC, ID(0x38, 1), ID(0x38, 1), 0), "LIB-12 the default sigma0");
	ok(SEEN_MR(0) == request && SEEN_MR(1) == f.raw && SEEN_MR(2) == 0,
	   "LIB-12 the request to sigma0");
	is(gate_br0, 0x8000c0, "LIB-12 the receive window");
	is(got.raw, 0x4000c7, "LIB-12 the mapping is returned");
	is(L4_Accepted().raw, 1, "LIB-12 the acceptor is restored");
	L4_Sigma0_GetPage(T, f);
	ok(ipc(IPC, T.raw, T.raw, 0) && gate_br0 == 0x10, "LIB-12 L4_Sigma0_GetPage");
	L4_Sigma0_GetPage_RcvWindow_High(T, f, window, 5);
	ok(SEEN_MR(0) == request + 1 && SEEN_MR(1) == (f.raw | 8) && SEEN_MR(3) == 5,
	   "LIB-12 high address bits");
	L4_Sigma0_GetAny(T, 21, window);
	ok(SEEN_MR(0) == request && SEEN_MR(1) == (~0x3fful | 0x150),
	   "LIB-12 L4_Sigma0_GetAny");
	gate_answer[MR0] = 0x8000 | 2 << 6;
	is(L4_Sigma0_GetPage(T, f).raw, 0, "LIB-12 a failed request gives the nil page");
	gate_answer[MR0] = 2;
	is(L4_Sigma0_GetPage(T, f).raw, 0, "LIB-12 so does an answer of another shape");

	/* Boot modules: one descriptor of 1 MiB at 1 MiB. */
	gate_answer[MR0] = 2 << 6;
	gate_calls = 0;
	ok(L4_Sigma0_GetSpecial(0x3e, (void *)0x40000000, 0x40000) == (void *)0x40000000 &&
	   gate_calls == 4 && SEEN_MR(1) == 0x1c0127 && gate_br0 == 0x400c0120,
	   "LIB-12 L4_Sigma0_GetSpecial maps page by page");
	ok(L4_Sigma0_GetSpecial(0x77, (void *)0x40000000, 0x1000) == NULL,
	   "LIB-12 L4_Sigma0_GetSpecial finds no such memory");
	gate_answer[MR2_OUT] = 0;
	ok(L4_Sigma0_GetSpecial(0x3e, (void *)0x40000000, 0x1000) == NULL,
	   "LIB-12 L4_Sigma0_GetSpecial is refused");
}

static void test_error_names(void)
{
	L4_Word_t i;
	int named = 1;

	for (i = 0; i <= L4_ErrNoMem; i++)
		named &= L4_ErrorCode_String(i) != L4_ErrorCode_String(99);
	ok(named, "LIB-01 L4_ErrorCode_String names all codes");
}

void test_calls(void)
{
	test_ipc_calls();
	test_conversion();
	test_control_words();
	test_interrupts();
	test_schedule();
	test_spaces();
	test_sigma0();
	test_error_names();
}
