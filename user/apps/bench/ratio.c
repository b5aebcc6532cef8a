/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How much more two processors do than one, by the clock: option ratio. What is measured are pairs
 * that have nothing to do with each other, one on each processor: a client in a space of its own,
 * and who serves it, in this space. One pair alone and both at once take turns, and the best time
 * of each counts.
 */
#include <l4/types.h>
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/schedule.h>
#include <l4/space.h>
#include <l4/syscalls.h>
#include <l4/thread.h>

#include <stdio.h>

#include "bench.h"

#define CPUS		2
#define TURNS		20
#define CALLS		5000
#define SEEN_CALLS	200
#define FAULTS		(POOL_PAGES / CPUS)

struct pair {
	L4_ThreadId_t client, server;
};

static struct pair pairs[CPUS];

/* A thread of a pair is told by the main thread which one is its own. */
static unsigned int own_pair(void)
{
	L4_Word_t pair;

	(void)L4_Receive(main_thread);
	L4_StoreMR(1, &pair);
	return (unsigned int)pair;
}

static bool tell(L4_ThreadId_t to, unsigned int pair)
{
	L4_Msg_t msg;

	L4_MsgClear(&msg);
	L4_MsgAppendWord(&msg, pair);
	L4_MsgLoad(&msg);
	return L4_IpcSucceeded(L4_Send(to));
}

/* --- clients: whenever they are told they work, and answer with the times of both ends --- */

static void client(bool (*work)(unsigned int pair))
{
	L4_Word64_t from, to;
	unsigned int pair;
	L4_Msg_t msg;

	for (;;) {
		pair = own_pair();
		from = L4_SystemClock().raw;
		if (!work(pair))
			pager_failed = true;
		to = L4_SystemClock().raw;
		L4_MsgClear(&msg);
		L4_MsgAppendWord(&msg, (L4_Word_t)from);
		L4_MsgAppendWord(&msg, (L4_Word_t)to);
		L4_MsgLoad(&msg);
		(void)L4_Send(main_thread);
	}
}

static bool calls(unsigned int pair)
{
	L4_ThreadId_t server = pairs[pair].server;
	L4_MsgTag_t tag = {
		.raw = call_loop(server.raw, server.raw, FOREVER, 0, CALLS, GATE(Ipc))
	};

	return L4_IpcSucceeded(tag);
}

static void calls_main(void)
{
	client(calls);
}

static void answer_main(void)
{
	L4_Word_t to = pairs[own_pair()].client.raw;

	answer_loop(to, to, FOREVER, GATE(Ipc));
}

static bool faults(unsigned int pair)
{
	L4_Word_t first = PLACE + pair * FAULTS * PAGE_BYTES;
	unsigned int i;

	L4_Set_Pager(pairs[pair].server);
	for (i = 0; i < FAULTS; i++)
		(void)*(const volatile char *)(first + i * PAGE_BYTES);
	return true;
}

static void faults_main(void)
{
	client(faults);
}

/* Gives pages of the pool, and those of the program. */
static void place_main(void)
{
	L4_ThreadId_t from = pairs[own_pair()].client;
	L4_Word_t address;

	(void)L4_Receive(from);
	for (;;) {
		L4_StoreMR(1, &address);
		if (!load_faulted_page(address))
			pager_failed = true;
		(void)L4_Call(from);
	}
}

/* --- measuring --- */

/* The first n pairs work at once; how long, in microseconds; 0: it failed. */
static L4_Word64_t together(unsigned int n)
{
	L4_Word_t first = ~(L4_Word_t)0, last = 0, from, to;
	unsigned int i;

	/* The one of this processor is the last to begin. */
	for (i = n; i-- > 0;)
		if (!tell(pairs[i].client, i))
			return 0;
	for (i = 0; i < n; i++) {
		if (L4_IpcFailed(L4_Receive(pairs[i].client)))
			return 0;
		L4_StoreMR(1, &from);
		L4_StoreMR(2, &to);
		first = from < first ? from : first;
		last = to > last ? to : last;
	}
	return pager_failed ? 0 : last - first + 1;
}

static void take_pool(void)
{
	(void)L4_UnmapFpage(L4_FpageAddRights(L4_FpageLog2((L4_Word_t)pool, POOL_LOG2),
					      L4_FullyAccessible));
}

static bool start_pairs(void (*client_main)(void), void (*server_main)(void))
{
	unsigned int i;

	for (i = 0; i < CPUS; i++) {
		struct pair *p = &pairs[i];

		if (!worker_start(2 * i, false, server_main, &p->server) ||
		    !worker_start(2 * i + 1, true, client_main, &p->client))
			return false;
		if (L4_Set_ProcessorNo(p->server, i) == L4_SCHEDRESULT_ERROR ||
		    L4_Set_ProcessorNo(p->client, i) == L4_SCHEDRESULT_ERROR)
			return refused("placing a pair");
		if (!tell(p->server, i))
			return false;
	}
	return true;
}

static bool stop_pairs(void)
{
	unsigned int i;

	for (i = 0; i < CPUS; i++)
		if (!partner_stop(pairs[i].client) || !partner_stop(pairs[i].server))
			return false;
	return true;
}

static bool ratio(const char *name, void (*client_main)(void), void (*server_main)(void))
{
	L4_Word64_t best[CPUS + 1] = { 0 }, time;
	unsigned int turn, n;

	if (!start_pairs(client_main, server_main))
		return false;
	/* The first turn makes everything warm. */
	for (turn = 0; turn <= TURNS; turn++) {
		for (n = 1; n <= CPUS; n++) {
			take_pool();
			time = together(n);
			if (time == 0)
				return false;
			if (turn > 0 && (best[n] == 0 || time < best[n]))
				best[n] = time;
		}
	}
	printf("bench: ratio %s %lu %lu\n", name, (unsigned long)best[1],
	       (unsigned long)best[CPUS]);
	return stop_pairs();
}

static bool are_there(void)
{
	if (L4_NumProcessors(L4_GetKernelInterface()) >= CPUS)
		return true;
	printf("bench: there is one processor\n");
	return false;
}

/* --- what both have in common, for an emulator whose processors take turns --- */

static bool turns(unsigned int pair, unsigned int rounds)
{
	L4_Word_t server = pairs[pair].server.raw;
	L4_MsgTag_t tag;
	bool good = true;

	for (; rounds > 0; rounds--) {
		take_turn();
		tag.raw = call_loop(server, server, FOREVER, 0, 1, GATE(Ipc));
		good = L4_IpcSucceeded(tag) && good;
	}
	return good;
}

/* The first pair marks some of its calls, while the other one is in the middle of its own. */
static bool seen_calls(unsigned int pair)
{
	bool good;

	if (pair > 0)
		return turns(pair, 3 * SEEN_CALLS);
	good = turns(pair, SEEN_CALLS);
	region_name("pairs", true);
	mark_begin();
	good = turns(pair, SEEN_CALLS) && good;
	mark_end();
	return good;
}

static void seen_main(void)
{
	client(seen_calls);
}

bool bench_pairs(void)
{
	/* The run ends here: a server without its client would never let the others have a turn. */
	return are_there() && start_pairs(seen_main, answer_main) && together(CPUS) > 0;
}

bool bench_ratio(void)
{
	return are_there() && ratio("pairs-xcpu", calls_main, answer_main) &&
	       ratio("faults-xcpu", faults_main, place_main);
}
