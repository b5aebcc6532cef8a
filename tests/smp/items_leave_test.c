/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * r, in the middle of a string, has a fault, and leaves it while the processor of its pager works
 * off the answer: at any shared access, so between two preemption points too.
 */
#include "items_parts.h"

#include <generic/lock.h>

#define WAITS	5	/* a thread that the pager's processor prefers until the answer may go on */
#define SPACE	6	/* where r goes */
#define STAYS	7	/* keeps the space that r comes from */
#define MOVER	8	/* on the processor of r */

static struct tcb *waits, *mover, *home, *abroad;
static bool has_left;

static void begin_leave(void)
{
	begin();
	on(0);
	become(root);
	waits = place_thread(WAITS, WAITS, 3);
	mover = place(privileged(MOVER, pr->prio), 1);
	abroad = place_thread(SPACE, SPACE, 1);
	home = place_thread(STAYS, 2, 1);
}

/* One item for each page. */
static void answer(void)
{
	play(pr);
	for (unsigned int i = 0; i < PAGES; i++) {
		word_t page = MEMORY + i * ARCH_PAGE_SIZE;

		mr(pr)[2 * i + 1] = page | L4_ITEM_MAP;
		mr(pr)[2 * i + 2] = page | ARCH_PAGE_SHIFT << L4_FPAGE_SIZE_SHIFT | RIGHT_RWX;
	}
	ipc_words(r->id, L4_TID_ANY, TIMEOUTS(ZERO, NEVER), 0, 0, 2 * PAGES);
}

/* The pager may answer, but it is another thread's turn. */
static void begin_answer(void)
{
	begin_fault();
	answer();
	hold_answer(waits);
}

/* r has other words now. */
static void cancel_r(void)
{
	if (point++ != chosen)
		return;
	cancel(r);
	assert_int_equal(r->state, THREAD_RUNNING);
	utcb_write(thread_of(r), L4_UTCB_BR0, L4_FPAGE_COMPLETE);
	for (unsigned int i = 1; i < L4_NUM_MRS; i++)
		mr(r)[i] = ~(word_t)i;
	has_left = true;
	on(3);
}

/* Who moves r takes the lock. */
static bool may_move(void)
{
	return mapdb_lock.next == mapdb_lock.turn && point++ == chosen;
}

static void begin_move(void)
{
	play(mover);
	host_leave(sys_thread_control(mover, r->id, abroad->id, L4_TID_NIL, L4_TID_NIL,
				      UNCHANGED));
}

static void move_r(void)
{
	if (!may_move())
		return;
	begin_move();
	assert_ptr_equal(r->space, abroad->space);
	has_left = true;
	on(3);
}

/* The answer goes on; `leave` is called at each shared access. True: it has come to `chosen`. */
static bool end_answer(void (*leave)(void))
{
	play(waits);
	has_left = false;
	point = 0;
	host_shared_hook = leave;
	ipc(L4_TID_NIL, sigma0->id, TIMEOUTS(NEVER, NEVER));
	host_shared_hook = NULL;
	handle_all();
	return has_left;
}

static void end_round(void)
{
	rest();
	cancel(waits);
	cancel(pr);
	wait_for_faults(pr);
	wake_root();
	take(home);
	take(abroad);
	/* No processor holds requests back. */
	host_time_advance(TOO_LATE);
}

/* No word of the answer is written to r that has gone on. */
static void cancelled(void **state)
{
	(void)state;
	begin_leave();
	for (chosen = 0;; chosen++) {
		begin_answer();
		if (!end_answer(cancel_r))
			break;
		for (unsigned int i = 1; i < L4_NUM_MRS; i++)
			assert_int_equal(mr(r)[i], ~(word_t)i);
		end_round();
	}
	assert_true(chosen > 2 * PAGES);
}

/* No page of the answer comes to the space in which r is by now. */
static void moved(void **state)
{
	(void)state;
	begin_leave();
	for (chosen = 0;; chosen++) {
		struct tcb *from = abroad;

		begin_answer();
		if (!end_answer(move_r))
			break;
		for (unsigned int i = 0; i < PAGES; i++)
			assert_null(host_access(r->space->pt.space_word,
						MEMORY + i * ARCH_PAGE_SIZE, RIGHT_R));
		end_round();
		abroad = home;
		home = from;
	}
	assert_true(chosen >= PAGES);
}

/* The space that r has left is not gone as long as processor 3 has something to do in it. */
static void move_away(void)
{
	if (!may_move())
		return;
	begin_move();
	for (unsigned int i = 0; i < 9; i++)
		handle(i % 3);
	assert_int_equal(mover->state, THREAD_ASKING);
	has_left = true;
	on(3);
}

/* r was the last thread of its space. */
static void left_alone(void **state)
{
	word_t returns;

	(void)state;
	begin_leave();
	become(root);
	host_leave(sys_thread_control(root, home->id, L4_TID_NIL, L4_TID_NIL, L4_TID_NIL,
				      UNCHANGED));
	handle_all();
	begin_answer();
	chosen = 0;
	returns = mover->frame.returns;
	assert_true(end_answer(move_away));
	on(1);
	host_leave(sys_thread_switch(host_current(), mover->id));
	handle_all();
	assert_int_equal(mover->frame.returns, returns + 1);
	assert_int_equal(mover->frame.result, 1);
	rest();
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(cancelled),
	cmocka_unit_test(moved),
	cmocka_unit_test(left_alone),
};
SUITE(items_leave);
