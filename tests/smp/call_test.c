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

/* s on processor 0 and r on processor 1; r waits for anybody. */
static void pair(struct tcb **s, struct tcb **r)
{
	several_begin(2);
	*s = place_thread(1, 1, 0);
	*r = place_thread(2, 2, 1);
	play(*r);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	play(*s);
}

static void call_and_reply(void **state)
{
	struct tcb *s, *r;

	(void)state;
	pair(&s, &r);
	for (word_t i = 1; i < 5; i++) {
		mr(s)[1] = 100 + i;
		mr(s)[2] = 200 + i;
		assert_ptr_not_equal(ipc_words(r->id, r->id, TIMEOUTS(NEVER, NEVER), 5, 2, 0), s);
		assert_ptr_equal(handle(1), r);
		assert_int_equal(r->frame.tag, (word_t)5 << L4_TAG_LABEL_SHIFT | L4_TAG_XCPU | 2);
		assert_int_equal(r->frame.from, s->id);
		assert_int_equal(mr(r)[1], 100 + i);
		assert_int_equal(mr(r)[2], 200 + i);
		mr(r)[1] = 300 + i;
		ipc_words(s->id, L4_TID_ANY, TIMEOUTS(ZERO, NEVER), 6, 1, 0);
		play(s);
		assert_int_equal(s->frame.tag, (word_t)6 << L4_TAG_LABEL_SHIFT | L4_TAG_XCPU | 1);
		assert_int_equal(s->frame.from, r->id);
		assert_int_equal(mr(s)[1], 300 + i);
		handle_all();
		/* That of the reply lies where r will find it when it needs it. */
		assert_false(s->request.is_out);
		assert_true(r->request.is_out);
		on(1);
		ipc_settle(thread_of(r));
		assert_int_equal(r->state, THREAD_WAITING);
		check_all();
		play(s);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(local),
	cmocka_unit_test(call_and_reply),
};
IPC_SUITE(call);
