/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What ThreadControl, SpaceControl and others may not do to a thread by the way: a call that fails
 * changes nothing, one in steps is as if it were done at once, and a wait ends only for a reason.
 */
#include "system.h"

#include <generic/usercopy.h>

#define MEMORY		0x40000000ul
#define PAGES		16
#define KIP		(KIP_AREA | L4_KIP_SIZE_LOG2 << 4)
#define LIMIT		(10 << 10 | 50)		/* 51200 microseconds */

/* --- calls that fail --- */

static void assert_unchanged(const struct thread *t, const struct thread *before)
{
	assert_memory_equal(t, before, sizeof(*t));
}

/* A call on t that fails for want of memory, at each allocation, or as it is. (X.2, TC-14) */
static void fails(struct tcb *t, word_t dest, word_t space, word_t pager, uvaddr_t utcb)
{
	struct thread before = *thread_of(t);

	for (unsigned long fail_at = 1;; fail_at++) {
		alloc_fail_at(fail_at);
		if (thread_control(dest, space, sigma0->id, pager, utcb) == 1)
			break;
		assert_unchanged(thread_of(t), &before);
		if (!alloc_has_failed())
			break;
		assert_int_equal(error_code(root), L4_ERROR_NO_MEMORY);
	}
	alloc_fail_at(0);
}

static void failure_changes_nothing(void **state)
{
	struct tcb *t, *active;

	(void)state;
	system_begin();
	make_unstarted(0, 0);
	make_unstarted(2, 2);
	active = make_thread(1, 0);
	assert_int_equal(thread_control(tid(3), tid(0), root->id, L4_TID_NIL, UTCB(4)), 1);
	t = tcb_of(tid(3));
	/* Taken, outside the area, and no such space: with a new version, scheduler, place. */
	fails(t, tid_version(3, 2), tid(2), root->id, UTCB(2));
	fails(t, tid_version(3, 2), tid(2), root->id, 0x1000);
	fails(t, tid_version(3, 2), tid(9), root->id, UTCB(5));
	fails(active, tid_version(1, 2), tid(2), root->id, UTCB(2));
	assert_int_equal(t->id == tid(3) && active->id == tid(1), 1);
	/* Into another space, where a page is needed first. */
	fails(t, tid_version(3, 2), tid(2), root->id, UTCB(5));
	assert_int_equal(t->id == tid_version(3, 2) && thread_of(t)->utcb_location == UTCB(5), 1);
	fails(active, tid_version(1, 2), tid(2), root->id, UTCB(9));
	assert_int_equal(thread_of(active)->utcb_location == UTCB(9), 1);
	check_threads(200);
}

/* --- waits for a start message --- */

static void assert_waits_for_start(struct tcb *t)
{
	assert_int_equal(t->state, THREAD_WAITING);
	assert_true(ipc_awaits_start(thread_of(t)));
	assert_true(t->frame.ip == 0 && t->frame.sp == 0);
}

static void start_wait_moves(void **state)
{
	struct tcb *t;

	(void)state;
	system_begin();
	make_unstarted(2, 2);
	make_unstarted(0, 0);
	t = make_unstarted(1, 0);
	assert_int_equal(thread_control(tid(1), tid(2), L4_TID_NIL, L4_TID_NIL, UTCB(1)), 1);
	assert_ptr_equal(t->space, tcb_of(tid(2))->space);
	assert_waits_for_start(t);
	mr(root)[1] = 0x1234;
	mr(root)[2] = 0x5678;
	ipc_words(t->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 0, 2, 0);
	assert_int_equal(t->state, THREAD_RUNNING);
	assert_true(t->frame.ip == 0x1234 && t->frame.sp == 0x5678);
	check_threads(200);
}

/* The running thread sends in the name of v; `typed` words of items follow u untyped ones. */
static void send_for(word_t v, word_t to, unsigned int u, unsigned int typed)
{
	struct tcb *me = host_current();

	utcb_write(thread_of(me), L4_UTCB_VIRTUAL_SENDER, v);
	mr(me)[0] = L4_TAG_PROPAGATED | typed << L4_TAG_TYPED_SHIFT | u;
	ipc(to, L4_TID_NIL, TIMEOUTS(NEVER, NEVER));
}

/*
 * The pager 1 has handed the thread 2 on to thread 3, whose end is no reason to start it. Thread 4
 * may have a message for it in the name of 3: it goes before it is taken, or is no start message.
 */
static void start_wait_handed_on(void **state)
{
	(void)state;
	system_begin();
	make_unstarted(0, 0);
	for (unsigned int round = 0; round < 4; round++) {
		struct tcb *pager = make_thread(1, 0), *next = make_thread(3, 0);
		struct tcb *other = make_thread(4, 0), *t;

		assert_int_equal(thread_control(tid(2), tid(0), root->id, tid(1), UTCB(2)), 1);
		t = tcb_of(tid(2));
		become(next);
		ipc(L4_TID_NIL, tid(1), TIMEOUTS(NEVER, NEVER));
		become(other);
		if (round > 0) {
			mr(other)[1] = mr(other)[2] = 0x1234;
			send_for(tid(3), tid(2), 2, round == 3 ? 2 : 0);
			assert_int_equal(other->state, THREAD_POLLING);
		}
		become(pager);
		send_for(tid(2), tid(3), 0, 0);
		assert_true(t->expect == tid(3));
		assert_int_equal(t->state, round > 0 ? THREAD_RUNNING : THREAD_WAITING);
		become(root);
		if (round == 3) {
			/* Refused when it looks for it. */
			host_leave(sys_thread_switch(root, tid(2)));
			become(root);
			assert_true(ipc_failed(other, L4_IPC_OVERFLOW, L4_IPC_PHASE_SEND));
		}
		if (round > 0)
			delete_thread(tid(4));
		if (round != 2)
			delete_thread(tid(3));
		if (t->is_queued) {
			host_leave(sys_thread_switch(root, tid(2)));
			become(root);
		}
		assert_waits_for_start(t);
		check_threads(200);
		for (unsigned int n = 1; n < 5; n++)
			delete_thread(tid(n));
	}
}

/* A message with items is none: the pager learns of it, and the thread goes on waiting. */
static void start_with_items(void **state)
{
	struct tcb *t;

	(void)state;
	system_begin();
	t = make_unstarted(1, 1);
	mr(root)[1] = 0x1234;
	mr(root)[2] = 0x5678;
	mr(root)[3] = MEMORY | L4_ITEM_MAP;
	mr(root)[4] = MEMORY | 12 << 4 | L4_FPAGE_RWX;
	ipc_words(t->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 0, 2, 2);
	assert_true(ipc_failed(root, L4_IPC_OVERFLOW, L4_IPC_PHASE_SEND));
	assert_waits_for_start(t);
	ipc_words(t->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 0, 2, 0);
	assert_true(t->state == THREAD_RUNNING && t->frame.ip == 0x1234);
	check_threads(200);
}

/* --- other waits --- */

#define STRANGERS	150
#define STRANGER(i)	tid(100 + (i))

/* Threads of other spaces queue up to send to r. */
static void queue_strangers(struct tcb *r)
{
	for (unsigned int n = 3; n < 6; n++)
		make_thread(n, n);
	for (unsigned int i = 0; i < STRANGERS; i++) {
		assert_int_equal(thread_control(STRANGER(i), tid(3 + i / 50), root->id, root->id,
						UTCB(10 + i % 50)), 1);
		ipc_words(STRANGER(i), L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 0, 2, 0);
		become(tcb_of(STRANGER(i)));
		ipc_words(r->id, L4_TID_NIL, TIMEOUTS(NEVER, NEVER), 0, 0, 0);
		become(root);
	}
}

/* A thread that looks through a long queue for somebody of its space is in its receive phase. */
static void search_is_cancelled(void **state)
{
	struct exregs in = { 0 };
	struct tcb *r;

	(void)state;
	system_begin();
	make_unstarted(7, 7);
	r = make_thread(1, 1);
	queue_strangers(r);
	for (unsigned int way = 0; way < 2; way++) {
		ipc(L4_TID_NIL, L4_TID_ANY, FOR(20));
		become(r);
		storm();
		ipc(L4_TID_NIL, L4_TID_ANY_LOCAL, TIMEOUTS(NEVER, NEVER));
		assert_ptr_equal(host_current(), root);
		assert_int_equal(r->continuation, CONTINUE_RECEIVE);
		if (way == 0) {
			host_leave(sys_exchange_registers(root, r->id, L4_EXREGS_CANCEL_RECV,
							  &in));
			assert_int_equal(root->frame.old[0], L4_EXREGS_WAS_RECEIVING);
		} else {
			assert_int_equal(thread_control(r->id, tid(7), L4_TID_NIL, L4_TID_NIL,
							UTCB(1)), 1);
		}
		become(r);
		assert_int_equal(r->state, THREAD_RUNNING);
		assert_true(ipc_failed(r, L4_IPC_CANCELLED, L4_IPC_PHASE_RECEIVE));
		become(root);
		check_threads(400);
	}
}

/*
 * A wait that is handed on keeps its limit, also when somebody who has sent in the name of the new
 * partner goes before the message is taken.
 */
static void limit_is_handed_on(void **state)
{
	struct tcb *v, *s, *other;
	usec_t limit;

	(void)state;
	system_begin();
	v = make_thread(1, 1);
	s = make_thread(2, 1);
	make_thread(3, 1);
	other = make_thread(4, 1);
	become(tcb_of(tid(3)));
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	become(v);
	ipc(L4_TID_NIL, s->id, TIMEOUTS(NEVER, LIMIT));
	limit = v->limit;
	become(other);
	send_for(tid(3), v->id, 0, 0);
	become(s);
	host_time_advance(30000);
	send_for(v->id, tid(3), 0, 0);
	assert_int_equal(v->state, THREAD_RUNNING);
	become(root);
	delete_thread(tid(4));
	host_leave(sys_thread_switch(root, v->id));
	assert_int_equal(v->state, THREAD_WAITING);
	assert_true(!(v->usual & USUAL_LIMIT) && v->limit == limit);
	check_threads(200);
	host_time_advance(30000);
	host_interrupt();
	assert_int_equal(v->state, THREAD_RUNNING);
	assert_true(ipc_failed(v, L4_IPC_TIMEOUT, L4_IPC_PHASE_RECEIVE));
}

/* It ends while the thread has not looked yet. */
static void limit_ends_a_search(void **state)
{
	struct tcb *r;

	(void)state;
	system_begin();
	r = make_thread(1, 1);
	make_thread(2, 1);
	make_thread(3, 1);
	become(tcb_of(tid(3)));
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	become(r);
	ipc(L4_TID_NIL, tid(2), TIMEOUTS(NEVER, LIMIT));
	become(root);
	make_thread(4, 1);
	become(tcb_of(tid(4)));
	send_for(tid(3), r->id, 0, 0);
	become(tcb_of(tid(2)));
	send_for(r->id, tid(3), 0, 0);
	assert_int_equal(r->continuation, CONTINUE_RECEIVE);
	host_time_advance(60000);
	host_interrupt();
	assert_true(ipc_failed(r, L4_IPC_TIMEOUT, L4_IPC_PHASE_RECEIVE));
	assert_int_equal(tcb_of(tid(4))->state, THREAD_POLLING);
	become(root);
	check_threads(200);
}

/* A space that comes to lie where another one was has nothing to do with that. */
static void space_in_the_place_of_another(void **state)
{
	const struct space *old;
	struct tcb *s, *r;

	(void)state;
	system_begin();
	r = make_thread(1, 1);
	s = make_thread(2, 1);
	old = make_thread(3, 3)->space;
	become(s);
	send_for(tid(3), r->id, 0, 0);
	assert_int_equal(s->state, THREAD_POLLING);
	become(root);
	delete_thread(tid(3));
	make_unstarted(4, 4);
	assert_ptr_equal(tcb_of(tid(4))->space, old);
	assert_int_equal(thread_control(r->id, tid(4), L4_TID_NIL, L4_TID_NIL, UTCB(1)), 1);
	become(r);
	ipc(L4_TID_NIL, L4_TID_ANY_LOCAL, TIMEOUTS(NEVER, NEVER));
	assert_int_equal(r->state, THREAD_WAITING);
	assert_int_equal(s->state, THREAD_POLLING);
	become(root);
	check_threads(200);
}

#define CROWD		6
#define WAITER(i)	(20 + (i))
#define BEARER		1

/*
 * The bearer of an id dies, in steps, and another one gets its id meanwhile. Whoever waited for the
 * old one learns that it has gone; whoever waits from now on means the new one.
 */
static void id_made_anew(void **state)
{
	struct tcb *a, *late, *server;

	(void)state;
	system_begin();
	a = privileged(2, 110);
	make_thread(0, 0);
	make_thread(BEARER, BEARER);
	for (unsigned int i = 0; i < CROWD; i++) {
		make_thread(WAITER(i), WAITER(0));
		become(tcb_of(tid(WAITER(i))));
		ipc(L4_TID_NIL, tid(BEARER), TIMEOUTS(NEVER, NEVER));
		become(root);
	}
	server = make_thread(5, 5);
	become(server);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	become(root);
	late = make_thread(6, 6);
	become(late);
	ipc(L4_TID_NIL, tid(BEARER), TIMEOUTS(NEVER, NEVER));
	become(tcb_of(tid(BEARER)));
	ipc_words(late->id, L4_TID_NIL, TIMEOUTS(ZERO, NEVER), 0, 0, 0);
	become(root);
	ipc(L4_TID_NIL, L4_TID_ANY, FOR(20));
	become(a);
	storm();
	host_leave(sys_thread_control(a, tid(BEARER), L4_TID_NIL, L4_TID_NIL, L4_TID_NIL,
				      UNCHANGED));
	assert_ptr_equal(host_current(), root);
	assert_int_equal(a->continuation, CONTINUE_DELETE);
	assert_int_equal(thread_control(tid(BEARER), tid(0), root->id, root->id, UTCB(9)), 1);
	for (unsigned int i = 0; i < CROWD; i++) {
		struct tcb *w = tcb_of(tid(WAITER(i)));

		assert_int_equal(w->state, THREAD_RUNNING);
		assert_true(ipc_failed(w, L4_IPC_NO_PARTNER, L4_IPC_PHASE_RECEIVE));
	}
	become(late);
	ipc_words(server->id, tid(BEARER), TIMEOUTS(NEVER, NEVER), 0, 0, 0);
	assert_int_equal(late->state, THREAD_WAITING);
	become(root);
	/* The deletion comes to its end. */
	become(a);
	host_leave(a);
	assert_int_equal(a->continuation, CONTINUE_NOTHING);
	assert_int_equal(late->state, THREAD_WAITING);
	assert_true(late->expect == tid(BEARER));
	become(root);
	delete_thread(tid(BEARER));
	assert_true(ipc_failed(late, L4_IPC_NO_PARTNER, L4_IPC_PHASE_RECEIVE));
	check_threads(200);
}

/* --- SpaceControl --- */

static void give(const struct tcb *t, uvaddr_t va, paddr_t pa, size_t bytes)
{
	struct map_op op = {
		.src = &sigma0->space->pt, .dst = &t->space->pt, .src_va = pa, .dst_va = va,
		.left = bytes, .rights = RIGHT_RWX,
	};

	assert_int_equal(mapdb_map(&op), ERR_OK);
}

static bool has_page(const struct tcb *t, uvaddr_t va)
{
	u8 byte;

	return user_read(&t->space->pt, &byte, va, 1) == 1;
}

/* A page of users, and not of UTCBs. */
static bool has_user_page(const struct tcb *t, uvaddr_t va)
{
	unsigned int level;

	return has_page(t, va) && !pte_is_kernel(pte_read(ptab_find(&t->space->pt, va, &level)));
}

/*
 * A is interrupted while it places the areas anew. A thread that is made active then finds them in
 * their new places, and what a second call does comes afterwards.
 */
static void areas_at_once(void **state)
{
	(void)state;
	system_begin();
	for (unsigned int round = 0; round < 4; round++) {
		struct tcb *a = privileged(2, 110), *t;

		give(make_thread(5, 5), MEMORY, 0x300000, PAGES * ARCH_PAGE_SIZE);
		assert_int_equal(thread_control(tid(6), tid(5), root->id, L4_TID_NIL, UTCB(6)), 1);
		assert_int_equal(thread_control(tid(7), tid(5), root->id, L4_TID_NIL, UTCB(7)), 1);
		t = tcb_of(tid(6));
		delete_thread(tid(5));
		ipc(L4_TID_NIL, L4_TID_ANY, FOR(20));
		become(a);
		storm();
		host_leave(sys_space_control(a, tid(6), 0, KIP, MEMORY | 16 << 4, L4_TID_NIL));
		assert_ptr_equal(host_current(), root);
		assert_int_equal(a->continuation, CONTINUE_AREAS);
		assert_true(has_page(t, MEMORY + (PAGES - 1) * ARCH_PAGE_SIZE));
		if (round == 0) {
			/* It lives in the old place, gets a page in the new one, and dies. */
			if (thread_control(tid(6), tid(6), L4_TID_NIL, root->id, UTCB(6)) == 1)
				give(t, MEMORY, 0x400000, ARCH_PAGE_SIZE);
			else
				assert_int_equal(error_code(root), L4_ERROR_UTCB_AREA);
		} else if (round == 1) {
			/* The same by a thread that is new, or moves in. */
			assert_int_equal(thread_control(tid(8), tid(6), root->id, root->id,
							MEMORY + 0x800), 1);
			delete_thread(tid(8));
		} else if (round == 2) {
			make_unstarted(8, 8);
			assert_int_equal(thread_control(tid(8), tid(6), root->id, L4_TID_NIL,
							MEMORY + 0x800), 1);
			delete_thread(tid(8));
		} else {
			assert_int_equal(space_control(tid(7), 0x10000 | 12 << 4,
						       0x7f0000000000 | 14 << 4), 1);
		}
		delete_thread(tid(6));
		become(a);
		host_leave(a);
		assert_int_equal(a->frame.result, 1);
		become(root);
		delete_thread(tid(2));
		t = tcb_of(tid(7));
		for (unsigned int i = 0; i < PAGES; i++)
			assert_false(has_user_page(t, MEMORY + i * ARCH_PAGE_SIZE));
		assert_int_equal(t->space->kip_base == (round == 3 ? 0x10000 : KIP_AREA), 1);
		assert_int_equal(thread_control(tid(7), tid(7), L4_TID_NIL, root->id,
						round == 3 ? 0x7f0000000400 : MEMORY + 0x400), 1);
		delete_thread(tid(7));
		check_threads(200);
	}
}

/* Without memory nothing happens, also to the pages that lie where the areas are to be. */
static void areas_without_memory(void **state)
{
	struct balance before;
	struct tcb *t;

	(void)state;
	system_begin();
	t = make_thread(5, 5);
	give(t, MEMORY, 0x300000, PAGES * ARCH_PAGE_SIZE);
	assert_int_equal(thread_control(tid(6), tid(5), root->id, L4_TID_NIL, UTCB(6)), 1);
	delete_thread(tid(5));
	t = tcb_of(tid(6));
	before = balance();
	for (unsigned long fail_at = 1;; fail_at++) {
		word_t result;

		alloc_fail_at(fail_at);
		result = space_control(tid(6), 0x7f0000000000 | 12 << 4, MEMORY | 16 << 4);
		alloc_fail_at(0);
		if (result == 1)
			break;
		assert_int_equal(error_code(root), L4_ERROR_NO_MEMORY);
		assert_balance(before);
		for (unsigned int i = 0; i < PAGES; i++)
			assert_true(has_page(t, MEMORY + i * ARCH_PAGE_SIZE));
	}
	assert_false(alloc_has_failed() || has_page(t, MEMORY));
	assert_int_equal(t->space->kip_base == 0x7f0000000000, 1);
	assert_int_equal(thread_control(tid(6), tid(6), L4_TID_NIL, root->id, MEMORY + 0x400), 1);
	delete_thread(tid(6));
}

/* --- Schedule --- */

/* A thread that takes its maximum delay back while it is being delayed is preempted at once. */
static void delay_taken_back(void **state)
{
	struct tcb *a, *b;

	(void)state;
	system_begin();
	a = privileged(2, 110);
	b = privileged(3, 120);
	become(b);
	ipc(L4_TID_NIL, L4_TID_ANY, FOR(20));
	become(root);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	assert_ptr_equal(host_current(), a);
	host_leave(sys_schedule(a, a->id, UNCHANGED, UNCHANGED, UNCHANGED, 200 << 16 | 60000));
	utcb_write(thread_of(a), L4_UTCB_FLAGS, L4_UTCB_FLAG_DELAY);
	host_time_advance(21000);
	assert_ptr_equal(host_interrupt(), a);
	assert_true(b->is_queued);
	host_leave(sys_schedule(a, a->id, UNCHANGED, UNCHANGED, UNCHANGED, 200 << 16));
	assert_ptr_equal(host_current(), b);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(failure_changes_nothing),
	cmocka_unit_test(start_wait_moves),
	cmocka_unit_test(start_wait_handed_on),
	cmocka_unit_test(start_with_items),
	cmocka_unit_test(search_is_cancelled),
	cmocka_unit_test(limit_is_handed_on),
	cmocka_unit_test(limit_ends_a_search),
	cmocka_unit_test(space_in_the_place_of_another),
	cmocka_unit_test(id_made_anew),
	cmocka_unit_test(areas_at_once),
	cmocka_unit_test(areas_without_memory),
	cmocka_unit_test(delay_taken_back),
};
IPC_SUITE(control);
