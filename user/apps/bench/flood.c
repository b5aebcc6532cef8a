/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What others take of a processor: option flood. The main thread computes on the first one, and
 * less urgent threads of the second one ask that for something all the time. An emulator that lets
 * processors take turns goes on with the other one after each thousand instructions.
 */
#include <l4/types.h>
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/schedule.h>
#include <l4/space.h>
#include <l4/thread.h>

#include <stdio.h>

#include "bench.h"

#define LESS		100	/* the priority of all others */
#define WARM		2000	/* turns */
#define TURNS		10000
#define ROUNDS		499	/* of two instructions: a turn */
#define LINE_WORDS	8

/* Whom they ask; or who makes its processor know a space, and takes pages there; those that ask. */
enum { TARGET, HOLDER = TARGET, TAKER, FIRST, SECOND };

static L4_ThreadId_t others[WORKERS];

/* How often each has asked, and been answered. */
static volatile unsigned long asked[WORKERS][LINE_WORDS];

/* --- those that flood --- */

static volatile unsigned long *own_count(void)
{
	return asked[L4_Myself().raw == others[FIRST].raw ? FIRST : SECOND];
}

static void ask_by_ipc(void)
{
	volatile unsigned long *count = own_count();

	for (;;) {
		(void)L4_Send_Timeout(others[TARGET], L4_ZeroTime);
		++*count;
	}
}

static void ask_by_exregs(void)
{
	volatile unsigned long *count = own_count();

	for (;;) {
		(void)L4_UserDefinedHandleOf(others[TARGET]);
		++*count;
	}
}

/* A page that was in the space of the holder, which its processor knows. */
static void ask_by_unmap(void)
{
	L4_Fpage_t page = L4_FpageAddRights(L4_FpageLog2((L4_Word_t)pool, PAGE_LOG2),
					    L4_FullyAccessible);
	L4_Msg_t msg;

	for (;;) {
		L4_MsgClear(&msg);
		L4_MsgAppendMapItem(&msg, L4_MapItem(page, 0));
		L4_MsgLoad(&msg);
		if (L4_IpcFailed(L4_Send(others[TAKER])))
			pager_failed = true;
		(void)L4_UnmapFpage(page);
		asked[FIRST][0]++;
	}
}

/* --- whom they ask --- */

static void wait_main(void)
{
	for (;;)
		(void)L4_Receive(main_thread);
}

static void take_main(void)
{
	L4_ThreadId_t from;

	L4_Accept(L4_MapGrantItems(L4_FpageLog2(PLACE, PAGE_LOG2)));
	for (;;)
		(void)L4_Wait(&from);
}

/* --- measuring --- */

static void compute(unsigned int turns)
{
	unsigned int i;

	for (; turns > 0; turns--) {
		for (i = ROUNDS; i > 0; i--)
			__asm__ volatile ("" : : : "memory");
		take_turn();
	}
}

static unsigned long all_asked(void)
{
	return asked[FIRST][0] + asked[SECOND][0];
}

static bool place(unsigned int which, unsigned int processor)
{
	/* Its scheduler places it before it makes it less urgent than what waits for that. */
	return (L4_Set_ProcessorNo(others[which], processor) != L4_SCHEDRESULT_ERROR &&
		L4_Set_Priority(others[which], LESS)) || refused("placing a thread");
}

static bool measure(const char *name)
{
	unsigned long before;
	L4_Word64_t from, to;
	char region[32];
	unsigned int i;

	/* The pager is as urgent as this thread, and pages the others in. */
	for (i = 0; i < WARM; i++) {
		compute(1);
		L4_ThreadSwitch(pager_id());
	}
	compute(WARM);
	snprintf(region, sizeof(region), "flood-%s", name);
	before = all_asked();
	from = L4_SystemClock().raw;
	region_name(region, false);
	mark_begin();
	compute(TURNS);
	mark_end();
	to = L4_SystemClock().raw;
	printf("bench: flood %s: %lu requests in %lu us\n", name, all_asked() - before,
	       (unsigned long)(to - from));
	return !pager_failed;
}

/* Of the same program; which of the numbers above it has. */
static bool start(unsigned int which, bool elsewhere, void (*main)(void), unsigned int processor)
{
	return worker_start(which, elsewhere, main, &others[which]) && place(which, processor);
}

static bool stop(unsigned int which)
{
	return partner_stop(others[which]);
}

static bool flood(const char *name, void (*ask)(void))
{
	return start(TARGET, false, wait_main, 0) && start(FIRST, false, ask, 1) &&
	       start(SECOND, false, ask, 1) && measure(name) && stop(FIRST) && stop(SECOND) &&
	       stop(TARGET);
}

static bool flood_by_unmap(void)
{
	return start(HOLDER, true, wait_main, 0) &&
	       worker_start_beside(TAKER, others[HOLDER], take_main, &others[TAKER]) &&
	       place(TAKER, 1) && start(FIRST, false, ask_by_unmap, 1) && measure("unmap") &&
	       stop(FIRST) && stop(TAKER) && stop(HOLDER);
}

bool bench_flood(void)
{
	if (L4_NumProcessors(L4_GetKernelInterface()) < 2) {
		printf("bench: there is one processor\n");
		return false;
	}
	return flood("ipc", ask_by_ipc) && flood("exregs", ask_by_exregs) && flood_by_unmap();
}
