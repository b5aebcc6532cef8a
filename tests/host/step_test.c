/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ThreadControl and SpaceControl that are interrupted in the middle, and what becomes of their work
 * when the caller or its object goes. (X.2, ThreadControl, SpaceControl)
 */
#include "system.h"

#define MEMORY		0x40000000ul
#define SENDERS		6
#define SENDER(i)	(10 + (i))
#define WAITER(i)	(20 + (i))
#define VICTIM		1

static void control(word_t dest, word_t space)
{
	struct tcb *me = host_current();

	host_leave(sys_thread_control(me, dest, space, L4_TID_NIL, L4_TID_NIL, UNCHANGED));
}

/* The victim, which never runs, and threads that send to it and wait for it. */
static void crowd(void)
{
	make_unstarted(VICTIM, VICTIM);
	for (unsigned int i = 0; i < SENDERS; i++) {
		make_thread(SENDER(i), SENDER(0));
		make_thread(WAITER(i), WAITER(0));
	}
	for (unsigned int i = 0; i < SENDERS; i++) {
		become(tcb_of(tid(SENDER(i))));
		ipc_words(tid(VICTIM), L4_TID_NIL, TIMEOUTS(NEVER, NEVER), 0, 0, 0);
		become(root);
		become(tcb_of(tid(WAITER(i))));
		ipc_words(L4_TID_NIL, tid(VICTIM), TIMEOUTS(NEVER, NEVER), 0, 0, 0);
		become(root);
	}
}

static void check_crowd_told(void)
{
	for (unsigned int i = 0; i < SENDERS; i++) {
		struct tcb *s = tcb_of(tid(SENDER(i))), *w = tcb_of(tid(WAITER(i)));

		assert_int_equal(s->state, THREAD_RUNNING);
		assert_int_equal(w->state, THREAD_RUNNING);
		assert_true(ipc_failed(s, L4_IPC_NO_PARTNER, L4_IPC_PHASE_SEND));
		assert_true(ipc_failed(w, L4_IPC_NO_PARTNER, L4_IPC_PHASE_RECEIVE));
	}
}

static void delete_crowd(void)
{
	for (unsigned int i = 0; i < SENDERS; i++) {
		delete_thread(tid(SENDER(i)));
		delete_thread(tid(WAITER(i)));
	}
}

/* A deletes the victim, B deletes A meanwhile, the root task deletes B: all of it is done. */
static void delete_chain(void **state)
{
	struct balance before = { 0 };
	struct tcb *a, *b;

	(void)state;
	system_begin();
	for (unsigned int round = 0; round < 3; round++) {
		crowd();
		a = privileged(2, 110);
		b = privileged(3, 120);
		if (round == 0)
			before = balance();
		else
			assert_int_equal(balance().threads, before.threads);
		become(b);
		ipc(L4_TID_NIL, L4_TID_ANY, FOR(20));
		become(root);
		ipc(L4_TID_NIL, L4_TID_ANY, FOR(80));
		become(a);
		storm();
		control(tid(VICTIM), L4_TID_NIL);
		assert_ptr_equal(host_current(), b);
		assert_int_equal(a->continuation, CONTINUE_DELETE);
		storm();
		control(a->id, L4_TID_NIL);
		assert_ptr_equal(host_current(), root);
		assert_int_equal(b->continuation, CONTINUE_DELETE);
		delete_thread(b->id);
		check_crowd_told();
		check_threads(200);
		delete_crowd();
	}
}

/* Pages that take more than one step to remove. */
static void give_pages(const struct tcb *t)
{
	struct map_op op = {
		.src = &sigma0->space->pt, .dst = &t->space->pt, .src_va = 0x300000,
		.dst_va = MEMORY, .left = 16 * ARCH_PAGE_SIZE, .rights = RIGHT_RWX,
	};

	assert_int_equal(mapdb_map(&op), ERR_OK);
}

/*
 * A deletes the last thread of a space, and is deleted while the pages of that space go: B, who
 * does that, goes on with the rest, or is deleted in turn.
 */
static void space_chain(void **state)
{
	struct balance before = { 0 };

	(void)state;
	system_begin();
	for (unsigned int round = 0; round < 4; round++) {
		struct tcb *a, *b, *t;

		if (round == 2)
			before = balance();
		a = privileged(2, 110);
		b = privileged(3, 120);
		t = make_thread(5, 5);
		give_pages(t);
		become(b);
		ipc(L4_TID_NIL, L4_TID_ANY, FOR(20));
		become(root);
		ipc(L4_TID_NIL, L4_TID_ANY, FOR(80));
		become(a);
		storm();
		control(tid(5), L4_TID_NIL);
		assert_ptr_equal(host_current(), b);
		assert_int_equal(a->continuation, CONTINUE_DELETE);
		assert_true(thread_of(a)->work.del.tearing);
		storm();
		control(a->id, L4_TID_NIL);
		assert_ptr_equal(host_current(), root);
		assert_int_equal(b->continuation, CONTINUE_DELETE);
		if (round % 2 == 0) {
			become(b);
			host_leave(b);
			assert_int_equal(b->continuation, CONTINUE_NOTHING);
			become(root);
		}
		delete_thread(b->id);
		check_threads(200);
		if (round >= 2)
			assert_balance(before);
	}
}

/* The thread that named the space goes while its members learn of a redirector: all learn of it. */
static void redirector_in_steps(void **state)
{
	struct tcb *a;

	(void)state;
	system_begin();
	a = privileged(2, 110);
	for (unsigned int n = 5; n < 15; n++)
		make_thread(n, 5);
	ipc(L4_TID_NIL, L4_TID_ANY, FOR(20));
	become(a);
	storm();
	host_leave(sys_space_control(a, tid(5), 0, 0, 0, root->id));
	if (IS_ENABLED(CONFIG_SMP)) {
		/* So few are told in one go: tests/smp/areas_test.c has more. */
		storm_now();
		host_interrupt();
		assert_ptr_equal(host_current(), root);
	} else {
		assert_ptr_equal(host_current(), root);
		assert_int_equal(a->continuation, CONTINUE_AREAS);
	}
	delete_thread(tid(5));
	if (a->continuation == CONTINUE_AREAS) {
		become(a);
		host_leave(a);
		become(root);
	}
	for (unsigned int n = 6; n < 15; n++)
		assert_false(tcb_of(tid(n))->usual & USUAL_ROUTE);
	check_threads(200);
}

/* The version changes while many meant the old one; who means the new one is left alone. */
static void version_in_steps(void **state)
{
	struct balance before = { 0 };
	word_t new;

	(void)state;
	system_begin();
	new = tid_version(VICTIM, 2);
	for (unsigned int round = 0; round < 4; round++) {
		struct tcb *a, *late;

		if (round == 2)
			before = balance();
		crowd();
		a = privileged(2, 110);
		late = make_thread(4, 4);
		ipc(L4_TID_NIL, L4_TID_ANY, FOR(20));
		become(a);
		storm();
		control(new, new);
		assert_ptr_equal(host_current(), root);
		assert_int_equal(a->continuation, CONTINUE_MODIFY);
		become(late);
		ipc_words(new, L4_TID_NIL, TIMEOUTS(NEVER, NEVER), 0, 0, 0);
		become(root);
		/* The caller is deleted in the middle, or the thread is, or nobody. */
		if (round % 3 == 1)
			delete_thread(a->id);
		if (round % 3 == 2)
			delete_thread(new);
		if (round % 3 != 1) {
			become(a);
			host_leave(a);
			become(root);
			delete_thread(tid(2));
		}
		check_crowd_told();
		if (round % 3 != 2) {
			assert_int_equal(late->state, THREAD_POLLING);
			delete_thread(new);
		}
		assert_true(ipc_failed(late, L4_IPC_NO_PARTNER, L4_IPC_PHASE_SEND));
		check_threads(200);
		delete_crowd();
		delete_thread(tid(4));
		if (round >= 2)
			assert_balance(before);
	}
}

/* Pages lie where the areas of a space come to be; the space goes in the middle, or the caller. */
static void areas_in_steps(void **state)
{
	const bool keeps_space = IS_ENABLED(CONFIG_SMP);
	struct balance before = { 0 };

	(void)state;
	system_begin();
	for (unsigned int round = 0; round < 6; round++) {
		struct tcb *a, *t;

		if (round == 3)
			before = balance();
		a = privileged(2, 110);
		t = make_thread(5, 5);
		give_pages(t);
		assert_int_equal(thread_control(tid(6), tid(5), root->id, L4_TID_NIL,
						MEMORY + 0x400), 1);
		delete_thread(tid(5));
		ipc(L4_TID_NIL, L4_TID_ANY, FOR(20));
		become(a);
		storm();
		host_leave(sys_space_control(a, tid(6), 0, KIP_AREA | L4_KIP_SIZE_LOG2 << 4,
					     MEMORY | 16 << 4, L4_TID_NIL));
		assert_ptr_equal(host_current(), root);
		assert_int_equal(a->continuation, CONTINUE_AREAS);
		if (round % 3 == 1) {
			delete_thread(a->id);
		} else {
			/*
			 * Another space by the same name is not meant. With several processors the
			 * call keeps its own.
			 */
			if (round % 3 == 2) {
				delete_thread(tid(6));
				assert_int_equal(thread_control(tid(6), tid(6), root->id,
								L4_TID_NIL, UNCHANGED), 1);
			}
			become(a);
			host_leave(a);
			assert_int_equal(a->frame.result, round % 3 == 0 || keeps_space);
			if (round % 3 == 2 && !keeps_space)
				assert_int_equal(error_code(a), L4_ERROR_INVALID_SPACE);
			become(root);
			delete_thread(tid(2));
		}
		if (round % 3 != 2)
			assert_int_equal(thread_control(tid(6), tid(6), L4_TID_NIL, root->id,
							UNCHANGED), 1);
		delete_thread(tid(6));
		check_threads(200);
		if (round >= 3)
			assert_balance(before);
	}
}

#define STRANGERS	150
#define STRANGER(i)	tid(100 + (i))

/* Somebody of the own space is looked for behind many others, who come and go meanwhile. */
static void long_search(void **state)
{
	struct tcb *r, *mate;

	(void)state;
	system_begin();
	r = make_thread(1, 1);
	mate = make_thread(2, 1);
	for (unsigned int n = 3; n < 6; n++)
		make_thread(n, n);
	for (unsigned int i = 0; i < STRANGERS; i++) {
		assert_int_equal(thread_control(STRANGER(i), tid(3 + i / 50), root->id, root->id,
						UTCB(10 + i % 50)), 1);
		mr(root)[1] = mr(root)[2] = 0x1000;
		ipc_words(STRANGER(i), L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 0, 2, 0);
		become(tcb_of(STRANGER(i)));
		ipc_words(r->id, L4_TID_NIL, TIMEOUTS(NEVER, NEVER), 0, 0, 0);
		become(root);
	}
	/* Nobody yet: it looks through all, and waits. */
	ipc(L4_TID_NIL, L4_TID_ANY, FOR(20));
	become(r);
	storm();
	ipc(L4_TID_NIL, L4_TID_ANY_LOCAL, TIMEOUTS(NEVER, NEVER));
	assert_ptr_equal(host_current(), root);
	assert_int_equal(r->continuation, CONTINUE_RECEIVE);
	/* Those around the place where it has stopped go. */
	for (unsigned int i = 50; i < 80; i++)
		delete_thread(STRANGER(i));
	become(mate);
	ipc_words(r->id, L4_TID_NIL, TIMEOUTS(NEVER, NEVER), 7, 0, 0);
	/* It takes the message, and its mate goes on. */
	host_leave(sys_thread_switch(host_current(), r->id));
	assert_int_equal(mate->state, THREAD_RUNNING);
	assert_int_equal(r->frame.tag >> L4_TAG_LABEL_SHIFT, 7);
	become(root);
	check_threads(400);
}

#define COPIES		40
#define COPY		0x50000000ul

/* Thread 5 has pages, and thread 6 of another space has each of them at many places. */
static struct tcb *copied_pages(void)
{
	struct tcb *t = make_thread(5, 5), *other = make_thread(6, 6);

	give_pages(t);
	for (unsigned int i = 0; i < COPIES; i++) {
		struct map_op op = {
			.src = &t->space->pt, .dst = &other->space->pt, .src_va = MEMORY,
			.dst_va = COPY + i * 16 * ARCH_PAGE_SIZE, .left = 16 * ARCH_PAGE_SIZE,
			.rights = RIGHT_RWX,
		};

		assert_int_equal(mapdb_map(&op), ERR_OK);
	}
	return t;
}

static unsigned int copy_rights(unsigned int page)
{
	unsigned int level;
	pte_t e = pte_read(ptab_find(&tcb_of(tid(6))->space->pt, COPY + page * ARCH_PAGE_SIZE,
				     &level));

	return pte_is_present(e) ? pte_rights(e) : 0;
}

/* t is in the middle of the first page of an Unmap of 64 fpages, and the root task runs. */
static void stop_in_unmap(struct tcb *t, word_t revoke)
{
	for (unsigned int i = 0; i < 64; i++)
		mr(t)[i] = MEMORY | 16 << 4 | revoke;
	ipc(L4_TID_NIL, L4_TID_ANY, FOR(20));
	become(t);
	storm();
	host_leave(sys_unmap(t, 63));
	assert_ptr_equal(host_current(), root);
	assert_int_equal(t->continuation, CONTINUE_UNMAP);
}

/* How many preemption points the root task has passed, and what of the first two pages is left. */
static void check_bounded(unsigned long points, word_t revoke)
{
	assert_true(host_preempt_points - points < 4 * COPIES);
	assert_int_equal(copy_rights(0), RIGHT_RWX & ~revoke);
	assert_int_equal(copy_rights(16 * (COPIES - 1)), RIGHT_RWX & ~revoke);
	assert_int_equal(copy_rights(1), RIGHT_RWX);
}

/* Of the Unmap of a thread that is deleted, or moved away, at most a page is left to be done. */
static void unmap_given_up(void **state)
{
	static const word_t revokes[] = { 0, RIGHT_W, RIGHT_RWX };
	struct balance before = { 0 };

	(void)state;
	system_begin();
	for (unsigned int round = 0; round < 4 * ARRAY_SIZE(revokes); round++) {
		word_t revoke = revokes[round / 4];
		struct tcb *t = copied_pages();
		bool stays = round & 2;		/* somebody, in the old space */
		unsigned long points, returns;

		if (stays)
			make_thread(7, 5);
		stop_in_unmap(t, revoke);
		points = host_preempt_points;
		returns = t->frame.returns;
		host_preempt_every(1);
		if (round % 2) {
			delete_thread(t->id);
		} else {
			assert_int_equal(thread_control(t->id, tid(6), L4_TID_NIL, L4_TID_NIL,
							UTCB(5)), 1);
			become(t);
			assert_true(t->frame.returns > returns);
			/* Nothing is told of what was dropped. */
			assert_int_equal(mr(t)[63] & RIGHT_RWX, 0);
			become(root);
		}
		host_preempt_never();
		if (stays)
			check_bounded(points, revoke);
		if (round % 2 == 0)
			delete_thread(t->id);
		if (stays)
			delete_thread(tid(7));
		delete_thread(tid(6));
		check_threads(200);
		if (round == 3)
			before = balance();
		if (round > 3)
			assert_balance(before);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(delete_chain),
	cmocka_unit_test(space_chain),
	cmocka_unit_test(redirector_in_steps),
	cmocka_unit_test(version_in_steps),
	cmocka_unit_test(areas_in_steps),
	cmocka_unit_test(long_search),
	cmocka_unit_test(unmap_given_up),
};
SUITE(step);
