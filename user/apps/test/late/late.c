/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Long work in the kernel keeps no more urgent thread waiting, and no equal for more than a slice.
 * The main thread, of the highest priority, sleeps again and again while a thread of a low one
 * works, and looks how late it wakes up. With sleeps= there are more of them.
 */
#include <l4/kdebug.h>
#include <l4/misc.h>
#include <string.h>

#include "mass.h"
#include "transfer.h"

#define LOW		2
#define SLEEP_US	1000
#define SHORT_US	20		/* what the idle thread has to print takes 100 */
#define SLEEPS		size_option("sleeps", 24)
#define ROUNDS		(1 + SLEEPS / 16)	/* of what has to be set up for each sleep */
#define LATE_US		20		/* instructions are counted: 20,000 of them */
#define TRIED		2		/* sleeps without any work, as a measure */
#define LONG_US		500000		/* nobody counts: other programs run beside the machine */
#define ALIASES		1500
#define FPAGES		64
#define TEXT		6400
#define PAGES		30000
#define ITEMS		30		/* of one message */
#define MANY		300		/* senders */
#define DEPTH		56		/* large pages, each mapped from the one before */
#define RW		(L4_Readable | L4_Writable)
#define COUNTING	1000000
#define SLICE_US	2000

static volatile L4_Word_t stop, works;
static L4_Word_t worst;
static struct helper *low;

static L4_Word_t now(void)
{
	return (L4_Word_t)L4_SystemClock().raw;
}

/* A loop of so many instructions takes the same time whenever it runs. */
static bool instructions_count(void)
{
	L4_Word_t took[3], start;
	unsigned int i;
	volatile unsigned int n;

	for (i = 0; i < 3; i++) {
		start = now();
		for (n = 0; n < COUNTING; n++)
			;
		took[i] = now() - start;
	}
	return took[0] - took[1] + 1 <= 2 && took[1] - took[2] + 1 <= 2 &&
	       (took[0] + 2) % (COUNTING / 1000) <= 4;
}

static L4_Word_t late_once(L4_Word_t usec)
{
	L4_Word_t start = now(), took;

	L4_Sleep(L4_TimePeriod(usec));
	took = now() - start;
	return took > usec ? took - usec : 0;
}

static void sleep_beside(unsigned int sleeps, L4_Word_t usec)
{
	while (sleeps-- > 0) {
		L4_Word_t late = late_once(usec);

		worst = late > worst ? late : worst;
	}
}

static L4_Word_t work_touch(L4_Word_t address, L4_Word_t bytes, L4_Word_t c)
{
	const volatile char *p = (const volatile char *)address;
	L4_Word_t i;

	(void)c;
	for (i = 0; i < bytes; i += page_size)
		(void)p[i];
	return 0;
}

static void begin(void)
{
	low = helper_here();
	check_granted(L4_Set_Priority(low->id, LOW));
	stop = works = worst = 0;
}

static void check_in_time(const char *what)
{
	L4_Word_t entry = 0, late, limit;
	unsigned int i;

	for (i = 0; i < TRIED; i++) {
		late = late_once(SLEEP_US);
		entry = late > entry ? late : entry;
	}
	limit = instructions_count() ? LATE_US + entry : LONG_US;
	tap_diag("%s: at most %lu us late, %lu beside nothing", what, worst, entry);
	tap_check_msg(worst <= limit, "%s: %lu us late, the limit is %lu", what, worst, limit);
}

static void finish(struct helper *h)
{
	stop = 1;
	while (helper_finish(h) == SILENT && !tap_failed())
		continue;
}

/* The work goes on until it is stopped. */
static void check_beside(const char *what, helper_fn *work, L4_Word_t a)
{
	helper_start(low, work, a, 0, 0);
	sleep_beside(SLEEPS, SLEEP_US);
	tap_check(works > 0);
	finish(low);
	check_in_time(what);
}

/* --- pages below one page --- */

static L4_Word_t work_unmap(L4_Word_t revoke, L4_Word_t b, L4_Word_t c)
{
	L4_Fpage_t fpages[FPAGES];
	unsigned int i;

	(void)b;
	(void)c;
	while (!stop) {
		works++;
		for (i = 0; i < FPAGES; i++)
			fpages[i] = L4_FpageAddRights(fpage_at(block(0), 0), revoke);
		L4_UnmapFpages(FPAGES, fpages);
	}
	return 0;
}

/* The first page of the first block at n places of the space of h. */
static void alias(struct helper *h, unsigned int n)
{
	L4_MsgTag_t tag = L4_Niltag;
	unsigned int i, k;

	tag.X.t = 2 * ITEMS;
	for (i = 0; i < n; i += ITEMS) {
		helper_receive_window(h, main_thread, L4_CompleteAddressSpace);
		L4_Set_MsgTag(tag);
		for (k = 0; k < ITEMS; k++) {
			L4_LoadMR((int)(1 + 2 * k), (HIGH + (i + k) * page_size) | L4_ITEM_MAP);
			L4_LoadMR((int)(2 + 2 * k), fpage_at(block(0), RW).raw);
		}
		check_ok(L4_Send_Timeout(h->id, PATIENCE));
		check_helper_ok(h);
	}
}

TAP_TEST(late, status, "a status query of 64 fpages over aliased pages delays nobody")
{
	begin();
	alias(helper_there(), ALIASES);
	check_beside("status", work_unmap, 0);
}

TAP_TEST(late, rights, "taking a right from many pages delays nobody")
{
	begin();
	alias(helper_there(), ALIASES);
	check_beside("rights", work_unmap, L4_eXecutable);
}

static L4_Word_t work_types(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	static const L4_Word_t attributes[4];
	L4_Fpage_t fpages[FPAGES];
	unsigned int i;

	(void)a;
	(void)b;
	(void)c;
	while (!stop) {
		works++;
		for (i = 0; i < FPAGES; i++)
			fpages[i] = fpage_at(block(0), 0);
		(void)L4_Set_PageAttributes(FPAGES, fpages, attributes);
	}
	return 0;
}

TAP_TEST(late, types, "MemoryControl of 64 fpages over aliased pages delays nobody")
{
	begin();
	alias(helper_there(), ALIASES);
	check_beside("memory types", work_types, 0);
}

/* The longest time that it does not run. */
static L4_Word_t work_watch(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	L4_Word_t longest = 0, last = now(), at;

	(void)a;
	(void)b;
	(void)c;
	for (; !stop; last = at) {
		at = now();
		longest = at - last > longest ? at - last : longest;
	}
	return longest;
}

TAP_TEST(late, equal, "an equal gets its slices while another one works in the kernel")
{
	struct helper *equal = helper_here();
	L4_Word_t longest;

	begin();
	alias(helper_there(), ALIASES);
	check_granted(L4_Set_Priority(equal->id, LOW));
	check_granted(L4_Set_Timeslice(low->id, L4_TimePeriod(SLICE_US), L4_Never));
	check_granted(L4_Set_Timeslice(equal->id, L4_TimePeriod(SLICE_US), L4_Never));
	helper_start(equal, work_watch, 0, 0, 0);
	helper_start(low, work_unmap, 0, 0, 0);
	L4_Sleep(L4_TimePeriod(SLEEP_US * SLEEPS));
	tap_check(await_change(&works, 0));
	finish(low);
	tap_check_eq(helper_finish(equal), DONE);
	longest = equal->value;
	tap_diag("an equal waits for at most %lu us, slices are %d us", longest, SLICE_US);
	tap_check(longest <= (instructions_count() ? SLICE_US + LATE_US : LONG_US));
}

/* --- strings --- */

static L4_Word_t work_string(L4_Word_t receiver_id, L4_Word_t b, L4_Word_t c)
{
	L4_ThreadId_t to = { .raw = receiver_id };
	L4_MsgTag_t tag = L4_Niltag;
	unsigned int i;

	(void)b;
	(void)c;
	while (!stop) {
		works++;
		tag.X.t = 1 + ITEMS;
		L4_Set_MsgTag(tag);
		L4_LoadMR(1, STRING(BIG - 1, ITEMS));
		for (i = 0; i < ITEMS; i++)
			L4_LoadMR((int)(2 + i), big_block(0));
		if (L4_IpcFailed(L4_Send_Timeout(to, PATIENCE)))
			return 1;
	}
	return 0;
}

static L4_Word_t work_accept(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	L4_ThreadId_t from;
	L4_MsgTag_t tag;
	unsigned int i;

	(void)a;
	(void)b;
	(void)c;
	do {
		L4_LoadBR(0, L4_ACCEPT_STRINGS);
		L4_LoadBR(1, STRING(BIG - 1, ITEMS));
		for (i = 0; i < ITEMS; i++)
			L4_LoadBR((int)(2 + i), big_block(1));
		tag = L4_Wait_Timeout(PATIENCE, &from);
	} while (!stop && L4_IpcSucceeded(tag));
	return 0;
}

TAP_TEST(late, string, "a compound string of 120 MiB delays nobody")
{
	struct helper *to = helper_here();

	check_granted(L4_Set_Priority(to->id, LOW + 1));
	begin();
	memset((void *)big_block(0), 1, 16);
	(void)helper_call(low, work_touch, big_block(0), BIG, 0);
	(void)helper_call(low, work_touch, big_block(1), BIG, 0);
	helper_start(to, work_accept, 0, 0, 0);
	check_beside("a string", work_string, to->id.raw);
	finish(to);
}

/* --- texts --- */

static char text[TEXT + 2];

static L4_Word_t work_print(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	(void)a;
	(void)b;
	(void)c;
	while (!stop) {
		works++;
		L4_KDB_PrintString(text);
	}
	return 0;
}

static void fill_text(void)
{
	memset(text, ' ', TEXT);
	text[0] = '#';
	text[TEXT] = '\n';
}

TAP_TEST(late, print, "a long text behind a debugger trap delays nobody")
{
	begin();
	fill_text();
	check_beside("a text", work_print, 0);
}

TAP_TEST(late, idle_prints, "what the idle thread prints delays nobody")
{
	unsigned int i;

	begin();
	fill_text();
	for (i = 0; i < ROUNDS; i++) {
		works = 0;
		helper_start(low, work_print, 0, 0, 0);
		tap_check(await_change(&works, 0));
		helper_forget(low);
		sleep_beside(4, SHORT_US);
		low = helper_here();
		check_granted(L4_Set_Priority(low->id, LOW));
	}
	check_in_time("idle printing");
}

/* --- regions --- */

static L4_Word_t work_map(L4_Word_t receiver_id, L4_Word_t b, L4_Word_t c)
{
	L4_ThreadId_t to = { .raw = receiver_id };
	L4_Word_t part = large_page_size() / 2;
	L4_MsgTag_t tag = L4_Niltag;
	L4_Fpage_t f;
	unsigned int k;

	(void)b;
	(void)c;
	while (!stop) {
		works++;
		tag.X.t = 2 * ITEMS;
		L4_Set_MsgTag(tag);
		f = L4_FpageAddRights(L4_Fpage(block(1), part), RW);
		for (k = 0; k < ITEMS; k++) {
			L4_LoadMR((int)(1 + 2 * k), (HIGH + k * part) | L4_ITEM_MAP);
			L4_LoadMR((int)(2 + 2 * k), f.raw);
		}
		if (L4_IpcFailed(L4_Send_Timeout(to, PATIENCE)))
			return 1;
		(void)L4_UnmapFpage(L4_FpageAddRights(f, L4_FullyAccessible));
	}
	return 0;
}

static L4_Word_t work_take(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	L4_ThreadId_t from;
	L4_MsgTag_t tag;

	(void)a;
	(void)b;
	(void)c;
	do {
		L4_Accept(L4_MapGrantItems(L4_CompleteAddressSpace));
		tag = L4_Wait_Timeout(PATIENCE, &from);
	} while (!stop && L4_IpcSucceeded(tag));
	return 0;
}

TAP_TEST(late, map, "large regions mapped and unmapped delay nobody")
{
	struct helper *to = helper_there();

	check_granted(L4_Set_Priority(to->id, LOW + 1));
	begin();
	tap_check(block(1) != 0);
	helper_start(to, work_take, 0, 0, 0);
	check_beside("regions", work_map, to->id.raw);
	tap_check_eq(helper_finish(to), DONE);
}

/* Large pages of one block, each from the one before it, in two spaces by turns. */
static void chain(struct helper *const h[2])
{
	L4_Word_t size = large_page_size();
	L4_Fpage_t f = L4_FpageAddRights(L4_Fpage(block(2), size), RW);
	unsigned int i;

	give(h[0], f, HIGH, L4_CompleteAddressSpace);
	for (i = 1; i < DEPTH; i++) {
		f = L4_FpageAddRights(L4_Fpage(HIGH + (i - 1) * size, size), RW);
		pass(h[~i & 1], h[i & 1], (HIGH + i * size) | L4_ITEM_MAP, f.raw,
		     L4_CompleteAddressSpace);
	}
}

static L4_Word_t work_unmap_once(L4_Word_t fpage, L4_Word_t b, L4_Word_t c)
{
	L4_Fpage_t f = { .raw = fpage };

	(void)b;
	(void)c;
	works++;
	(void)L4_UnmapFpage(f);
	return 0;
}

TAP_TEST(late, split, "large pages that have to be split delay nobody")
{
	struct helper *const h[2] = { helper_there(), helper_there() };
	unsigned int i;

	begin();
	tap_check(block(2) != 0);
	for (i = 0; i < ROUNDS; i++) {
		chain(h);
		helper_start(low, work_unmap_once,
			     fpage_at(block(2) + page_size, L4_FullyAccessible).raw, 0, 0);
		sleep_beside(6, SLEEP_US / 4);
		tap_check_eq(helper_finish(low), DONE);
		(void)helper_call(low, work_unmap_once,
				  L4_FpageAddRights(L4_Fpage(block(2), large_page_size()),
						    L4_FullyAccessible).raw, 0, 0);
	}
	check_in_time("splits");
}

/* --- spaces and threads --- */

static L4_Word_t work_delete(L4_Word_t id, L4_Word_t b, L4_Word_t c)
{
	L4_ThreadId_t victim = { .raw = id };

	(void)b;
	(void)c;
	works++;
	return thread_delete(victim);
}

TAP_TEST(late, space, "a space with many pages that is deleted delays nobody")
{
	struct helper *h;
	unsigned int i;

	begin();
	for (i = 0; i < ROUNDS; i++) {
		h = helper_there();
		fill_pages(h, HIGH, PAGES);
		helper_start(low, work_delete, h->id.raw, 0, 0);
		sleep_beside(6, SLEEP_US / 4);
		tap_check_eq(helper_finish(low), DONE);
		tap_check(low->value != 0);
		id_spare(h->id);
	}
	check_in_time("deletion of a space");
}

static L4_Word_t began, woken_after;

static L4_Word_t work_delete_timed(L4_Word_t id, L4_Word_t b, L4_Word_t c)
{
	began = now();
	return work_delete(id, b, c);
}

/* Sends to a thread that goes, and takes the time. */
static L4_Word_t work_send(L4_Word_t id, L4_Word_t b, L4_Word_t c)
{
	L4_ThreadId_t to = { .raw = id };

	(void)b;
	(void)c;
	message_load(1, 0);
	(void)L4_Send(to);
	woken_after = now() - began;
	return 0;
}

TAP_TEST(late, senders, "whoever hears of a deletion first runs before the others hear of it")
{
	struct helper *h = mass_space(MANY), *first = helper_here();
	L4_ThreadId_t victim = new_id();
	L4_Word_t took;

	begin();
	tap_check(thread_create_here(victim, main_thread));
	helper_start(first, work_send, victim.raw, 0, 0);
	settle();
	job = (struct job){ .to = victim, .timeouts = NEVER, .error = SEND_NO_PARTNER };
	tap_check(mass_create(h, 0, MANY));
	mass_start(h, 0, MANY);
	took = now();
	helper_start(low, work_delete_timed, victim.raw, 0, 0);
	sleep_beside(4, SLEEP_US / 4);
	tap_check_eq(helper_finish(low), DONE);
	took = now() - took;
	tap_check_eq(helper_finish(first), DONE);
	settle();
	tap_check_eq(job.good, MANY);
	tap_diag("the first sender runs after %lu us, all %u within %lu us", woken_after, MANY,
		 took);
	tap_check(woken_after <= (instructions_count() ? LATE_US : LONG_US));
	check_in_time("deletion of a thread");
	tap_check(mass_delete(0, MANY));
}

static L4_Word_t work_areas(L4_Word_t id, L4_Word_t area, L4_Word_t c)
{
	L4_ThreadId_t space = { .raw = id };
	L4_Fpage_t f = { .raw = area };
	L4_Word_t old;

	(void)c;
	works++;
	return L4_SpaceControl(space, 0, own_kip_area(), f, L4_nilthread, &old);
}

TAP_TEST(late, areas, "a UTCB area in the place of many pages delays nobody")
{
	unsigned int i;

	begin();
	for (i = 0; i < ROUNDS; i++) {
		struct helper *h = helper_there();
		L4_ThreadId_t id = new_id();

		fill_pages(h, HIGH, PAGES);
		tap_check(L4_ThreadControl(id, h->id, main_thread, L4_nilthread, (void *)HIGH));
		tap_check(thread_delete(h->id));
		helper_start(low, work_areas, id.raw, L4_FpageLog2(HIGH, 29).raw, 0);
		sleep_beside(6, SLEEP_US / 4);
		tap_check_eq(helper_finish(low), DONE);
		tap_check(low->value != 0);
		tap_check(thread_delete(id));
		id_spare(h->id);
		id_spare(id);
	}
	check_in_time("areas");
}

/* --- the most that lies between two preemption points --- */

#define SLAB		64		/* nodes of mappings in a page of kernel memory, about */
#define VICTIMS		64
#define FILLER		(HIGH + ((L4_Word_t)1 << (HIGH_LOG2 - 1)))

/*
 * Pages of which each has the last node in a page of kernel memory: all are given back in one go.
 * What matters is for `make irqs-off` to see.
 */
static void sparse_nodes(struct helper *h, struct helper *filler, L4_Word_t each)
{
	L4_Word_t i;

	for (i = 0; i < VICTIMS; i++) {
		give(h, fpage_at(block(1) + i * page_size, RW), HIGH + i * page_size,
		     L4_CompleteAddressSpace);
		give(filler, L4_FpageAddRights(L4_Fpage(block(3), SLAB * page_size), RW),
		     FILLER + i * each * page_size, L4_CompleteAddressSpace);
	}
	(void)L4_UnmapFpage(L4_FpageAddRights(L4_Fpage(block(3), SLAB * page_size),
					      L4_FullyAccessible));
}

TAP_TEST(late, last_nodes, "pages whose nodes are the last of their memory are given back in time")
{
	L4_Fpage_t all = L4_FpageAddRights(L4_Fpage(block(1), VICTIMS * page_size),
					   L4_FullyAccessible);
	struct helper *h = helper_there(), *filler = helper_there();
	L4_Word_t size, before = kernel_memory();

	begin();
	/* Own pages and theirs, in small ones. */
	(void)L4_Flush(fpage_at(block(1), L4_FullyAccessible));
	(void)L4_Sigma0_GetPage(L4_nilthread, fpage_at(block(1), L4_FullyAccessible));
	for (size = SLAB - 1; size <= SLAB; size++) {
		sparse_nodes(h, filler, size);
		(void)L4_UnmapFpage(all);
		tap_check(!can_read(h, HIGH));
	}
	sparse_nodes(h, filler, SLAB);
	(void)L4_Flush(all);
	tap_check(!can_read(h, HIGH));
	tap_diag("kernel memory: %lu, then %lu", before, kernel_memory());
}
