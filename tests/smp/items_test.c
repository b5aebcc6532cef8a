/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Typed items between processors: a string from s to r, whose pages are missing at either side or
 * both; s, r and their pagers are each on a processor of their own. Processors go on in any order,
 * and s or r may be cancelled at any step.
 */
#include "items_parts.h"

static void run(void)
{
	for (unsigned int i = 0; !is_over(); i++) {
		assert_true(i < STEPS);
		step();
	}
}

/* A message under way, of which these pages are missing. */
static void send_without(bool of_s, bool of_r, word_t limit)
{
	on(0);
	missing(of_s, of_r);
	test_random_preemption();
	send(limit);
}

static void strings(void **state)
{
	unsigned int rounds = test_rounds(60);

	(void)state;
	begin();
	for (unsigned int i = 0; i < rounds; i++) {
		send_without(i & 1, i & 2, NEVER);
		run();
		host_preempt_never();
		rest();
		check_arrived();
	}
}

/* s or r is cancelled when so many steps have been made. */
static void cancelled(void **state)
{
	unsigned int rounds = test_rounds(600), failed = 0;

	(void)state;
	begin();
	for (unsigned int i = 0; i < rounds; i++) {
		unsigned int when = test_random(60);

		send_without(i & 1, i & 2, NEVER);
		for (unsigned int k = 0; k < when && !is_over(); k++)
			step();
		cancel(i & 4 ? s : r);
		/* The other one may wait for nobody now. */
		for (unsigned int k = 0; k < 400 && !is_over(); k++)
			step();
		host_preempt_never();
		handle_all();
		if (!is_over())
			cancel(s->frame.returns == s_returns ? s : r);
		run();
		rest();
		failed += check_over();
	}
	assert_true(failed > 0 && failed < rounds);
}

/* The transfer timeout is over while a pager does not answer. */
static void timeouts(void **state)
{
	unsigned int rounds = test_rounds(40), failed = 0;

	(void)state;
	begin();
	for (unsigned int i = 0; i < rounds; i++) {
		unsigned int when = test_random(40);

		send_without(i & 1, !(i & 1) || (i & 2), 10 << 10 | 1);
		for (unsigned int k = 0; k < when && !is_over(); k++)
			step();
		host_time_advance(3000);
		run();
		host_preempt_never();
		rest();
		failed += check_over();
	}
	assert_true(failed > 0);
}

/* --- s is deleted while the processor of r takes its message --- */

/* At the shared access with the number `chosen` the processor of r goes on. */
static void at_point(void)
{
	if (point++ != chosen)
		return;
	on(1);
	host_interrupt();
	on(0);
}

static bool delete_at(unsigned int i)
{
	on(0);
	missing(false, false);
	send(NEVER);
	play(root);
	point = 0;
	chosen = i;
	host_shared_hook = at_point;
	host_leave(sys_thread_control(root, s->id, L4_TID_NIL, L4_TID_NIL, L4_TID_NIL,
				      UNCHANGED));
	host_shared_hook = NULL;
	return point > i;
}

static void deleted(void **state)
{
	bool goes_on = true;

	(void)state;
	begin();
	for (unsigned int i = 0; goes_on; i++) {
		goes_on = delete_at(i);
		/* A dead thread does not work its items off. */
		assert_int_equal(s->state, THREAD_INACTIVE);
		handle_all();
		assert_true(thread_at(tid_number(tid(1))) == &thread_absent);
		play(root);
		assert_int_equal(root->frame.result, 1);
		on(1);
		assert_int_equal(r->state, THREAD_RUNNING);
		assert_true(r->frame.tag & L4_TAG_ERROR);
		check_all();
		assert_true(i < 2000);
		play(root);
		s = place_thread(1, 1, 0);
	}
}

/*
 * s, whose items have all arrived without its knowing, is deleted: no limit of the wait that would
 * have followed is left.
 */
static void deleted_behind(void **state)
{
	(void)state;
	begin();
	on(0);
	missing(false, false);
	send_and_wait(NEVER, r->id, LIMIT);
	on(0);
	ipc(L4_TID_NIL, sigma0->id, TIMEOUTS(NEVER, NEVER));
	handle(1);
	handle(0);
	assert_ptr_equal(handle(1), r);
	assert_false(r->frame.tag & L4_TAG_ERROR);
	/* The record is on its way home. */
	assert_int_equal(s->state, THREAD_ASKING);
	cpus[0]->arch.irq_recorded = 0;
	wake_root();
	play(root);
	host_leave(sys_thread_control(root, s->id, L4_TID_NIL, L4_TID_NIL, L4_TID_NIL,
				      UNCHANGED));
	assert_int_equal(s->state, THREAD_INACTIVE);
	host_time_advance(TOO_LATE);
	handle(0);
	host_irq_record(HOST_IRQ_NOTIFY);
	handle_all();
	assert_true(thread_at(tid_number(tid(1))) == &thread_absent);
	play(root);
	assert_int_equal(root->frame.result, 1);
	check_all();
}

/* --- s learns by another way that its items have arrived --- */

/* x has room for the same string, and calls s. */
static void call_s(struct tcb *x)
{
	cpus[0]->arch.irq_recorded = 0;
	ipc_cancel(thread_of(x), L4_IPC_CANCELLED);
	host_interrupt();
	play(x);
	utcb_write(thread_of(x), L4_UTCB_BR0, 1);
	utcb_write(thread_of(x), L4_UTCB_BR(1), PAGES * ARCH_PAGE_SIZE << 10);
	utcb_write(thread_of(x), L4_UTCB_BR(2), MEMORY);
	ipc_words(s->id, s->id, TIMEOUTS(NEVER, NEVER), 0, 0, 0);
}

/*
 * x, of the processor of s, calls that as soon as its items are at r: s has what follows, while its
 * record is on its way home, and answers with a string. The record stops nothing when it comes.
 */
static void sent_again(void **state)
{
	struct tcb *x;

	(void)state;
	begin();
	on(0);
	become(root);
	x = place_thread(5, 5, 0);
	give(x, R_FRAME + PAGES);
	play(x);
	ipc(L4_TID_NIL, sigma0->id, TIMEOUTS(NEVER, NEVER));
	on(0);
	missing(false, false);
	send_and_wait(NEVER, L4_TID_ANY, NEVER);
	on(0);
	ipc(L4_TID_NIL, sigma0->id, TIMEOUTS(NEVER, NEVER));
	handle(1);
	handle(0);
	assert_ptr_equal(handle(1), r);
	assert_int_equal(s->state, THREAD_ASKING);
	on(0);
	call_s(x);
	assert_ptr_equal(host_current(), s);
	assert_int_equal(s->frame.from, x->id);
	assert_true(s->request.is_out);
	mr(s)[1] = PAGES * ARCH_PAGE_SIZE << 10;
	mr(s)[2] = MEMORY;
	host_irq_record(HOST_IRQ_NOTIFY);
	ipc_words(x->id, L4_TID_NIL, TIMEOUTS(ZERO, NEVER), LABEL, 0, 2);
	handle_all();
	assert_int_equal(s->state, THREAD_RUNNING);
	assert_false(s->frame.tag & L4_TAG_ERROR);
	assert_int_equal(x->state, THREAD_RUNNING);
	assert_int_equal(x->frame.tag, (word_t)LABEL << L4_TAG_LABEL_SHIFT |
				       2 << L4_TAG_TYPED_SHIFT);
	for (unsigned int i = 0; i < PAGES * ARCH_PAGE_SIZE; i += 111)
		assert_int_equal(*byte_of(x, i), (u8)(i * 7 + i / 251));
	check_all();
}

/* --- s is aborted by its pager, when its processor does not know how far the message is --- */

/* s, whose pager is the root task, sends; the root task waits. */
static void send_to_be_aborted(bool of_s, word_t limit)
{
	utcb_write_tid(thread_of(s), L4_UTCB_PAGER, root->id);
	on(0);
	missing(of_s, false);
	send(limit);
	on(0);
	ipc(L4_TID_NIL, sigma0->id, TIMEOUTS(NEVER, NEVER));
	handle(1);
}

/* Both end with these errors. */
static void abort_s(unsigned int s_error, unsigned int r_error)
{
	static const struct exregs nothing;

	cpus[0]->arch.irq_recorded = 0;
	wake_root();
	play(root);
	assert_int_equal(s->state, THREAD_ASKING);
	assert_int_equal(r->state, THREAD_RECEIVING);
	host_leave(sys_exchange_registers(root, s->id, L4_EXREGS_CANCEL_SEND, &nothing));
	assert_int_equal(root->frame.old[0], L4_EXREGS_WAS_SENDING);
	host_irq_record(HOST_IRQ_NOTIFY);
	handle_all();
	assert_true(is_over());
	check_failed();
	assert_int_equal(error_code(s) >> 1 & 7, s_error);
	assert_int_equal(error_code(r) >> 1 & 7, r_error);
	rest();
}

/* r takes the message. */
static void aborted_before(void **state)
{
	(void)state;
	begin();
	send_to_be_aborted(false, NEVER);
	abort_s(L4_IPC_ABORTED, L4_IPC_ABORTED);
}

/* All items are at r. */
static void aborted_behind(void **state)
{
	(void)state;
	begin();
	send_to_be_aborted(false, NEVER);
	handle(0);
	abort_s(L4_IPC_ABORTED, L4_IPC_ABORTED);
}

/* The transfer has ended for another reason, which r may be learning just now. */
static void aborted_twice(void **state)
{
	(void)state;
	begin();
	send_to_be_aborted(true, LIMIT);
	handle(0);
	host_time_advance(TOO_LATE);
	handle(0);
	abort_s(L4_IPC_XFER_OWN, L4_IPC_XFER_PARTNER);
}

/* --- a message in the name of another thread, with a fault in the middle --- */

/* x answers the fault of s in the name of its pager. */
static void answer_for_pager(struct tcb *x)
{
	play(x);
	utcb_write_tid(thread_of(x), L4_UTCB_VIRTUAL_SENDER, ps->id);
	mr(x)[0] = L4_TAG_PROPAGATED | 2 << L4_TAG_TYPED_SHIFT;
	mr(x)[1] = MEMORY | L4_ITEM_MAP;
	mr(x)[2] = MEMORY | (ARCH_PAGE_SHIFT + 2) << L4_FPAGE_SIZE_SHIFT | RIGHT_RWX;
	ipc(s->id, L4_TID_NIL, TIMEOUTS(ZERO, NEVER));
	assert_false(x->frame.tag & L4_TAG_ERROR);
}

/* v, of the space of s and of another processor, calls s, which forwards to r in the name of v. */
static void forward(struct tcb *v)
{
	play(s);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	play(v);
	ipc_words(s->id, s->id, TIMEOUTS(NEVER, NEVER), 0, 0, 0);
	handle_all();
	play(r);
	utcb_write(thread_of(r), L4_UTCB_BR0, 1);
	utcb_write(thread_of(r), L4_UTCB_BR(1), PAGES * ARCH_PAGE_SIZE << 10);
	utcb_write(thread_of(r), L4_UTCB_BR(2), MEMORY);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	play(s);
	utcb_write_tid(thread_of(s), L4_UTCB_VIRTUAL_SENDER, v->id);
	mr(s)[0] = L4_TAG_PROPAGATED | 2 << L4_TAG_TYPED_SHIFT | 1;
	mr(s)[1] = 77;
	mr(s)[2] = PAGES * ARCH_PAGE_SIZE << 10;
	mr(s)[3] = MEMORY;
	ipc(r->id, L4_TID_NIL, TIMEOUTS(NEVER, NEVER));
	assert_int_equal(ipc_state(thread_of(s)), THREAD_SENDING);
}

/*
 * The record of s has carried the fault away, and nobody has looked whether it is back, when the
 * fault has been answered: v waits for r nevertheless before r has the message.
 */
static void forward_with_fault(struct tcb **vp)
{
	struct tcb *x, *v;

	several_begin(3);
	s = place_thread(1, 1, 0);
	r = place_thread(2, 2, 0);
	ps = place_thread(3, 3, 1);
	x = place_thread(4, 3, 0);
	v = place_thread(5, 1, 2);
	utcb_write_tid(thread_of(s), L4_UTCB_PAGER, ps->id);
	give(ps, PS_FRAME);
	give(r, R_FRAME);
	ipc(L4_TID_NIL, sigma0->id, TIMEOUTS(NEVER, NEVER));
	wait_for_faults(ps);
	forward(v);
	assert_ptr_equal(handle(1), ps);
	cpus[0]->arch.irq_recorded = 0;
	answer_for_pager(x);
	assert_true(s->request.is_out);
	*vp = v;
}

static void forwarded(void **state)
{
	struct tcb *v;

	(void)state;
	forward_with_fault(&v);
	/* s goes on as far as it may, then to the end. */
	for (unsigned int i = 0; i < 2; i++) {
		on(0);
		if (s->is_queued)
			host_leave(sys_thread_switch(host_current(), s->id));
		handle_all();
	}
	assert_false(s->request.is_out);
	assert_int_equal(v->expect, r->id);
	play(s);
	assert_false(s->frame.tag & L4_TAG_ERROR);
	play(r);
	assert_int_equal(r->frame.from, v->id);
	assert_true(r->frame.tag & L4_TAG_PROPAGATED);
	mr(r)[1] = 78;
	ipc_words(v->id, L4_TID_NIL, TIMEOUTS(ZERO, NEVER), 0, 1, 0);
	handle_all();
	play(r);
	assert_false(r->frame.tag & L4_TAG_ERROR);
	play(v);
	assert_int_equal(v->frame.from, r->id);
	assert_int_equal(mr(v)[1], 78);
	check_all();
}

/* Nothing that comes to processor 0 is seen there. */
static void hold(void)
{
	cpus[0]->arch.irq_recorded = 0;
}

/* While s waits for its record, either partner is cancelled: both learn that, and v waits on. */
static void forwarded_not(void **state)
{
	struct tcb *v;

	(void)state;
	forward_with_fault(&v);
	on(0);
	assert_true(s->is_queued);
	host_shared_hook = hold;
	host_leave(sys_thread_switch(host_current(), s->id));
	host_shared_hook = NULL;
	assert_true(s->request.is_out);
	assert_int_equal(ipc_state(thread_of(s)), THREAD_SENDING);
	check_all();
	cancel(r);
	assert_true(s->request.is_out);
	check_all();
	host_irq_record(HOST_IRQ_NOTIFY);
	handle_all();
	check_all();
	play(s);
	assert_true(s->frame.tag & L4_TAG_ERROR);
	play(r);
	assert_true(r->frame.tag & L4_TAG_ERROR);
	assert_int_equal(v->expect, s->id);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(forwarded),
	cmocka_unit_test(forwarded_not),
	cmocka_unit_test(deleted_behind),
	cmocka_unit_test(sent_again),
	cmocka_unit_test(strings),
	cmocka_unit_test(cancelled),
	cmocka_unit_test(timeouts),
	cmocka_unit_test(deleted),
	cmocka_unit_test(aborted_before),
	cmocka_unit_test(aborted_behind),
	cmocka_unit_test(aborted_twice),
};
SUITE(items);
