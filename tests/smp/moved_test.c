/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thread moves into another space, and another one begins where its UTCB was: that has another
 * page, and no processor may still know the old one.
 */
#include "flush_parts.h"

/* Its UTCB is the first one in a page that does not stay with the space. */
#define NUMBER	((UTCB_PAGES_STAY + 1) << (ARCH_PAGE_SHIFT - L4_UTCB_SIZE_LOG2))
#define NEXT	(NUMBER + 1)
#define OTHERS	3	/* the space that it moves to */

static void delete(word_t id)
{
	host_leave(sys_thread_control(root, id, L4_TID_NIL, L4_TID_NIL, L4_TID_NIL, UNCHANGED));
	handle_all();
	on(0);
	become(root);
}

/* The thread moves from processor `home`; processor 1 knows where its UTCB was. */
static void check_move(unsigned int home)
{
	struct balance before;
	struct tcb *t;

	begin(3);
	become(root);
	(void)make_unstarted(OTHERS, OTHERS);
	before = balance();
	t = place_thread(NUMBER, 1, home);
	handle_all();
	on(0);
	assert_non_null(access(1, UTCB(NUMBER), RIGHT_R));
	host_leave(sys_thread_control(root, t->id, tid(OTHERS), L4_TID_NIL, L4_TID_NIL, UNCHANGED));
	if (home != 0)
		handle(home);
	on(0);
	(void)host_interrupt();
	assert_int_equal(root->state, THREAD_ASKING);
	handle_all();
	assert_int_equal(root->state, THREAD_RUNNING);
	assert_int_equal(root->frame.result, 1);
	assert_ptr_equal(t->space, tcb_of(tid(OTHERS))->space);
	assert_true(cpu_set_is_empty(&flush_owed));
	assert_null(access(1, UTCB(NUMBER), RIGHT_R));
	/* Its memory has gone back, whoever has asked for that. */
	assert_true(list_is_empty(&cpus[home]->flush.pages_next));
	on(0);
	become(root);
	assert_int_equal(thread_control(tid(NEXT), tid(1), root->id, root->id, UTCB(NUMBER)), 1);
	assert_ptr_equal(access(1, UTCB(NUMBER), RIGHT_R), access(0, UTCB(NUMBER), RIGHT_R));
	check_all();
	/* The page has gone back, too. */
	delete(tid(NEXT));
	delete(t->id);
	assert_balance(before);
}

static void from_here(void **state)
{
	(void)state;
	check_move(0);
}

static void from_elsewhere(void **state)
{
	(void)state;
	check_move(2);
}

/* What nobody else knows is not waited for. */
static void known_nowhere(void **state)
{
	struct tcb *t;

	(void)state;
	begin_alone(2);
	become(root);
	(void)make_unstarted(OTHERS, OTHERS);
	t = place_thread(NUMBER, 1, 0);
	assert_int_equal(thread_control(t->id, tid(OTHERS), L4_TID_NIL, L4_TID_NIL, UNCHANGED), 1);
	assert_false(rings(1));
	check_all();
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(from_here),
	cmocka_unit_test(from_elsewhere),
	cmocka_unit_test(known_nowhere),
};
SUITE(moved);
