/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A program with a serial line of its own, and a thread of another space that asks the line's
 * driver for what it does not give: what is typed, and answers to messages that mean nothing.
 */
#include <l4/types.h>
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/schedule.h>
#include <l4/space.h>
#include <l4/thread.h>

#include <plat.h>
#include <rt_thread.h>
#include <stdio.h>

#define UTCB_AREA	0x80000000ul
#define PAGE_LOG2	12
#define PATIENCE	L4_TimePeriod(100000)
#define DONE		1	/* label of the last message; faults have others */
#define VERSION		2	/* of the first threads beside the main thread */
#define DRIVER		255	/* its number, counted from the main thread's */

/* Labels of the driver's requests. */
#define WRITE		1
#define READ		2
#define FLUSH		3

static const struct request {
	L4_Word_t label, words, first;
} unanswered[] = {
	{ READ, 1, 0 },
	{ READ, 0, 0 },
	{ WRITE, 0, 0 },
	{ WRITE, 1, 1 },
	{ WRITE, 2, sizeof(L4_Word_t) + 1 },
	{ WRITE, 2, ~(L4_Word_t)0 },
	{ WRITE, 63, 1 },
	{ FLUSH, 0, 0 },
	{ 0, 2, 0 },
	{ 4, 1, 0 },
	{ 0xffe6, 2, 0 },	/* as a fault's */
	{ 0xfff0, 1, 0 },	/* as an interrupt's */
};

#define COUNT		(sizeof(unanswered) / sizeof(unanswered[0]))

static L4_ThreadId_t main_thread, driver;
static char stack[4096] __attribute__((aligned(16)));
static volatile bool is_answered[COUNT], is_flushed;

static bool ask(const struct request *r)
{
	L4_MsgTag_t tag = { .raw = r->words };

	L4_Set_Label(&tag, r->label);
	L4_Set_MsgTag(tag);
	L4_LoadMR(1, r->first);
	return L4_IpcSucceeded(L4_Call_Timeouts(driver, PATIENCE, PATIENCE));
}

static void there(void)
{
	static const struct request flush = { FLUSH, 1, 0 };
	L4_MsgTag_t tag = { .raw = 0 };

	for (unsigned int i = 0; i < COUNT; i++)
		is_answered[i] = ask(&unanswered[i]);
	printf("there: printed\n");
	is_flushed = ask(&flush);
	L4_Set_Label(&tag, DONE);
	L4_Set_MsgTag(tag);
	(void)L4_Call(main_thread);
}

/*
 * Runs there() in a space of its own, which sees this one's pages; the main thread is its pager.
 * False: something went wrong.
 */
static bool run_there(void)
{
	void *kip = L4_GetKernelInterface();
	L4_Fpage_t kip_area = L4_FpageLog2((L4_Word_t)kip, (int)L4_KipAreaSizeLog2(kip));
	L4_Fpage_t utcbs = L4_FpageLog2(UTCB_AREA, (int)L4_UtcbAreaSizeLog2(kip)), page;
	L4_ThreadId_t id = L4_GlobalId(L4_ThreadNo(main_thread) + 1, VERSION);
	L4_MsgTag_t tag = { .raw = 2 }, answer = { .X.t = 2 };
	L4_MapItem_t item;
	L4_Word_t old, address;

	if (!L4_ThreadControl(id, id, main_thread, L4_nilthread, (void *)UTCB_AREA) ||
	    !L4_SpaceControl(id, 0, kip_area, utcbs, L4_nilthread, &old) ||
	    !L4_ThreadControl(id, id, L4_nilthread, main_thread, (void *)-1ul))
		return false;
	L4_LoadMR(1, (L4_Word_t)there);
	L4_LoadMR(2, first_stack_pointer(stack + sizeof(stack)));
	L4_Set_MsgTag(tag);
	tag = L4_Call(id);
	while (L4_IpcSucceeded(tag) && L4_Label(tag) != DONE) {
		L4_StoreMR(1, &address);
		(void)*(volatile char *)address;
		page = L4_FpageLog2(address >> PAGE_LOG2 << PAGE_LOG2, PAGE_LOG2);
		L4_Set_Rights(&page, L4_FullyAccessible);
		item = L4_MapItem(page, L4_Address(page));
		L4_LoadMRs(1, 2, item.raw);
		L4_Set_MsgTag(answer);
		tag = L4_Call(id);
	}
	return L4_IpcSucceeded(tag);
}

int main(void)
{
	main_thread = L4_Myself();
	driver = L4_GlobalId(L4_ThreadNo(main_thread) + DRIVER, VERSION);
	printf("hostile: ready\n");
	printf("hostile: typed %c\n", getchar());
	L4_Sleep(L4_TimePeriod(200000));
	printf("hostile: %s\n", run_there() ? "over" : "failed");
	for (unsigned int i = 0; i < COUNT; i++)
		if (is_answered[i])
			printf("hostile: request %u was answered\n", i);
	printf("hostile: %s\n", is_flushed ? "flushed" : "not flushed");
	printf("hostile: typed %c\n", getchar());
	plat_exit(true);
	return 0;
}
