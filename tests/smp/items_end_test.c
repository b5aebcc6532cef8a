/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Typed items between processors, whose receiver ends the transfer.
 */
#include "items_parts.h"

#define BYTE_STEP	31u	/* between the bytes of a buffer that are looked at */

static u8 seen[PAGES * ARCH_PAGE_SIZE];
static bool is_seen;

static void begin_transfer(bool of_s)
{
	on(0);
	missing(of_s, false);
	send(NEVER);
	on(0);
	ipc(L4_TID_NIL, sigma0->id, TIMEOUTS(NEVER, NEVER));
	handle(1);
}

/* s waits for a page that does not come: it goes on all the same, and r behind that. */
static void ended_in_fault(void **state)
{
	(void)state;
	begin();
	begin_transfer(true);
	handle(0);
	assert_true(thread_of(s)->outer.is_active);
	cancel(r);
	assert_int_equal(r->state, THREAD_ASKING);
	handle_all();
	assert_true(is_over());
	check_failed();
	rest();
}

static void look_at_buffer(void)
{
	if (is_seen || r->frame.returns == r_returns || r->state != THREAD_RUNNING)
		return;
	is_seen = true;
	for (unsigned int i = 0; i < PAGES * ARCH_PAGE_SIZE; i += BYTE_STEP)
		seen[i] = *byte_of(r, i);
}

/* At the shared access with the number `chosen` r is cancelled. */
static void end_at_point(void)
{
	if (point++ != chosen)
		return;
	cancel(r);
	look_at_buffer();
	on(0);
}

/* When r goes on its buffer is its own: nobody writes to it any more. */
static void buffer_is_free(void **state)
{
	unsigned int failed = 0;
	bool goes_on = true;

	(void)state;
	begin();
	for (unsigned int n = 0; goes_on; n++) {
		begin_transfer(false);
		for (unsigned int i = 0; i < PAGES * ARCH_PAGE_SIZE; i += BYTE_STEP)
			*byte_of(r, i) = 0;
		is_seen = false;
		point = 0;
		chosen = n;
		host_shared_hook = end_at_point;
		handle(0);
		host_shared_hook = NULL;
		goes_on = point > n;
		while (!is_seen) {
			handle(1);
			look_at_buffer();
			handle(0);
		}
		handle_all();
		for (unsigned int i = 0; i < PAGES * ARCH_PAGE_SIZE; i += BYTE_STEP)
			assert_int_equal(*byte_of(r, i), seen[i]);
		failed += check_over();
		rest();
	}
	assert_true(failed > 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(ended_in_fault),
	cmocka_unit_test(buffer_is_free),
};
SUITE(items_end);
