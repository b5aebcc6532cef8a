/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages of words between processors.
 */
#include "several.h"

/* What stays on one processor goes its usual way there. */
static void local(void **state)
{
	struct tcb *s, *r;

	(void)state;
	several_begin(2);
	s = place_thread(1, 1, 1);
	r = place_thread(2, 2, 1);
	play(r);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	play(s);
	mr(s)[1] = 77;
	assert_ptr_equal(ipc_words(r->id, r->id, TIMEOUTS(NEVER, NEVER), 5, 1, 0), r);
	assert_int_equal(r->frame.tag, (word_t)5 << L4_TAG_LABEL_SHIFT | 1);
	assert_int_equal(r->frame.from, s->id);
	assert_int_equal(mr(r)[1], 77);
	on(0);
	assert_ptr_equal(host_current(), root);
	check_all();
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(local),
};
IPC_SUITE(call);
