/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The number of a space is another's when it has gone, and on no processor is anything left of what
 * the first one had.
 */
#include "flush_parts.h"

/* A thread of a new space on processor 1, which knows a page of it. */
static struct tcb *make_known(void)
{
	struct tcb *c;

	begin(2);
	handle_all();
	on(0);
	become(root);
	c = place_thread(3, 3, 1);
	map_at(&c->space->pt, MEMORY, FRAME + 30, 1, RIGHT_RWX);
	on(1);
	assert_non_null(host_access(c->space->pt.space_word, MEMORY, RIGHT_W));
	on(0);
	become(root);
	return c;
}

static void delete(struct tcb *t)
{
	host_leave(sys_thread_control(root, t->id, L4_TID_NIL, L4_TID_NIL, L4_TID_NIL,
				      ~(word_t)0));
	handle_all();
	on(0);
	become(root);
}

/* The next space has that number, and nothing at that place: on any processor. */
static void check_next(unsigned int number)
{
	struct tcb *d = place_thread(4, 4, 1);
	word_t space = d->space->pt.space_word;

	assert_int_not_equal(number, 0);
	assert_int_equal(host_space_number(space), number);
	for (unsigned int n = 0; n < 2; n++) {
		on(n);
		assert_null(host_access(space, MEMORY, RIGHT_W));
	}
	on(0);
	become(root);
}

/* Its last thread goes where it is known. */
static void used_again(void **state)
{
	struct tcb *c = make_known();
	unsigned int number = host_space_number(c->space->pt.space_word);

	(void)state;
	delete(c);
	check_next(number);
}

/* A processor that is asked to flush forgets the spaces that are not loaded, too. */
static void taken(void **state)
{
	struct tcb *c = make_known();
	word_t space = c->space->pt.space_word;

	(void)state;
	on(1);
	assert_non_null(host_access(a->space->pt.space_word, MEMORY, RIGHT_W));
	on(0);
	become(root);
	take(&c->space->pt, MEMORY);
	assert_true(cpu_set_has(&flush_owed, 1));
	on(1);
	assert_true(flush_own());
	assert_null(host_access(space, MEMORY, RIGHT_W));
	on(0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(used_again),
	cmocka_unit_test(taken),
};
SUITE(number);
