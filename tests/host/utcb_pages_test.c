/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The first pages of UTCBs of an area stay with their space when the last UTCB in them has gone,
 * and serve the next one; others go at once. All go with the area, or with the space.
 */
#include "system.h"

#include <generic/usercopy.h>

#define UTCBS_A_PAGE	(ARCH_PAGE_SIZE >> L4_UTCB_SIZE_LOG2)
#define STAYING		(UTCB_PAGES_STAY * UTCBS_A_PAGE - 1)	/* the last one of these pages */

static bool has_page(const struct tcb *t, uvaddr_t va)
{
	u8 byte;

	return user_read(&t->space->pt, &byte, va, 1) == 1;
}

/* tid(6) in the space of tid(5), with UTCB n; returns how much memory that has taken. */
static size_t beside(unsigned int n)
{
	size_t before = kmem_free_bytes();

	assert_int_equal(thread_control(tid(6), tid(5), root->id, root->id, UTCB(n)), 1);
	return before - kmem_free_bytes();
}

/* Nobody has this UTCB, for a thread of its space. */
static void assert_nobody_at(struct tcb *t, unsigned int n)
{
	become(t);
	host_leave(sys_exchange_registers(t, UTCB(n) + L4_UTCB_POINTER_OFFSET, 0, NULL));
	assert_int_equal(t->frame.result, L4_TID_NIL);
	assert_int_equal(error_code(t), L4_ERROR_INVALID_THREAD);
	become(root);
}

static void stays_and_serves(struct tcb *t)
{
	size_t bytes = beside(6), free_bytes;

	delete_thread(tid(6));
	free_bytes = kmem_free_bytes();
	assert_int_equal(beside(STAYING), bytes + ARCH_PAGE_SIZE);
	mr(tcb_of(tid(6)))[5] = 77;
	delete_thread(tid(6));
	assert_int_equal(kmem_free_bytes(), free_bytes - ARCH_PAGE_SIZE);
	assert_true(has_page(t, UTCB(STAYING)));
	assert_nobody_at(t, STAYING);
	assert_int_equal(beside(STAYING), bytes);
	delete_thread(tid(6));
	/* One that does not stay. */
	assert_int_equal(beside(STAYING + 1), bytes + ARCH_PAGE_SIZE);
	delete_thread(tid(6));
	assert_false(has_page(t, UTCB(STAYING + 1)));
	assert_int_equal(kmem_free_bytes(), free_bytes - ARCH_PAGE_SIZE);
}

static void stay_with_their_space(void **state)
{
	struct balance before;

	(void)state;
	system_begin();
	before = balance();
	for (unsigned int round = 0; round < 3; round++) {
		stays_and_serves(make_thread(5, 5));
		delete_thread(tid(5));
		assert_balance(before);
	}
}

/* Areas that are placed anew, when no thread is active, leave nothing in the old place. */
static void go_with_their_area(void **state)
{
	struct balance before;
	struct tcb *t;

	(void)state;
	system_begin();
	before = balance();
	stays_and_serves(make_thread(5, 5));
	assert_int_equal(thread_control(tid(7), tid(5), root->id, L4_TID_NIL, UTCB(7)), 1);
	t = tcb_of(tid(7));
	delete_thread(tid(5));
	assert_true(has_page(t, UTCB(STAYING)));
	assert_int_equal(space_control(tid(7), KIP_AREA | L4_KIP_SIZE_LOG2 << 4,
				       (UTCB_AREA - BIT(UTCB_AREA_LOG2)) | UTCB_AREA_LOG2 << 4),
			 1);
	assert_false(has_page(t, UTCB(STAYING)));
	assert_false(has_page(t, UTCB(5)));
	delete_thread(tid(7));
	assert_balance(before);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(stay_with_their_space),
	cmocka_unit_test(go_with_their_area),
};
SUITE(utcb_pages);
