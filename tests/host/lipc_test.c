/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lipc without the kernel: what the kernel makes of the word at gs:0 and of the records, whatever
 * stands there. The test plays the programs.
 */
#include "system.h"

#include <api/lipc.h>

#define MEMBERS		3
#define OUTSIDER	MEMBERS
#define STRANGER	(MEMBERS + 1)	/* of their space, and has not opted in */
#define KEY		1
#define STACK		0x5000ul
#define ROUNDS		20000

static struct tcb *member[MEMBERS], *outsider, *stranger;

static void begin(void)
{
	system_begin();
	for (unsigned int i = 0; i < MEMBERS; i++) {
		member[i] = make_thread(i, 0);
		assert_int_equal(lipc_opt_in(thread_of(member[i])), ERR_OK);
	}
	outsider = make_thread(OUTSIDER, OUTSIDER);
	stranger = make_thread(STRANGER, 0);
}

static word_t *record(struct tcb *t, int word)
{
	return &mr(t)[word];
}

static bool is_published(struct tcb *t)
{
	return *record(t, L4_UTCB_LIPC_CLASS) == t->local_id + KEY;
}

/* member[i] waits for `from`. */
static void wait_for(unsigned int i, word_t from)
{
	become(member[i]);
	ipc(L4_TID_NIL, from, TIMEOUTS(NEVER, NEVER));
	assert_int_equal(member[i]->state, THREAD_WAITING);
}

/* The running thread switches, as the stub does. Returns who runs. */
static struct tcb *switch_to(struct tcb *me, struct tcb *to, word_t from, word_t sp)
{
	*record(me, L4_UTCB_LIPC_EXPECT) = from;
	*record(me, L4_UTCB_LIPC_STACK) = sp;
	*record(to, L4_UTCB_LIPC_EXPECT) = 0;
	return to;
}

static void switched(void **state)
{
	(void)state;
	begin();
	wait_for(1, L4_TID_ANY_LOCAL);
	wait_for(2, member[1]->local_id);
	become(member[0]);
	assert_true(lipc_publish(member[0], KEY));
	assert_true(*record(member[1], L4_UTCB_LIPC_EXPECT) == L4_TID_ANY_LOCAL);
	assert_true(*record(member[2], L4_UTCB_LIPC_EXPECT) == member[1]->local_id);
	/* To member 1, from there to 2, which waits for that, and the kernel is entered. */
	switch_to(member[0], member[1], member[1]->local_id, STACK);
	switch_to(member[1], member[2], L4_TID_ANY, STACK + 8);
	assert_ptr_equal(lipc_take(member[0], member[2]->local_id), member[2]);
	assert_ptr_equal(host_current(), member[2]);
	assert_int_equal(member[0]->state, THREAD_WAITING);
	assert_true(member[0]->expect == member[1]->id && member[0]->frame.sp == STACK);
	assert_int_equal(member[1]->state, THREAD_WAITING);
	assert_true(member[1]->expect == EXPECT_ANY && member[1]->frame.sp == STACK + 8);
	for (unsigned int i = 0; i < MEMBERS; i++)
		assert_false(is_published(member[i]));
	host_leave(member[2]);
	check_threads(STRANGER + 1);
	/* Who waits so is told of the end of its partner like others. */
	become(root);
	delete_thread(member[1]->id);
	assert_true(ipc_failed(member[0], L4_IPC_NO_PARTNER, L4_IPC_PHASE_RECEIVE));
}

/* Whatever is unusual about a thread keeps it out. */
static void published(void **state)
{
	(void)state;
	begin();
	wait_for(1, L4_TID_ANY_LOCAL);
	wait_for(2, outsider->id);
	become(member[0]);
	assert_true(lipc_publish(member[0], KEY));
	assert_true(is_published(member[0]) && is_published(member[1]));
	assert_false(is_published(member[2]));
	assert_ptr_equal(lipc_take(member[0], member[2]->local_id), member[0]);
	assert_ptr_equal(lipc_take(member[0], stranger->local_id), member[0]);
	host_leave(member[0]);
	/* Another priority, in either direction. */
	for (int by = -1; by <= 1; by += 2) {
		become(root);
		set_prio(member[1], (prio_t)(member[0]->prio + by));
		become(member[0]);
		assert_true(lipc_publish(member[0], KEY));
		assert_false(is_published(member[1]));
		assert_ptr_equal(lipc_take(member[0], member[1]->local_id), member[0]);
		host_leave(member[0]);
	}
	become(root);
	set_prio(member[1], member[0]->prio);
	/* Somebody is queued to the one that runs. */
	become(outsider);
	ipc_words(member[0]->id, L4_TID_NIL, TIMEOUTS(NEVER, NEVER), 0, 0, 0);
	become(member[0]);
	assert_false(lipc_publish(member[0], KEY));
	lipc_opt_out(member[1]);
	assert_false(lipc_is_in(member[1]));
}

static word_t nonsense(void)
{
	switch (test_random(7)) {
	case 0:
		return (word_t)test_random(1u << 30) << 34 | test_random(1u << 30);
	case 1:
		return 0;
	case 2:
		return ~(word_t)0 << test_random(2) * 6;
	case 3:
		return stranger->local_id;
	case 4:
		return outsider->id;
	default:
		return member[test_random(MEMBERS)]->local_id + test_random(8) / 7;
	}
}

/* The program of `me` writes anything, and enters the kernel. */
static void vandalise(struct tcb *me)
{
	bool was[MEMBERS];
	struct tcb *r;

	if (!lipc_publish(me, KEY))
		return;
	for (unsigned int i = 0; i < MEMBERS; i++) {
		was[i] = thread_of(member[i])->is_published;
		assert_true(!was[i] || member[i]->prio == me->prio);
	}
	for (unsigned int n = test_random(6); n > 0; n--)
		*record(member[test_random(MEMBERS)], L4_UTCB_LIPC_STACK - (int)test_random(3)) =
			nonsense();
	r = lipc_take(me, nonsense());
	assert_ptr_equal(this_cpu()->current, r);
	for (unsigned int i = 0; i < MEMBERS; i++)
		assert_true(r != member[i] || was[i]);
	assert_true(r == me || r->space == me->space);
	host_leave(r);
}

static void talk(void)
{
	word_t to = test_random(3) ? nonsense() : L4_TID_NIL;
	word_t from = test_random(3) ? nonsense() : L4_TID_ANY_LOCAL;

	ipc_words(to, from, TIMEOUTS(ZERO, test_random(2) ? NEVER : ZERO), 0, test_random(64), 0);
}

/* The root task runs: one of the others gets on. */
static void let_run(void)
{
	unsigned int i = test_random(STRANGER + 1);
	struct tcb *t = tcb_of(tid(i));

	if (t->state == THREAD_WAITING)
		ipc_cancel(thread_of(t), L4_IPC_CANCELLED);
	if (!test_random(8))
		set_prio(t, (prio_t)(THREAD_PRIO_DEFAULT + test_random(2)));
	if (t->is_queued)
		become(t);
}

static void vandals(void **state)
{
	(void)state;
	begin();
	for (unsigned int n = 0; n < test_rounds(ROUNDS); n++) {
		struct tcb *me = host_current();

		if (me == root)
			let_run();
		else if (lipc_is_in(me) && test_random(2))
			vandalise(me);
		else if (test_random(4))
			talk();
		else
			become(root);
		check_threads(STRANGER + 1);
		assert_int_equal(outsider->prio / 2, THREAD_PRIO_DEFAULT / 2);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(switched),
	cmocka_unit_test(published),
	cmocka_unit_test(vandals),
};
SUITE(lipc);
