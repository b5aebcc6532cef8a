/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads of several processors create and delete each other's.
 */
#include "processors.h"
#include "test.h"

#define IDS	4
#define CYCLES	200
#define RINGS	20
#define DELETIONS 20
#define LOOKS	1000
#define WIDE	0x10000ul	/* bytes of a UTCB area with pages that no helper's UTCB lies in */

static L4_ThreadId_t ids[IDS];

static L4_Word_t control(L4_ThreadId_t id, L4_ThreadId_t space, L4_ThreadId_t pager, void *utcb)
{
	return L4_ThreadControl(id, space, main_thread, pager, utcb);
}

/* Creates what others delete and deletes what others create. How many calls have failed. */
static L4_Word_t churn(L4_Word_t which, L4_Word_t cycles, L4_Word_t c)
{
	L4_Word_t failed = 0;

	(void)c;
	for (L4_Word_t i = 0; i < cycles; i++) {
		failed += control(ids[(i + which) % IDS], main_thread, L4_nilthread,
				  (void *)-1) != 1;
		failed += thread_delete(ids[(i + which + 2) % IDS]) != 1;
	}
	return failed;
}

TAP_TEST(thread, churn,
	 "TC-22 TC-34 ROB-08 threads of two processors create and delete each other's")
{
	struct helper *a = helper_here(), *b = helper_here();

	if (processors < 2) {
		tap_skip_test("one processor");
		return;
	}
	for (unsigned int i = 0; i < IDS; i++)
		ids[i] = new_id();
	helper_start(a, churn, 0, CYCLES, 0);
	helper_start(b, churn, 1, CYCLES, 0);
	tap_check_eq(churn(2, CYCLES, 0), 0);
	tap_check_eq(helper_finish(a), DONE);
	tap_check_eq(helper_finish(b), DONE);
	tap_check_eq(a->value, 0);
	tap_check_eq(b->value, 0);
	for (unsigned int i = 0; i < IDS; i++) {
		check_granted(thread_delete(ids[i]));
		tap_check_eq(thread_state(ids[i]), L4_SCHED_ERROR);
	}
}

static volatile bool go;

static L4_Word_t kill(L4_Word_t id, L4_Word_t b, L4_Word_t c)
{
	(void)b;
	(void)c;
	while (!go)
		L4_Yield();
	(void)thread_delete((L4_ThreadId_t){ .raw = id });
	return 0;
}

TAP_TEST(thread, ring, "TC-22 ROB-08 threads of two processors that delete each other end")
{
	if (processors < 2) {
		tap_skip_test("one processor");
		return;
	}
	for (unsigned int i = 0; i < RINGS; i++) {
		struct helper *a = helper_here(), *b = helper_here();

		go = false;
		helper_start(a, kill, b->id.raw, 0, 0);
		helper_start(b, kill, a->id.raw, 0, 0);
		go = true;
		settle();
		helper_forget(a);
		helper_forget(b);
		tap_check_eq(thread_state(a->id), L4_SCHED_ERROR);
		tap_check_eq(thread_state(b->id), L4_SCHED_ERROR);
	}
}

TAP_TEST(thread, delete_running, "TC-31 a thread that runs on another processor is deleted at once")
{
	static volatile L4_Word_t count;
	static const L4_Word_t stop;
	L4_Word_t at_end, later;
	struct helper *h;

	if (processors < 2) {
		tap_skip_test("one processor");
		return;
	}
	for (unsigned int i = 0; i < DELETIONS; i++) {
		/* By turns in the own space and in one that ends with it. */
		h = i % 2 == 0 ? helper_here() : helper_there_alike();
		if (h->processor == 0)
			place_at(h->id, 1);
		count = 0;
		helper_start(h, work_count, (L4_Word_t)&count, (L4_Word_t)&stop, 0);
		tap_check(await_over(&count, 0));
		tap_check_eq(thread_delete(h->id), 1);
		at_end = count;
		for (unsigned int look = 0; look < LOOKS; look++)
			(void)L4_SystemClock();
		later = count;
		tap_check_eq(later, at_end);
		helper_forget(h);
	}
}

static struct {
	volatile L4_Word_t looks, seen, count;
} watch;

/* Says what stands there each time that it is to look, and does not enter the kernel. */
static L4_Word_t work_watch(L4_Word_t address, L4_Word_t looks, L4_Word_t c)
{
	(void)c;
	for (L4_Word_t i = 1; i <= looks; i++) {
		while (watch.looks < i)
			;
		watch.seen = *(const volatile L4_Word_t *)address;
		watch.count = i;
	}
	return 0;
}

static void check_sees(L4_ThreadId_t id)
{
	L4_Word_t count = watch.count;

	watch.looks++;
	tap_check(await_over(&watch.count, count));
	tap_check_eq(watch.seen, id.raw);
}

TAP_TEST(thread, place_again,
	 "TC-32 where a moved thread's UTCB was, all processors see the next thread's at once")
{
	L4_Word_t location = UTCB_AREA_THERE + WIDE / 2;
	L4_Word_t word = location + L4_UTCB_MR0_OFFSET +
			 (L4_Word_t)(L4_UTCB_MY_GLOBAL_ID * (int)sizeof(L4_Word_t));
	struct helper *h, *home;
	L4_ThreadId_t goes, next;

	if (processors < 2) {
		tap_skip_test("one processor");
		return;
	}
	helpers_alike();
	helpers_together();
	h = helper_there_wide(WIDE);
	home = helper_there_wide(WIDE);
	goes = new_id();
	next = new_id();
	place_at(h->id, 1);
	check_granted(control(goes, h->id, main_thread, (void *)location));
	watch.looks = watch.count = 0;
	helper_start(h, work_watch, word, 2, 0);
	check_sees(goes);
	check_granted(L4_ThreadControl(goes, home->id, L4_nilthread, L4_nilthread,
				       UTCB_UNCHANGED));
	check_granted(control(next, h->id, main_thread, (void *)location));
	check_sees(next);
	tap_check_eq(helper_finish(h), DONE);
}
