/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads and spaces come and go: with every allocation failing in turn, in every state, and every
 * byte comes back. (X.2, ThreadControl, SpaceControl)
 */
#include "system.h"

#include <api/compat.h>
#include <generic/usercopy.h>
#include <l4/abi/kip.h>

/* Type-stable memory stays with its cache: make as many threads as the test will have at most. */
static struct balance warm_up(void)
{
	static struct balance b;

	for (unsigned int n = 0; n < 8; n++)
		make_unstarted(n, n);
	for (unsigned int n = 0; n < 8; n++)
		delete_thread(tid(n));
	b = balance();
	return b;
}

static void come_and_go(void **state)
{
	struct balance before;

	(void)state;
	system_begin();
	before = warm_up();
	for (unsigned int round = 0; round < 20; round++) {
		test_random_preemption();
		for (unsigned int n = 0; n < 4; n++)
			make_thread(n, n & 2);
		for (unsigned int n = 0; n < 4; n++)
			delete_thread(tid((n + round) % 4));
		assert_balance(before);
		check_threads(200);
	}
}

/* Retries a call of the root task with each allocation failing; nothing may change. */
#define EACH_ALLOCATION(expression) do { \
	struct balance at_first = balance(); \
	for (unsigned long fail_at = 1;; fail_at++) { \
		word_t result; \
		\
		alloc_fail_at(fail_at); \
		result = (expression); \
		alloc_fail_at(0); \
		if (!alloc_has_failed()) { \
			if (result != 1) \
				print_message("%s: error %lu\n", #expression, error_code(root)); \
			assert_int_equal(result, 1); \
			break; \
		} \
		assert_int_equal(result, 0); \
		assert_int_equal(error_code(root), L4_ERROR_NO_MEMORY); \
		assert_balance(at_first); \
		check_threads(200); \
	} \
} while (0)

static void each_allocation_fails(void **state)
{
	struct balance before;

	(void)state;
	system_begin();
	before = warm_up();
	EACH_ALLOCATION(thread_control(tid(0), tid(0), root->id, L4_TID_NIL, ~(word_t)0));
	EACH_ALLOCATION(space_control(tid(0), KIP_AREA | L4_KIP_SIZE_LOG2 << 4,
				      UTCB_AREA | UTCB_AREA_LOG2 << 4));
	EACH_ALLOCATION(thread_control(tid(0), tid(0), root->id, root->id, UTCB(0)));
	EACH_ALLOCATION(thread_control(tid(1), tid(0), root->id, root->id, UTCB(9)));
	/* Another space, and moves of an active and of an inactive thread. */
	make_unstarted(2, 2);
	EACH_ALLOCATION(thread_control(tid(1), tid(2), root->id, L4_TID_NIL, UTCB(9)));
	EACH_ALLOCATION(thread_control(tid(3), tid(0), root->id, L4_TID_NIL, ~(word_t)0));
	EACH_ALLOCATION(thread_control(tid(3), tid(2), root->id, root->id, UTCB(5)));
	/* Areas of a space without active threads can be placed anew. */
	EACH_ALLOCATION(thread_control(tid(4), tid(4), root->id, L4_TID_NIL, ~(word_t)0));
	EACH_ALLOCATION(space_control(tid(4), KIP_AREA | L4_KIP_SIZE_LOG2 << 4,
				      UTCB_AREA | UTCB_AREA_LOG2 << 4));
	EACH_ALLOCATION(space_control(tid(4), 0x10000 | L4_KIP_SIZE_LOG2 << 4,
				      0x7f0000000000 | 14 << 4));
	for (unsigned int n = 0; n < 5; n++)
		delete_thread(tid(n));
	assert_balance(before);
}

/* Threads in each state of an IPC are deleted, with partners in theirs. */
static void delete_in_ipc(void **state)
{
	struct balance before;

	(void)state;
	system_begin();
	before = warm_up();
	for (unsigned int victim = 0; victim < 6; victim++) {
		struct tcb *t[6];

		for (unsigned int n = 0; n < 6; n++)
			t[n] = make_thread(n, n & 1);
		/* 1 and 2 want to send to 0; 3 waits for 0; 4 for anybody; 5 with a timeout. */
		become(t[1]);
		ipc_words(tid(0), L4_TID_NIL, TIMEOUTS(NEVER, NEVER), 7, 3, 0);
		become(t[2]);
		ipc_words(tid(0), L4_TID_NIL, TIMEOUTS(NEVER, NEVER), 7, 3, 0);
		become(t[3]);
		ipc(L4_TID_NIL, tid(0), TIMEOUTS(NEVER, NEVER));
		become(t[4]);
		ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
		become(t[5]);
		ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, 10 << 10 | 100));
		become(root);
		check_threads(200);
		test_random_preemption();
		delete_thread(tid(victim));
		check_threads(200);
		assert_null(thread_find(tid(victim)));
		if (victim == 0) {
			assert_true(ipc_failed(t[1], L4_IPC_NO_PARTNER, L4_IPC_PHASE_SEND));
			assert_true(ipc_failed(t[2], L4_IPC_NO_PARTNER, L4_IPC_PHASE_SEND));
			assert_true(ipc_failed(t[3], L4_IPC_NO_PARTNER, L4_IPC_PHASE_RECEIVE));
		}
		if (victim != 4)
			assert_int_equal(t[4]->state, THREAD_WAITING);
		for (unsigned int n = 0; n < 6; n++)
			if (n != victim)
				delete_thread(tid(n));
		assert_balance(before);
	}
}

/* Thread n gets pages of memory that sigma0 has. */
static void give_memory(struct tcb *t, uvaddr_t va, paddr_t pa, size_t bytes)
{
	struct map_op op = {
		.src = &sigma0->space->pt, .dst = &t->space->pt, .src_va = pa, .dst_va = va,
		.left = bytes, .rights = RIGHT_RWX,
	};

	host_preempt_never();
	assert_int_equal(mapdb_map(&op), ERR_OK);
}

static struct tcb *unmap(word_t fpage, bool flush)
{
	mr(host_current())[0] = fpage;
	return sys_unmap(host_current(), flush ? L4_UNMAP_FLUSH : 0);
}

#define MEMORY	0x40000000ul
#define FPAGE(base, log2)	((base) | (word_t)(log2) << 4 | L4_FPAGE_RWX)

/* A space with memory goes, and what was mapped out of it. */
static void space_with_memory(void **state)
{
	struct balance before = { 0 };
	struct tcb *t[3];
	u8 byte;

	(void)state;
	system_begin();
	warm_up();
	for (unsigned int round = 0; round < 4; round++) {
		for (unsigned int n = 0; n < 3; n++)
			t[n] = make_thread(n, n);
		/* sigma0's own pages stay: count them from the second round on. */
		if (round == 1)
			before = balance();
		give_memory(t[0], MEMORY, 0, 4 << 20);
		for (unsigned int n = 1; n < 3; n++) {
			struct map_op op = {
				.src = &t[0]->space->pt, .dst = &t[n]->space->pt,
				.src_va = MEMORY, .dst_va = MEMORY + n * 0x1000,
				.left = 2 << 20, .rights = RIGHT_RWX,
			};

			assert_int_equal(mapdb_map(&op), ERR_OK);
		}
		host_preempt_every(1);
		delete_thread(tid(0));
		for (unsigned int n = 1; n < 3; n++)
			assert_int_equal(user_read(&t[n]->space->pt, &byte, MEMORY + 0x3000, 1), 0);
		delete_thread(tid(1));
		delete_thread(tid(2));
		if (round > 0) {
			for (unsigned int n = 0; n < 3; n++)
				make_thread(n, n);
			assert_balance(before);
			for (unsigned int n = 0; n < 3; n++)
				delete_thread(tid(n));
		}
	}
}

static unsigned int preemptions;

/* At the first preemption point the killer, which waits for a timeout, gets the processor. */
static void strike(void)
{
	if (preemptions++ == 0)
		host_time_advance(100000);
}

/* A thread is deleted in the middle of its own Unmap or ThreadControl: the work is finished. */
static void delete_in_the_middle(void **state)
{
	struct balance before = { 0 };

	(void)state;
	system_begin();
	warm_up();
	for (unsigned int round = 0; round < 6; round++) {
		struct tcb *t = make_thread(0, 0), *other = make_thread(1, 1);

		if (round == 1)
			before = balance();
		give_memory(t, MEMORY, 0x300000, 0x40000);
		{
			struct map_op op = {
				.src = &t->space->pt, .dst = &other->space->pt, .src_va = MEMORY,
				.dst_va = MEMORY, .left = 0x40000, .rights = RIGHT_RWX,
			};

			assert_int_equal(mapdb_map(&op), ERR_OK);
		}
		/* The root task sleeps; the victim works and is interrupted; root deletes it. */
		ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, 10 << 10 | 50));
		assert_ptr_not_equal(host_current(), root);
		become(t);
		preemptions = 0;
		host_preempt_hook = strike;
		host_preempt_every(1 + round % 3);
		host_leave(unmap(FPAGE(MEMORY, 18), false));
		host_preempt_hook = NULL;
		assert_ptr_equal(host_current(), root);
		assert_true(ipc_failed(root, L4_IPC_TIMEOUT, L4_IPC_PHASE_RECEIVE));
		assert_int_equal(t->continuation, CONTINUE_UNMAP);
		delete_thread(tid(0));
		for (uvaddr_t va = MEMORY; va < MEMORY + 0x40000; va += ARCH_PAGE_SIZE) {
			u8 byte;

			assert_int_equal(user_read(&other->space->pt, &byte, va, 1), 0);
		}
		delete_thread(tid(1));
		if (round > 0) {
			make_thread(0, 0);
			make_thread(1, 1);
			assert_balance(before);
			delete_thread(tid(0));
			delete_thread(tid(1));
		}
	}
}

/* Bad parameters: an error code, and nothing else. */
static void refused(void **state)
{
	struct balance before;
	word_t nobody;

	(void)state;
	system_begin();
	nobody = tid(7);
	warm_up();
	make_thread(0, 0);
	before = balance();
#define REFUSED(expression, code) do { \
	assert_int_equal(expression, 0); \
	assert_int_equal(error_code(root), code); \
	assert_balance(before); \
} while (0)
	/* The thread itself, interrupts, kernel threads, ids out of range, local ids. */
	REFUSED(thread_control(root->id, L4_TID_NIL, 0, 0, 0), L4_ERROR_INVALID_THREAD);
	REFUSED(thread_control(tid_make(HOST_IRQ_LINES, 1), tid(0), root->id, 0, 0),
		L4_ERROR_INVALID_THREAD);
	REFUSED(thread_control(tid_make(1ul << TID_NUMBER_BITS, 1), tid(0), root->id, 0, 0),
		L4_ERROR_INVALID_THREAD);
	REFUSED(thread_control(tcb_of(tid(0))->local_id, tid(0), root->id, 0, 0),
		L4_ERROR_INVALID_THREAD);
	REFUSED(thread_control(~0ul, tid(0), root->id, 0, 0), L4_ERROR_INVALID_THREAD);
	/* What looks like anythread to 32-bit programs. */
	REFUSED(thread_control(COMPAT_TID_NOBODY, tid(0), root->id, 0, 0), L4_ERROR_INVALID_THREAD);
	/* No such space, no scheduler, no areas yet. */
	REFUSED(thread_control(nobody, tid(6), root->id, 0, UTCB(7)), L4_ERROR_INVALID_SPACE);
	REFUSED(thread_control(nobody, tid(0), 0, 0, UTCB(7)), L4_ERROR_INVALID_SCHEDULER);
	REFUSED(thread_control(nobody, nobody, root->id, root->id, UTCB(7)),
		L4_ERROR_INVALID_SPACE);
	/* UTCBs: taken, not aligned, outside of the area. */
	REFUSED(thread_control(nobody, tid(0), root->id, root->id, UTCB(0)), L4_ERROR_UTCB_AREA);
	REFUSED(thread_control(nobody, tid(0), root->id, root->id, UTCB(1) + 8),
		L4_ERROR_UTCB_AREA);
	REFUSED(thread_control(nobody, tid(0), root->id, root->id, UTCB(0) - 1024),
		L4_ERROR_UTCB_AREA);
	REFUSED(thread_control(nobody, tid(0), root->id, root->id,
			       UTCB_AREA + (1ul << UTCB_AREA_LOG2)), L4_ERROR_UTCB_AREA);
	REFUSED(space_control(nobody, 0, 0), L4_ERROR_INVALID_SPACE);
	/* Without privilege nothing goes. */
	become(tcb_of(tid(0)));
	host_leave(sys_thread_control(host_current(), nobody, tid(0), root->id, 0, UTCB(1)));
	assert_int_equal(error_code(host_current()), L4_ERROR_NO_PRIVILEGE);
	host_leave(sys_space_control(host_current(), tid(0), 0, 0, 0, 0));
	assert_int_equal(error_code(host_current()), L4_ERROR_NO_PRIVILEGE);
	assert_balance(before);
}

/* Areas of a space: sizes, places, overlap. (X.2, SpaceControl) */
static void areas(void **state)
{
	static const struct {
		word_t kip, utcb;
		word_t error;
	} cases[] = {
		{ 0, 0, L4_ERROR_UTCB_AREA },
		{ KIP_AREA | 12 << 4, UTCB_AREA | 11 << 4, L4_ERROR_UTCB_AREA },
		{ KIP_AREA | 11 << 4, UTCB_AREA | 16 << 4, L4_ERROR_KIP_AREA },
		{ KIP_AREA | 12 << 4, KIP_AREA | 12 << 4, L4_ERROR_KIP_AREA },
		{ UTCB_AREA | 12 << 4, UTCB_AREA | 16 << 4, L4_ERROR_KIP_AREA },
		{ KIP_AREA | 12 << 4, L4_FPAGE_COMPLETE, L4_ERROR_UTCB_AREA },
		{ L4_FPAGE_COMPLETE, UTCB_AREA | 16 << 4, L4_ERROR_KIP_AREA },
		{ KIP_AREA | 12 << 4, 0x800000000000 | 16 << 4, L4_ERROR_UTCB_AREA },
		{ 0xffff800000000000 | 12 << 4, UTCB_AREA | 16 << 4, L4_ERROR_KIP_AREA },
		/* The last page below the end of user addresses is open, what reaches it is not. */
		{ KIP_AREA | 12 << 4, 0x7fffffff0000 | 16 << 4, L4_ERROR_UTCB_AREA },
		/* The kernel's window. */
		{ 0xffa00000 | 12 << 4, UTCB_AREA | 16 << 4, L4_ERROR_KIP_AREA },
		{ KIP_AREA | 12 << 4, 0xff800000 | 23 << 4, L4_ERROR_UTCB_AREA },
		{ 0x7fffffffe000 | 12 << 4 | 7, UTCB_AREA | 16 << 4 | 8, L4_ERROR_NONE },
		{ 0 | 12 << 4, 0x1000 | 12 << 4, L4_ERROR_NONE },
	};
	struct balance before;

	(void)state;
	system_begin();
	before = warm_up();
	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		word_t ok = cases[i].error == L4_ERROR_NONE;

		assert_int_equal(thread_control(tid(0), tid(0), root->id, L4_TID_NIL, ~0ul), 1);
		assert_int_equal(space_control(tid(0), cases[i].kip, cases[i].utcb), ok);
		if (!ok)
			assert_int_equal(error_code(root), cases[i].error);
		delete_thread(tid(0));
		assert_balance(before);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(come_and_go),
	cmocka_unit_test(each_allocation_fails),
	cmocka_unit_test(delete_in_ipc),
	cmocka_unit_test(space_with_memory),
	cmocka_unit_test(delete_in_the_middle),
	cmocka_unit_test(refused),
	cmocka_unit_test(areas),
};
IPC_SUITE(thread);
