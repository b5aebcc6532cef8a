/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SpaceControl on a space whose threads belong to several processors: all know of a redirector when
 * it returns, and no thread becomes active while the areas are being placed.
 */
#include "several.h"

#include <api/continuation.h>
#include <generic/sched.h>

#define S	1	/* the first thread of the space */
#define MEMBERS	100	/* more than a run over the list takes */
#define MEMORY	0x40000000ul

static bool is_routed_as_usual(word_t id)
{
	return tcb_of(id)->usual & USUAL_ROUTE;
}

/* The thread t, which runs, begins a SpaceControl. */
static void redirect(struct tcb *t, word_t redirector)
{
	on(t->cpu);
	assert_ptr_equal(host_current(), t);
	host_leave(sys_space_control(t, tid(S), 0, 0, 0, redirector));
}

static void assert_all_know(unsigned int n, bool as_usual)
{
	for (unsigned int i = 0; i < n; i++)
		assert_int_equal(is_routed_as_usual(tid(S + i)), as_usual);
}

static void all_know(void **state)
{
	(void)state;
	several_begin(3);
	for (unsigned int i = 0; i < 3; i++)
		place_thread(S + i, S, i);
	for (unsigned int round = 0; round < 4; round++) {
		redirect(root, round % 2 == 0 ? root->id : L4_TID_ANY);
		assert_int_equal(root->state, THREAD_ASKING);
		/* Those of this processor alone. */
		assert_int_equal(is_routed_as_usual(tid(S)), round % 2 != 0);
		assert_int_equal(is_routed_as_usual(tid(S + 1)), round % 2 == 0);
		handle_all();
		assert_ptr_equal(host_current(), root);
		assert_int_equal(root->frame.result, 1);
		assert_all_know(3, round % 2 != 0);
		check_all();
	}
	/* What they know already nobody is told. */
	redirect(root, L4_TID_ANY);
	assert_int_equal(root->state, THREAD_RUNNING);
}

/* A long list is worked off in portions, and members come and go meanwhile. */
static void long_list(void **state)
{
	struct balance before;
	unsigned int handled = 0;

	(void)state;
	several_begin(2);
	place_thread(S, S, 1);
	before = balance();
	for (unsigned int i = 1; i < MEMBERS; i++)
		thread_control(tid(S + i), tid(S), root->id, L4_TID_NIL, UNCHANGED);
	host_preempt_every(1);
	redirect(root, root->id);
	for (; root->state == THREAD_ASKING; handled++) {
		handle(handled % 2);
		assert_true(handled < 200);
	}
	host_preempt_never();
	handle_all();
	assert_true(handled > 2);
	assert_all_know(MEMBERS, false);
	on(0);
	for (unsigned int i = 1; i < MEMBERS; i++) {
		host_leave(sys_thread_control(root, tid(S + i), L4_TID_NIL, L4_TID_NIL, L4_TID_NIL,
					      UNCHANGED));
		handle_all();
	}
	assert_balance(before);
}

/* Whoever comes to a processor that has told its threads already looks itself. */
static void mover_looks(void **state)
{
	struct tcb *t;

	(void)state;
	several_begin(3);
	place_thread(S, S, 0);
	t = place_thread(S + 1, S, 2);
	thread_of(t)->scheduler = t->id;
	play(t);
	play(root);
	redirect(root, root->id);
	handle(1);
	/* From the processor that has not told yet to the one that has. */
	on(2);
	host_leave(sys_schedule(t, t->id, UNCHANGED, 1, UNCHANGED, UNCHANGED));
	handle_all();
	assert_int_equal(t->cpu, 1);
	assert_all_know(2, false);
	check_all();
}

/* The last threads go while it is told: the space goes behind that. */
static void space_goes(void **state)
{
	struct balance before;
	struct tcb *d;

	(void)state;
	several_begin(3);
	d = place(privileged(5, 110), 1);
	place_thread(6, 6, 2);
	host_leave(sys_thread_control(root, tid(6), L4_TID_NIL, L4_TID_NIL, L4_TID_NIL, UNCHANGED));
	handle_all();
	before = balance();
	place_thread(S, S, 2);
	play(d);
	play(root);
	redirect(root, root->id);
	on(1);
	host_leave(sys_thread_control(d, tid(S), L4_TID_NIL, L4_TID_NIL, L4_TID_NIL, UNCHANGED));
	handle_all();
	assert_int_equal(root->frame.result, 1);
	assert_int_equal(d->frame.result, 1);
	assert_balance(before);
	check_all();
}

/* The caller goes in the middle of it: its deleter sees to it that all are told. */
static void caller_goes(void **state)
{
	struct balance before = { 0 };

	(void)state;
	several_begin(3);
	place_thread(S, S, 2);
	place_thread(S + 1, S, 0);
	for (unsigned int round = 0; round < 6; round++) {
		struct tcb *c = place(privileged(5, 110), 1);

		play(c);
		play(root);
		on(1);
		host_preempt_every(round % 2 + 1);
		redirect(c, round % 2 == 0 ? root->id : L4_TID_ANY);
		for (unsigned int i = 0; i < round / 2; i++)
			handle((2 + i) % 3);
		host_preempt_never();
		on(0);
		host_leave(sys_thread_control(root, c->id, L4_TID_NIL, L4_TID_NIL, L4_TID_NIL,
					      UNCHANGED));
		handle_all();
		assert_int_equal(root->frame.result, 1);
		/* A dead one that does the rest itself is less urgent. */
		assert_all_know(2, round % 2 != 0);
		check_all();
		if (round == 1)
			before = balance();
	}
	assert_balance(before);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(all_know),
	cmocka_unit_test(long_list),
	cmocka_unit_test(mover_looks),
	cmocka_unit_test(space_goes),
	cmocka_unit_test(caller_goes),
};
SUITE(areas);
