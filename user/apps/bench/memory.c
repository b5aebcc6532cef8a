/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows about mapping: single pages, many in one fpage, a large page. The partner in another space
 * takes whatever comes and answers with an empty message.
 */
#include <l4/types.h>
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/sigma0.h>
#include <l4/space.h>
#include <l4/thread.h>

#include <stdio.h>

#include "bench.h"

#define PAGES		256
#define TIMES		4

static L4_ThreadId_t partner;
static L4_Word_t large_page;

static void take_main(void)
{
	L4_Accept(L4_MapGrantItems(L4_CompleteAddressSpace));
	empty_answers();
}

static L4_Fpage_t pool_fpage(unsigned int i)
{
	return L4_FpageAddRights(L4_FpageLog2((L4_Word_t)pool[i], PAGE_LOG2), L4_FullyAccessible);
}

static L4_Fpage_t whole_pool(void)
{
	return L4_FpageAddRights(L4_FpageLog2((L4_Word_t)pool, POOL_LOG2), L4_FullyAccessible);
}

static L4_Fpage_t large_fpage(void)
{
	return L4_FpageAddRights(L4_FpageLog2(large_page, POOL_LOG2), L4_FullyAccessible);
}

static bool map(L4_Fpage_t f, L4_Word_t base)
{
	L4_Msg_t msg;

	L4_MsgClear(&msg);
	L4_MsgAppendMapItem(&msg, L4_MapItem(f, base));
	L4_MsgLoad(&msg);
	return call_ok(L4_Call(partner), "a map item");
}

static bool map_pages(unsigned int n)
{
	unsigned int i;
	bool good = true;

	for (i = 0; i < n; i++)
		good &= map(pool_fpage(i), PLACE + i * PAGE_BYTES);
	return good;
}

static bool unmap_pages(unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		(void)L4_UnmapFpage(pool_fpage(i));
	return true;
}

/* The last page stays, and with it the table of the partner. */
static bool no_pages(unsigned int n)
{
	return map(pool_fpage(POOL_PAGES - 1), PLACE + (POOL_PAGES - 1) * PAGE_BYTES) &&
	       unmap_pages(n);
}

static bool some_pages(unsigned int n)
{
	return no_pages(n) && map_pages(n);
}

static bool map_pool(unsigned int n)
{
	(void)n;
	return map(whole_pool(), PLACE);
}

static bool unmap_pool(unsigned int n)
{
	(void)n;
	(void)L4_UnmapFpage(whole_pool());
	return true;
}

static bool map_large(unsigned int n)
{
	(void)n;
	return map(large_fpage(), LARGE_PLACE);
}

static bool unmap_large(unsigned int n)
{
	(void)n;
	(void)L4_UnmapFpage(large_fpage());
	return true;
}

static const struct row rows[] = {
	{ "map-page-ipc", PAGES, 1, no_pages, map_pages },
	{ "unmap-page", PAGES, 1, some_pages, unmap_pages },
	{ "map-512", 1, POOL_PAGES, unmap_pool, map_pool },
	{ "unmap-512", 1, POOL_PAGES, map_pool, unmap_pool },
	{ "map-2m-ipc", 1, 1, unmap_large, map_large },
	{ "unmap-2m", 1, 1, map_large, unmap_large },
};

bool bench_memory(void)
{
	bool wanted = false, good;
	unsigned int i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		wanted |= row_is_wanted(rows[i].name);
	if (!wanted)
		return true;
	large_page = L4_Address(L4_Sigma0_GetAny(L4_nilthread, POOL_LOG2,
						 L4_CompleteAddressSpace));
	good = large_page != 0 && partner_start(true, take_main, &partner) &&
	       map_pages(PAGES) && map_pool(1) && unmap_pool(1);
	for (i = 0; good && i < sizeof(rows) / sizeof(rows[0]); i++)
		good = !row_is_wanted(rows[i].name) || row_measure(&rows[i]);
	return good && partner_stop(partner);
}

/* Maps the pool again and again, to one place behind the other; how many pages it was. */
static unsigned long map_until_refused(void)
{
	unsigned long n;

	for (n = 0;; n += POOL_PAGES) {
		L4_Msg_t msg;

		L4_MsgClear(&msg);
		L4_MsgAppendMapItem(&msg, L4_MapItem(whole_pool(), PLACE + n * PAGE_BYTES));
		L4_MsgLoad(&msg);
		if (L4_IpcFailed(L4_Call(partner)))
			return n;
	}
}

static unsigned long create_until_refused(void)
{
	unsigned long n;

	for (n = 0; crowd_start((unsigned int)n, (unsigned int)n + 1, empty_answers); n++)
		;
	return n;
}

bool limit_of(const char *what)
{
	unsigned long n;

	if (what[0] == 'm') {
		if (!partner_start(true, take_main, &partner))
			return false;
		n = map_until_refused();
	} else {
		n = create_until_refused();
	}
	printf("bench: limit %s %lu\n", what, n);
	return n > 0;
}
