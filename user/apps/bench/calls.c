/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows about system calls other than IPC: switching, the clock, registers, threads and spaces.
 */
#include <l4/types.h>
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/misc.h>
#include <l4/schedule.h>
#include <l4/thread.h>

#include <stdio.h>

#include "bench.h"

#define ROUNDS		500
#define THREADS		16
#define SPACES		8

static L4_ThreadId_t partner;

void empty_answers(void)
{
	L4_Receive(main_thread);
	for (;;) {
		L4_Set_MsgTag(L4_Niltag);
		L4_Call(main_thread);
	}
}

bool call_ok(L4_MsgTag_t tag, const char *what)
{
	if (L4_IpcSucceeded(tag))
		return true;
	printf("bench: %s: tag %#lx, error code %#lx\n", what, tag.raw, L4_ErrorCode());
	return false;
}

static void switch_back(void)
{
	for (;;)
		L4_ThreadSwitch(main_thread);
}

static bool run_switches(unsigned int rounds)
{
	while (rounds-- > 0)
		L4_ThreadSwitch(partner);
	return true;
}

static bool bench_switch(const char *name, bool elsewhere)
{
	struct row row = { name, ROUNDS, 2, run_switches, run_switches };

	if (!row_is_wanted(name))
		return true;
	return partner_start(elsewhere, switch_back, &partner) && row_measure(&row) &&
	       partner_stop(partner);
}

static bool run_clock(unsigned int rounds)
{
	while (rounds-- > 0)
		(void)L4_SystemClock();
	return true;
}

static bool run_exregs(unsigned int rounds)
{
	L4_Word_t control, sp, ip, flags, handle;
	L4_ThreadId_t pager, id = L4_nilthread;

	while (rounds-- > 0)
		id = L4_ExchangeRegisters(partner, L4_EXREGS_DELIVER, 0, 0, 0, 0, L4_nilthread,
					  &control, &sp, &ip, &flags, &handle, &pager);
	return !L4_IsNilThread(id);
}

static bool run_schedule(unsigned int rounds)
{
	L4_Word_t old, result = 0;

	while (rounds-- > 0)
		result = L4_Schedule(partner, ~0ul, ~0ul, ~0ul, ~0ul, &old);
	return result != 0;
}

static bool bench_exregs(void)
{
	struct row exregs = { "exregs-read", ROUNDS, 1, NULL, run_exregs };
	struct row schedule = { "schedule-read", ROUNDS, 1, NULL, run_schedule };

	if (!row_is_wanted(exregs.name) && !row_is_wanted(schedule.name))
		return true;
	return partner_start(true, empty_answers, &partner) &&
	       (!row_is_wanted(exregs.name) || row_measure(&exregs)) &&
	       (!row_is_wanted(schedule.name) || row_measure(&schedule)) && partner_stop(partner);
}

static bool delete_threads(unsigned int n)
{
	unsigned int i;
	bool good = true;

	for (i = 0; i < n; i++)
		good &= L4_ThreadControl(spare_id(i), L4_nilthread, L4_nilthread, L4_nilthread,
					 (void *)-1ul) != 0;
	return good;
}

static bool create_threads(unsigned int n)
{
	unsigned int i;
	bool good = true;

	for (i = 0; i < n; i++)
		good &= L4_ThreadControl(spare_id(i), main_thread, main_thread, pager_id(),
					 spare_utcb(i)) != 0;
	return good;
}

/* Those that are there are deleted first: single steps follow longer batches. */
static bool no_threads(unsigned int n)
{
	(void)n;
	(void)delete_threads(THREADS);
	return true;
}

static bool some_threads(unsigned int n)
{
	return no_threads(n) && create_threads(n);
}

static bool run_spaces(unsigned int n)
{
	L4_ThreadId_t id = spare_id(0);
	bool good = true;

	while (n-- > 0)
		good &= space_create(id) && space_activate(id) && partner_stop(id);
	return good;
}

static bool bench_threads(void)
{
	struct row create = { "thread-create", THREADS, 1, no_threads, create_threads };
	struct row delete = { "thread-delete", THREADS, 1, some_threads, delete_threads };
	struct row space = { "space-new", SPACES, 1, no_threads, run_spaces };

	return (!row_is_wanted(create.name) || row_measure(&create)) &&
	       (!row_is_wanted(delete.name) || row_measure(&delete)) && no_threads(0) &&
	       (!row_is_wanted(space.name) || row_measure(&space));
}

bool bench_calls(void)
{
	struct row clock = { "clock", ROUNDS, 1, NULL, run_clock };

	return bench_switch("switch-inter", true) && bench_switch("switch-intra", false) &&
	       (!row_is_wanted(clock.name) || row_measure(&clock)) && bench_exregs() &&
	       bench_threads();
}
