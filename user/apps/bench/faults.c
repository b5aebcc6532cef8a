/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows about faults: the main thread is handler and pager of a partner in another space.
 */
#include <l4/types.h>
#include <l4/ipc.h>
#include <l4/message.h>
#include <l4/space.h>
#include <l4/syscalls.h>
#include <l4/thread.h>

#include <stdio.h>

#include "bench.h"

#define EXCEPTIONS	500
#define FAULTS		256

static L4_ThreadId_t partner;

static void raise_main(void)
{
	L4_Set_ExceptionHandler(main_thread);
	raise_for_ever();
}

/* Answers the last exception and receives the next one: the registers stay as they are. */
static bool run_exceptions(unsigned int rounds)
{
	L4_Word_t expected = L4_MsgTag().raw, tag;

	tag = call_loop(partner.raw, partner.raw, FOREVER, expected, rounds, GATE(Ipc));
	return tag == expected;
}

static bool bench_exception(void)
{
	struct row row = { "exception", EXCEPTIONS, 1, NULL, run_exceptions };

	if (!row_is_wanted(row.name))
		return true;
	return partner_start(true, raise_main, &partner) &&
	       call_ok(L4_Receive(partner), row.name) && row_measure(&row) &&
	       partner_stop(partner);
}

static void touch_main(void)
{
	L4_Set_Pager(main_thread);
	touch_for_ever(PLACE);
}

bool load_faulted_page(L4_Word_t address)
{
	L4_Fpage_t page;
	L4_Msg_t msg;

	if (address < PLACE || address >= PLACE + POOL_PAGES * PAGE_BYTES)
		return load_image_page(address);
	page = L4_Fpage((L4_Word_t)pool + (address - PLACE), PAGE_BYTES);
	L4_MsgClear(&msg);
	L4_MsgAppendMapItem(&msg, L4_MapItem(L4_FpageAddRights(page, L4_FullyAccessible),
					     address & ~(PAGE_BYTES - 1)));
	L4_MsgLoad(&msg);
	return true;
}

/* Loads the answer to the fault that was received. */
static bool load_answer(void)
{
	L4_Word_t address;

	L4_StoreMR(1, &address);
	return load_faulted_page(address);
}

/*
 * Answers the fault that was received, and receives the next one. As in other pagers the loop has
 * the call itself: with register windows a function around it costs one that goes out and comes in.
 */
static bool run_faults(unsigned int n)
{
	bool good = true;

	while (n-- > 0)
		good &= load_answer() && L4_IpcSucceeded(L4_Call(partner));
	return good;
}

/* Takes the pages away again, but leaves the table for them where it is. */
static bool take_pages(unsigned int n)
{
	L4_Word_t address;

	(void)n;
	L4_StoreMR(1, &address);
	(void)L4_UnmapFpage(L4_FpageAddRights(L4_FpageLog2((L4_Word_t)pool, POOL_LOG2),
					      L4_FullyAccessible));
	L4_LoadMR(1, address);
	return run_faults(1);
}

static bool bench_page_fault(void)
{
	struct row row = { "page-fault", FAULTS, 1, take_pages, run_faults };

	if (!row_is_wanted(row.name))
		return true;
	return partner_start(true, touch_main, &partner) &&
	       call_ok(L4_Receive(partner), row.name) && run_faults(8) && row_measure(&row) &&
	       partner_stop(partner);
}

bool bench_faults(void)
{
	return bench_exception() && bench_page_fault();
}
