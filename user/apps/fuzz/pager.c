/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pager and exception handler of workers and watchdog. It gives the program to be read and
 * executed, memory of the pool to be used, and lets whoever does anything else begin anew.
 */
#include "sandbox.h"

#include <l4/message.h>

#include <rt_space.h>

#define NO_WAIT_BACK	L4_Timeouts(L4_ZeroTime, L4_Never)
#define SMALL_BYTES	(1ul << (PLACE_LOG2 - 1))	/* of PLACE; large pages follow */

static long protocol_of(L4_MsgTag_t tag)
{
	return (L4_SignedWord_t)tag.raw >> L4_PROTO_SHIFT;
}

static L4_Fpage_t page_at(L4_Word_t address, unsigned int log2, L4_Word_t rights)
{
	return L4_FpageAddRights(L4_FpageLog2(address >> log2 << log2, (int)log2), rights);
}

/* Part of the program, as it is linked; nil: nobody may have it. */
static L4_Fpage_t program_page(L4_Word_t address, bool is_watchdog)
{
	L4_Word_t own = is_watchdog ? address - (L4_Word_t)watch() : WATCH_BYTES;
	L4_Word_t page = address >> PAGE_LOG2 << PAGE_LOG2;

	if (address < (L4_Word_t)__image_start || address >= (L4_Word_t)__image_end)
		return L4_Nilpage;
	if (own < WATCH_BYTES || (!is_watchdog && is_worker_memory(address)))
		return page_at(address, PAGE_LOG2, L4_ReadWriteOnly);
	return page_at(rt_image_page(page, KIP_AREA), PAGE_LOG2, L4_ReadeXecOnly);
}

/* Small pages of the pool, again and again; some of them to be read only. */
static L4_Fpage_t small_page(L4_Word_t offset, L4_Word_t access)
{
	L4_Word_t n = offset >> PAGE_LOG2, rights = L4_ReadWriteOnly;

	if (!(access & L4_FPAGE_W) && n % 4 == 0)
		rights = L4_Readable;
	return page_at((L4_Word_t)pool + ((n << PAGE_LOG2) & (sizeof(pool) - 1)), PAGE_LOG2,
		       rights);
}

/* All of the large page, or a part of it. */
static L4_Fpage_t large_page(L4_Word_t offset)
{
	static const unsigned char sizes[] = { LARGE_LOG2, LARGE_LOG2, 16, PAGE_LOG2 };

	if (large_block == 0)
		return L4_Nilpage;
	return page_at(large_block + (offset & ((1ul << LARGE_LOG2) - 1)),
		       sizes[(offset >> PAGE_LOG2) % sizeof(sizes)], L4_ReadWriteOnly);
}

static L4_Fpage_t page_for(L4_Word_t address, L4_Word_t access, bool is_watchdog)
{
	L4_Word_t offset = address - PLACE;

	if (is_watchdog || offset >= 2 * SMALL_BYTES)
		return program_page(address, is_watchdog);
	return offset < SMALL_BYTES ? small_page(offset, access) : large_page(offset);
}

/*
 * A thread that faults again where it got a page: its space does not take the page, or the main
 * thread has lost it.
 */
static bool is_hopeless(L4_Word_t from, L4_Word_t address)
{
	static L4_Word_t last_from, last_address;
	static unsigned int times;

	if (from != last_from || address != last_address)
		times = 0;
	last_from = from;
	last_address = address;
	return ++times > 2;
}

/* True: the answer is loaded. */
static bool answer_fault(L4_Word_t from, L4_MsgTag_t tag)
{
	bool is_watchdog = L4_ThreadNo((L4_ThreadId_t){ .raw = from }) ==
			   L4_ThreadNo(main_thread) + NUMBER_WATCHDOG;
	L4_Word_t access = L4_Label(tag) & L4_FPAGE_RWX, address;
	L4_Msg_t msg;
	L4_Fpage_t f;

	L4_StoreMR(1, &address);
	f = page_for(address, access, is_watchdog);
	if (!is_watchdog && is_hopeless(from, address))
		return false;
	if (L4_IsNilFpage(f) || (L4_Rights(f) & access) != access)
		return false;
	L4_MsgClear(&msg);
	L4_MsgAppendMapItem(&msg, L4_MapItem(f, address >> L4_SizeLog2(f) << L4_SizeLog2(f)));
	L4_MsgLoad(&msg);
	return true;
}

void pager_main(void)
{
	L4_ThreadId_t from, to = L4_nilthread;
	unsigned int slot;
	L4_MsgTag_t tag;

	L4_Accept(L4_UntypedWordsAcceptor);
	for (;;) {
		tag = L4_Ipc(to, L4_anythread, NO_WAIT_BACK, &from);
		to = L4_nilthread;
		if (L4_IpcFailed(tag) || L4_IpcPropagated(tag))
			continue;
		slot = slot_of(from.raw);
		if (protocol_of(tag) == L4_PROTO_PAGEFAULT && L4_UntypedWords(tag) == 2 &&
		    answer_fault(from.raw, tag))
			to = from;
		else if (slot < WORKERS && protocol_of(tag) < 0)
			(void)revive(from, slot);
	}
}
