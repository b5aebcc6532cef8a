/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages between processors that are not one thread's own to another: answers of third parties,
 * messages in another's name, and those of the kernel.
 */
#include "meanwhile.h"

#include <api/preemption.h>

#define ADDRESS		0x40000000ul

static struct tcb *s, *r, *w;

/* s, r and w, each on a processor of its own; w is in the space of thread `space`. */
static void three(unsigned int space)
{
	several_begin(3);
	s = place_thread(1, 1, 0);
	r = place_thread(2, 2, 1);
	w = place_thread(3, space, 2);
	/* The root task sleeps: the others run by themselves. */
	ipc(L4_TID_NIL, sigma0->id, TIMEOUTS(NEVER, NEVER));
}

static void wait_for(struct tcb *t, word_t from)
{
	play(t);
	ipc(L4_TID_NIL, from, TIMEOUTS(NEVER, NEVER));
}

static void send(struct tcb *t, word_t to, word_t from, word_t word, bool in_time)
{
	play(t);
	mr(t)[1] = word;
	ipc_words(to, from, TIMEOUTS(in_time ? NEVER : ZERO, NEVER), 0, 1, 0);
}

static void assert_got(struct tcb *t, word_t from, word_t word)
{
	play(t);
	assert_false(t->frame.tag & L4_TAG_ERROR);
	assert_true(t->frame.tag & L4_TAG_XCPU);
	assert_int_equal(t->frame.from, from);
	assert_int_equal(mr(t)[1], word);
}

/* r tells w before s knows that its message has arrived; w answers s, with no time to wait. */
static void overtaken(void **state)
{
	(void)state;
	three(3);
	wait_for(r, L4_TID_ANY);
	wait_for(w, L4_TID_ANY);
	send(s, r->id, L4_TID_ANY, 11, true);
	assert_ptr_equal(handle(1), r);
	send(r, w->id, L4_TID_NIL, 12, true);
	assert_ptr_equal(handle(2), w);
	send(w, s->id, L4_TID_NIL, 13, false);
	handle_all();
	assert_got(s, w->id, 13);
	play(w);
	assert_false(w->frame.tag & L4_TAG_ERROR);
	/* The record of s lies in the queue of its processor, which was not told. */
	wait_for(r, L4_TID_ANY);
	send(s, r->id, L4_TID_NIL, 14, true);
	handle_all();
	assert_got(r, s->id, 14);
	check_all();
}

/* The same when s has a limit, so that its record is not silent, and w is on s's processor. */
static void overtaken_at_home(void **state)
{
	(void)state;
	several_begin(2);
	s = place_thread(1, 1, 0);
	r = place_thread(2, 2, 1);
	w = place_thread(3, 3, 0);
	wait_for(r, L4_TID_ANY);
	play(s);
	mr(s)[1] = 11;
	ipc_words(r->id, L4_TID_ANY, TIMEOUTS(NEVER, 10 << 10 | 1000), 0, 1, 0);
	assert_ptr_equal(handle(1), r);
	/* The record of s waits here, and nobody has looked. */
	on(0);
	cpus[0]->arch.irq_recorded = 0;
	play(w);
	mr(w)[1] = 13;
	ipc_words(s->id, L4_TID_NIL, TIMEOUTS(ZERO, NEVER), 0, 1, 0);
	assert_false(w->frame.tag & L4_TAG_ERROR);
	play(s);
	assert_int_equal(s->frame.from, w->id);
	assert_int_equal(mr(s)[1], 13);
	assert_true(s->request.is_out);
	host_irq_record(HOST_IRQ_NOTIFY);
	handle_all();
	assert_false(s->request.is_out);
	/* The record completes nothing that is over: s does not wait once more. */
	assert_int_equal(s->state, THREAD_RUNNING);
	check_all();
}

/* w, of r's space, answers in the name of r. */
static void in_the_name_of(void **state)
{
	(void)state;
	three(2);
	wait_for(r, L4_TID_ANY);
	send(s, r->id, r->id, 21, true);
	handle_all();
	play(w);
	utcb_write_tid(thread_of(w), L4_UTCB_VIRTUAL_SENDER, r->id);
	mr(w)[0] = L4_TAG_PROPAGATED | 1;
	mr(w)[1] = 22;
	ipc(s->id, L4_TID_NIL, TIMEOUTS(ZERO, NEVER));
	handle_all();
	assert_got(s, r->id, 22);
	assert_true(s->frame.tag & L4_TAG_PROPAGATED);
	assert_int_equal(utcb_read_tid(thread_of(s), L4_UTCB_VIRTUAL_SENDER), w->id);
	check_all();
}

/* --- in the name of a thread that leaves the space --- */

#define LATER_UTCB	UTCB(9)

static struct tcb *mover;

static void take_out(void)
{
	on(1);
	host_leave(sys_thread_control(mover, w->id, tid(8), L4_TID_NIL, L4_TID_NIL, LATER_UTCB));
}

/*
 * r, of the space of w too, hears from s in the name of w, which another processor moves to another
 * space at each moment that there is: r gets an id that w has, or had in this space.
 */
static void in_the_name_of_a_mover(void **state)
{
	bool happened = true;
	word_t local;

	(void)state;
	several_begin(2);
	s = place_thread(1, 1, 0);
	r = place_thread(2, 1, 0);
	make_unstarted(8, 8);
	mover = place(privileged(6, THREAD_PRIO_DEFAULT), 1);
	for (unsigned long at = 1; happened; at++) {
		play(root);
		w = place_thread(3, 1, 1);
		local = w->local_id;
		play(mover);
		wait_for(r, L4_TID_ANY);
		play(s);
		utcb_write_tid(thread_of(s), L4_UTCB_VIRTUAL_SENDER, w->id);
		mr(s)[0] = L4_TAG_PROPAGATED | 1;
		mr(s)[1] = 51;
		meanwhile_begin(at, take_out);
		ipc(r->id, L4_TID_NIL, TIMEOUTS(ZERO, NEVER));
		happened = meanwhile_end();
		handle_all();
		play(r);
		assert_int_equal(mr(r)[1], 51);
		if (r->frame.tag & L4_TAG_PROPAGATED)
			assert_true(r->frame.from == tid(3) || r->frame.from == local);
		else
			assert_int_equal(r->frame.from, s->local_id);
		check_all();
		play(root);
		host_leave(sys_thread_control(root, tid(3), L4_TID_NIL, 0, 0, UNCHANGED));
		handle_all();
		play(root);
		assert_int_equal(root->frame.result, 1);
	}
}

/* s calls w, of its space, which forwards to r in the name of s: r answers s. */
static void forwarded(void **state)
{
	(void)state;
	three(1);
	wait_for(w, L4_TID_ANY);
	wait_for(r, L4_TID_ANY);
	send(s, w->id, w->id, 31, true);
	handle_all();
	play(w);
	utcb_write_tid(thread_of(w), L4_UTCB_VIRTUAL_SENDER, s->id);
	mr(w)[0] = L4_TAG_PROPAGATED | 1;
	mr(w)[1] = 32;
	ipc(r->id, L4_TID_NIL, TIMEOUTS(ZERO, NEVER));
	assert_ptr_equal(handle(1), r);
	assert_got(r, s->id, 32);
	send(r, s->id, L4_TID_NIL, 33, false);
	handle_all();
	assert_got(s, r->id, 33);
	play(r);
	assert_false(r->frame.tag & L4_TAG_ERROR);
	check_all();
}

/* s sends to r; w, the redirector of s's space, gets it. */
static void redirected(void **state)
{
	(void)state;
	three(3);
	on(0);
	s->space->redirector = w->id;
	usual_set(s, USUAL_ROUTE, false);
	wait_for(w, L4_TID_ANY);
	send(s, r->id, L4_TID_NIL, 41, true);
	handle_all();
	assert_got(w, s->id, 41);
	assert_true(w->frame.tag & L4_TAG_REDIRECTED);
	assert_int_equal(utcb_read_tid(thread_of(w), L4_UTCB_INTENDED_RECEIVER), r->id);
	check_all();
}

/* Threads of one space are local to each other on any processor. */
static void local_ones(void **state)
{
	(void)state;
	three(1);
	wait_for(w, L4_TID_ANY_LOCAL);
	send(r, w->id, L4_TID_NIL, 51, false);
	handle_all();
	play(r);
	assert_true(ipc_failed(r, L4_IPC_TIMEOUT, L4_IPC_PHASE_SEND));
	send(s, w->id, L4_TID_NIL, 52, false);
	handle_all();
	assert_got(w, s->local_id, 52);
	check_all();
}

/* --- messages of the kernel --- */

static void page_fault(void **state)
{
	(void)state;
	three(3);
	wait_for(s, L4_TID_ANY);
	utcb_write_tid(thread_of(r), L4_UTCB_PAGER, s->id);
	play(r);
	host_leave(fault_page(r, ADDRESS, RIGHT_W));
	handle_all();
	assert_got(s, r->id, ADDRESS);
	assert_int_equal(mr(s)[2], r->frame.ip);
	assert_int_equal((s64)s->frame.tag >> L4_PROTO_SHIFT, L4_PROTO_PAGEFAULT);
	mr(s)[1] = L4_ITEM_MAP;
	mr(s)[2] = 0;
	ipc_words(r->id, L4_TID_NIL, TIMEOUTS(ZERO, NEVER), 0, 0, 2);
	handle_all();
	play(s);
	assert_false(s->frame.tag & L4_TAG_ERROR);
	play(r);
	assert_int_equal(r->state, THREAD_RUNNING);
	check_all();
}

static void exception(void **state)
{
	(void)state;
	three(3);
	wait_for(s, L4_TID_ANY);
	utcb_write_tid(thread_of(r), L4_UTCB_EXCEPTION_HANDLER, s->id);
	play(r);
	r->frame.ip = 0x1234;
	r->frame.exception = 6;
	host_leave(fault_exception(r));
	handle_all();
	assert_got(s, r->id, 0x1234);
	assert_int_equal(mr(s)[4], 6);
	mr(s)[1] = 0x5678;
	ipc_words(r->id, L4_TID_NIL, TIMEOUTS(ZERO, NEVER), 0, 1, 0);
	handle_all();
	play(r);
	assert_int_equal(r->frame.ip, 0x5678);
	check_all();
}

static void preempted(void **state)
{
	(void)state;
	three(3);
	wait_for(s, L4_TID_ANY);
	utcb_write_tid(thread_of(r), L4_UTCB_EXCEPTION_HANDLER, s->id);
	play(r);
	host_leave(preemption_signal(r));
	handle_all();
	play(s);
	assert_int_equal((s64)s->frame.tag >> L4_PROTO_SHIFT, L4_PROTO_PREEMPTION);
	ipc_words(r->id, L4_TID_NIL, TIMEOUTS(ZERO, NEVER), 0, 0, 0);
	handle_all();
	play(r);
	assert_int_equal(r->state, THREAD_RUNNING);
	check_all();
}

static void quantum(void **state)
{
	(void)state;
	three(3);
	wait_for(s, L4_TID_ANY);
	thread_of(r)->scheduler = s->id;
	play(r);
	host_leave(preemption_quantum_used(r));
	handle_all();
	play(s);
	assert_int_equal(s->frame.from, r->id);
	ipc_words(r->id, L4_TID_NIL, TIMEOUTS(ZERO, NEVER), 0, 0, 0);
	handle_all();
	play(r);
	assert_false(thread_of(r)->awaits_quantum);
	check_all();
}

/* A thread is started by its pager on another processor. */
static void started(void **state)
{
	struct tcb *t;

	(void)state;
	several_begin(2);
	t = place(make_unstarted(1, 1), 1);
	on(0);
	mr(root)[1] = 0x1000;
	mr(root)[2] = 0x2000;
	ipc_words(t->id, L4_TID_NIL, TIMEOUTS(ZERO, NEVER), 0, 2, 0);
	handle_all();
	play(t);
	assert_int_equal(t->frame.ip, 0x1000);
	assert_int_equal(t->frame.sp, 0x2000);
	check_all();
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(overtaken),
	cmocka_unit_test(overtaken_at_home),
	cmocka_unit_test(in_the_name_of),
	cmocka_unit_test(in_the_name_of_a_mover),
	cmocka_unit_test(forwarded),
	cmocka_unit_test(redirected),
	cmocka_unit_test(local_ones),
	cmocka_unit_test(page_fault),
	cmocka_unit_test(exception),
	cmocka_unit_test(preempted),
	cmocka_unit_test(quantum),
	cmocka_unit_test(started),
};
SUITE(route);
