/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows about two processors, with a kernel for several: what both execute is counted. The partner
 * is a thread of this space on the second one. A row takes turns by waiting, so nobody has
 * anything else to do meanwhile.
 */
#include <l4/types.h>
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/schedule.h>
#include <l4/space.h>
#include <l4/syscalls.h>

#include <stdio.h>

#include "bench.h"

#define ROUNDS	500
#define WARM	16
#define PAGES	64	/* of a batch: each loses a right once */

static L4_ThreadId_t partner;
static unsigned int next_page;

/* Each message has a tag of its own, without the mark of one from another processor. */
static void answer_main(void)
{
	(void)L4_Receive(main_thread);
	for (;;) {
		L4_Set_MsgTag(L4_Niltag);
		(void)L4_Call(main_thread);
	}
}

static void receive_main(void)
{
	for (;;)
		(void)L4_Receive(main_thread);
}

static bool call_partner(unsigned int rounds)
{
	bool good = true;

	for (; rounds > 0; rounds--) {
		L4_Set_MsgTag(L4_Niltag);
		good = L4_IpcSucceeded(L4_Call(partner)) && good;
	}
	return good;
}

static bool send_to_partner(unsigned int rounds)
{
	bool good = true;

	for (; rounds > 0; rounds--) {
		L4_Set_MsgTag(L4_Niltag);
		good = L4_IpcSucceeded(L4_Send(partner)) && good;
	}
	return good;
}

static bool read_pages(unsigned int steps)
{
	unsigned int i;

	for (i = 0; i < steps; i++)
		(void)*(const volatile char *)pool[next_page + i];
	return next_page + steps <= POOL_PAGES;
}

/* A right less: the translations of both processors are of no use any more. */
static bool take_right(unsigned int steps)
{
	L4_Fpage_t f;

	for (; steps > 0; steps--) {
		f = L4_Fpage((L4_Word_t)pool[next_page++], PAGE_BYTES);
		(void)L4_Flush(L4_FpageAddRights(f, L4_Writable));
	}
	return true;
}

static bool start(void (*main)(void))
{
	return partner_start(false, main, &partner) &&
	       (L4_Set_ProcessorNo(partner, 1) != L4_SCHEDRESULT_ERROR ||
		refused("placing the partner"));
}

static bool measure(const struct row *row, void (*main)(void))
{
	if (!row_is_wanted(row->name))
		return true;
	return start(main) && (row->prepare || row->run(WARM)) && row_measure(row) &&
	       partner_stop(partner);
}

bool bench_processors(void)
{
	static const struct row call = { .name = "ipc-xcpu-call", .steps = ROUNDS,
					 .operations = 1, .run = call_partner };
	/* One way, as the rows of one processor. */
	static const struct row way = { .name = "ipc-xcpu-0", .steps = ROUNDS,
					.operations = 2, .run = call_partner };
	static const struct row send = { .name = "xcpu-send", .steps = ROUNDS,
					 .operations = 1, .run = send_to_partner };
	static const struct row unmap = { .name = "unmap-xcpu", .steps = PAGES, .operations = 1,
					  .prepare = read_pages, .run = take_right };

	if (L4_NumProcessors(L4_GetKernelInterface()) < 2)
		return true;
	return measure(&call, answer_main) && measure(&way, answer_main) &&
	       measure(&send, receive_main) &&
	       measure(&unmap, receive_main);
}
