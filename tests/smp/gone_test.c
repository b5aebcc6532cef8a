/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A local id is looked up while another processor deletes the thread: what was there stays as it
 * is until the one that looks has come to a preemption point.
 */
#include "meanwhile.h"

#include <generic/sched.h>

#define B	4		/* the thread that goes: alone in its page of UTCBs, the first */
#define NEW	8		/* a thread that comes instead */
#define PRIO	110

STATIC_ASSERT((UTCB(B) & (ARCH_PAGE_SIZE - 1)) == 0, "thread B has the first UTCB of a page");

static struct tcb *s, *b, *deleter, *maker;
static word_t local_id;

static void begin(void)
{
	several_begin(3);
	s = place_thread(1, 1, 0);
	/* It runs when its record is at home. */
	deleter = place(privileged(6, PRIO + 1), 1);
	maker = place(privileged(7, PRIO), 1);
}

/* The deletion of B, of the space of s, has come so far that only the deleter has work left. */
static void almost_delete(void)
{
	b = place_thread(B, 1, 2);
	local_id = b->local_id;
	play(deleter);
	host_leave(sys_thread_control(deleter, b->id, L4_TID_NIL, L4_TID_NIL, L4_TID_NIL,
				      UNCHANGED));
	handle(2);
	handle(0);
	handle(1);
	handle(2);
	on(0);
	assert_null(thread_find(tid(B)));
	assert_ptr_equal(space_thread_at(s->space, local_id), b);
}

static void delete_rest(void)
{
	on(1);
	host_interrupt();
}

/* It waits until processor 0 looks up; meanwhile another thread is made, of whatever is free. */
static void delete_and_make(void)
{
	delete_rest();
	assert_int_equal(deleter->state, THREAD_ASKING);
	if (host_current() != maker)
		become(maker);
	host_leave(sys_thread_control(maker, tid(NEW), tid(NEW), maker->id, L4_TID_NIL,
				      UNCHANGED));
	assert_int_equal(maker->frame.result, 1);
}

static void delete_new(void)
{
	on(0);
	assert_ptr_equal(host_current(), root);
	host_leave(sys_thread_control(root, tid(NEW), L4_TID_NIL, L4_TID_NIL, L4_TID_NIL,
				      UNCHANGED));
	handle_all();
}

/* All is over, and nothing is left of B. */
static void check_gone(void)
{
	handle_all();
	on(0);
	assert_null(space_thread_at(s->space, local_id));
	assert_int_equal(deleter->state, THREAD_RUNNING);
	check_all();
}

/* What is found by the address of a UTCB is the thread that had it, or nothing. */
static void page_goes(void **state)
{
	struct balance before = { 0 };
	bool happened = true;

	(void)state;
	begin();
	for (unsigned long n = 1; happened; n++) {
		struct thread *found;

		almost_delete();
		meanwhile_begin(n, delete_rest);
		found = space_thread_at(s->space, local_id);
		happened = meanwhile_end();
		assert_true(found == NULL || found == thread_of(b));
		check_gone();
		if (n > 1)
			assert_balance(before);
		before = balance();
	}
}

/* The id of what is found is B's, or nobody's: its memory serves nobody else yet. */
static void thread_goes(void **state)
{
	bool happened = true;

	(void)state;
	begin();
	for (unsigned long n = 1; happened; n++) {
		word_t id;

		almost_delete();
		meanwhile_begin(n, delete_and_make);
		id = thread_globalize(thread_of(s), local_id);
		happened = meanwhile_end();
		assert_true(id == tid(B) || id == L4_TID_NIL);
		check_gone();
		if (happened)
			delete_new();
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(page_goes),
	cmocka_unit_test(thread_goes),
};
SUITE(gone);
