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

/*
 * r, in the middle of the string, has a fault, whose pager has asked to answer with an item and
 * may do so; but on its processor it is another thread's turn.
 */
static struct tcb *begin_answer(void)
{
	struct tcb *other;

	begin();
	on(0);
	become(root);
	other = place_thread(5, 5, 3);
	begin_fault();
	play(pr);
	serve(pr);
	hold_answer(other);
	return other;
}

/* The pager learns that nobody has taken its answer. */
static void check_pager(void)
{
	assert_true(pr->frame.tag & L4_TAG_ERROR);
	assert_int_equal(error_code(pr), L4_IPC_ABORTED << 1 | L4_IPC_PHASE_SEND);
	check_all();
}

/* It is its turn now. */
static void end_answer(struct tcb *other)
{
	play(other);
	ipc(L4_TID_NIL, sigma0->id, TIMEOUTS(NEVER, NEVER));
	handle_all();
	check_pager();
}

static void cancel_r(void)
{
	cancel(r);
	for (unsigned int i = 0; i < 3; i++) {
		handle(1);
		handle(0);
	}
	assert_true(is_over());
}

/* When r goes on, the answer to its fault writes no words that are r's again. */
static void answer_is_late(void **state)
{
	struct tcb *other;

	(void)state;
	other = begin_answer();
	cancel_r();
	utcb_write(thread_of(r), L4_UTCB_BR0, L4_FPAGE_COMPLETE);
	for (unsigned int i = 1; i < L4_NUM_MRS; i++)
		mr(r)[i] = ~(word_t)i;
	end_answer(other);
	for (unsigned int i = 1; i < L4_NUM_MRS; i++)
		assert_int_equal(mr(r)[i], ~(word_t)i);
	assert_null(host_access(r->space->pt.space_word, MEMORY, RIGHT_R));
	rest();
}

/* r has come to the processor of its pager, and waits for something else. */
static struct tcb *begin_moved(void)
{
	struct tcb *other = begin_answer();

	cancel_r();
	wake_root();
	play(root);
	place(r, 3);
	on(3);
	other->prio = r->prio + 1;
	play(r);
	ipc(L4_TID_NIL, s->id, TIMEOUTS(NEVER, NEVER));
	r_returns = r->frame.returns;
	return other;
}

static void end_moved(void)
{
	assert_int_equal(r->cpu, 3);
	assert_int_equal(r->state, THREAD_WAITING);
	assert_int_equal(r->frame.returns, r_returns);
	check_all();
}

/* The answer goes on there, or is aborted: r waits on. */
static void answer_to_the_moved(void **state)
{
	(void)state;
	end_answer(begin_moved());
	end_moved();
}

static void aborted_behind_the_moved(void **state)
{
	(void)state;
	begin_moved();
	cancel(pr);
	handle_all();
	check_pager();
	end_moved();
}

/* When r is deleted, the answer to its fault goes nowhere. */
static void answer_to_the_dead(void **state)
{
	struct tcb *other;
	word_t returns, id;

	(void)state;
	other = begin_answer();
	id = r->id;
	wake_root();
	play(root);
	returns = root->frame.returns;
	host_leave(sys_thread_control(root, id, L4_TID_NIL, L4_TID_NIL, L4_TID_NIL, UNCHANGED));
	handle_all();
	assert_int_equal(root->frame.returns, returns + 1);
	assert_int_equal(root->frame.result, 1);
	assert_null(thread_find(id));
	end_answer(other);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(ended_in_fault),
	cmocka_unit_test(buffer_is_free),
	cmocka_unit_test(answer_is_late),
	cmocka_unit_test(answer_to_the_moved),
	cmocka_unit_test(aborted_behind_the_moved),
	cmocka_unit_test(answer_to_the_dead),
};
SUITE(items_end);
