/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ThreadControl on threads of other processors, and by several at once. (X.2, ThreadControl)
 */
#include "explore.h"
#include "states.h"

#include <api/interrupt.h>
#include <generic/lock.h>
#include <generic/sched.h>

#define LINE	3
#define SAME	(~(word_t)0)

static word_t change(word_t dest, word_t space, word_t scheduler, word_t pager, word_t utcb)
{
	word_t returns = root->frame.returns;

	on(0);
	assert_ptr_equal(host_current(), root);
	host_leave(sys_thread_control(root, dest, space, scheduler, pager, utcb));
	root_looks_on();
	assert_int_equal(root->frame.returns, returns + 1);
	return root->frame.result;
}

/* A thread in each state gets another id, scheduler and pager, and keeps its state. */
static void renamed(void **state)
{
	(void)state;
	several_begin(2);
	for (unsigned int s = 0; s < TARGETS; s++) {
		unsigned int n = s * TARGET_NUMBERS + 1;
		struct tcb *t = make_target(n, s, 1);
		u8 before = ipc_state(thread_of(t));
		word_t id = tid_version(n, 2);

		assert_int_equal(change(id, t->id, sigma0->id, sigma0->id, SAME), 1);
		assert_true(t->id == id && thread_find(id) == thread_of(t));
		assert_null(thread_find(tid(n)));
		assert_int_equal(thread_of(t)->scheduler, sigma0->id);
		assert_int_equal(utcb_read_tid(thread_of(t), L4_UTCB_PAGER), sigma0->id);
		assert_int_equal(utcb_read(thread_of(t), L4_UTCB_MY_GLOBAL_ID), id);
		assert_int_equal(ipc_state(thread_of(t)), before);
		check_all();
	}
}

/* Into another space: what it waits for ends, and it lives there. */
static void other_space(void **state)
{
	(void)state;
	several_begin(2);
	make_unstarted(60, 60);
	for (unsigned int s = 0; s < TARGETS; s++) {
		unsigned int n = s * TARGET_NUMBERS + 1;
		struct tcb *t = make_target(n, s, 1);
		struct space *old = t->space;

		/* Its old space dies. */
		assert_int_equal(change(t->id, tid(60), L4_TID_NIL, L4_TID_NIL, SAME), 1);
		assert_ptr_equal(t->space, tcb_of(tid(60))->space);
		assert_ptr_not_equal(t->space, old);
		assert_int_equal(ipc_state(thread_of(t)), s == TARGET_UNSTARTED ? THREAD_WAITING :
				 s == TARGET_HALTED ? THREAD_HALTED : THREAD_RUNNING);
		check_all();
	}
}

/* Errors come home, and nothing is changed then. */
static void errors(void **state)
{
	struct tcb *t;

	(void)state;
	several_begin(2);
	t = place_thread(1, 1, 1);
	make_unstarted(2, 2);
	assert_int_equal(change(tid_version(1, 2), tid(9), sigma0->id, L4_TID_NIL, SAME), 0);
	assert_int_equal(error_code(root), L4_ERROR_INVALID_SPACE);
	assert_int_equal(change(tid_version(1, 2), t->id, sigma0->id, L4_TID_NIL, UTCB(9)), 0);
	assert_int_equal(error_code(root), L4_ERROR_UTCB_AREA);
	assert_int_equal(change(tid_version(1, 2), tid(2), sigma0->id, L4_TID_NIL, 0x1000), 0);
	assert_int_equal(error_code(root), L4_ERROR_UTCB_AREA);
	assert_true(t->id == tid(1) && thread_of(t)->scheduler == root->id);
	check_all();
}

/* --- two at once --- */

static struct tcb *other;
static void (*others_call)(void);
static unsigned long left;
static bool is_busy;

/* At the chosen shared word the other one's call is made, on its processor. */
static void interfere(void)
{
	unsigned int me = this_cpu()->number;

	/* Who has a lock is not waited for: one thread plays all. */
	if (is_busy || me != 0 || left == 0 || mapdb_lock.next != mapdb_lock.turn ||
	    kmem_lock.next != kmem_lock.turn || --left > 0)
		return;
	is_busy = true;
	on(1);
	others_call();
	on(me);
	is_busy = false;
}

/*
 * The root task gives number 1 this version, a scheduler and a UTCB location, and at the shared
 * word with the number `at` the other one makes its call; both succeed. True: there is no such
 * word, so the other one has not called.
 */
static bool call_twice(unsigned long at, unsigned int version, word_t scheduler, word_t utcb)
{
	bool done;

	left = at;
	other->frame.result = 0;
	host_shared_hook = interfere;
	host_leave(sys_thread_control(root, tid_version(1, version), tid(5), scheduler, L4_TID_NIL,
				      utcb));
	host_shared_hook = NULL;
	done = left > 0;
	left = 0;
	root_looks_on();
	on(1);
	if (!done && host_current() != other)
		become(other);
	root_looks_on();
	assert_int_equal(root->frame.result, 1);
	assert_int_equal(other->frame.result, !done);
	return done;
}

static void create_too(void)
{
	host_leave(sys_thread_control(other, tid_version(1, 2), tid(5), other->id, L4_TID_NIL,
				      UTCB(1)));
}

/*
 * Two give a number to a thread, at each moment that there is: one creates it, the other one finds
 * it and changes it. Nothing is left over.
 */
static void created_twice(void **state)
{
	bool done = false;

	(void)state;
	several_begin(2);
	make_unstarted(5, 5);
	other = place(privileged(6, THREAD_PRIO_DEFAULT), 1);
	others_call = create_too;
	for (unsigned long at = 1; !done; at++) {
		size_t threads = thread_count(), members;
		struct tcb *t;

		play(other);
		on(0);
		members = tcb_of(tid(5))->space->nthreads;
		done = call_twice(at, 1, root->id, UTCB(1));
		t = &thread_by_number(tid_number(tid(1)))->tcb;
		assert_true(t->id == tid_version(1, 1) || (!done && t->id == tid_version(1, 2)));
		assert_int_equal(thread_count(), threads + 1);
		assert_int_equal(t->space->nthreads, members + 1);
		check_all();
		assert_int_equal(change(t->id, L4_TID_NIL, 0, 0, SAME), 1);
	}
}

static void create_and_empty(void)
{
	host_leave(sys_thread_control(other, tid(1), tid(1), other->id, L4_TID_NIL, UTCB(1)));
	if (host_current() == other && other->frame.result == 1)
		host_leave(sys_thread_control(other, tid(5), tid(8), L4_TID_NIL, L4_TID_NIL,
					      SAME));
}

/*
 * The same, but the other one creates the thread in a space of its own, and takes the last other
 * thread out of the first one's. So both spaces may lose their last thread by one call: neither
 * stays behind.
 */
static void emptied_twice(void **state)
{
	struct balance before;
	bool done = false;

	(void)state;
	several_begin(2);
	make_unstarted(8, 8);
	other = place(privileged(6, THREAD_PRIO_DEFAULT), 1);
	others_call = create_and_empty;
	/* The page of its UTCB stays with the space that thread 5 comes to. */
	place_thread(5, 8, 1);
	play(other);
	on(0);
	become(root);
	assert_int_equal(change(tid(5), L4_TID_NIL, 0, 0, SAME), 1);
	for (unsigned long at = 1; !done; at++) {
		before = balance();
		place_thread(5, 5, 1);
		play(other);
		on(0);
		done = call_twice(at, 1, root->id, UTCB(1));
		check_all();
		assert_int_equal(change(tid(1), L4_TID_NIL, 0, 0, SAME), 1);
		assert_int_equal(change(tid(5), L4_TID_NIL, 0, 0, SAME), 1);
		assert_balance(before);
	}
}

static void rename_too(void)
{
	host_leave(sys_thread_control(other, tid_version(1, 3), tid(5), L4_TID_NIL, other->id,
				      SAME));
}

/* Two change a thread of a third processor at once: both have done so, in either order. */
static void changed_twice(void **state)
{
	struct tcb *t;
	bool done = false;

	(void)state;
	several_begin(3);
	make_unstarted(5, 5);
	other = place(privileged(6, THREAD_PRIO_DEFAULT), 1);
	t = place(make_thread(1, 5), 2);
	others_call = rename_too;
	for (unsigned long at = 1; !done; at++) {
		play(other);
		on(0);
		done = call_twice(at, 2, sigma0->id, SAME);
		assert_true(t->id == tid_version(1, 2) || (!done && t->id == tid_version(1, 3)));
		assert_int_equal(thread_of(t)->scheduler, sigma0->id);
		if (!done)
			assert_int_equal(utcb_read_tid(thread_of(t), L4_UTCB_PAGER), other->id);
		check_all();
	}
}

/* --- a new id and deletions of one thread --- */

static struct tcb *callers[3], *waiter;

static void call_about_one(unsigned int i)
{
	on(callers[i]->cpu);
	if (host_current() != callers[i])
		become(callers[i]);
	if (i == 0)
		host_leave(sys_thread_control(root, tid_version(1, 2), tid(1), L4_TID_NIL,
					      L4_TID_NIL, SAME));
	else
		host_leave(sys_thread_control(callers[i], tid(1), L4_TID_NIL, L4_TID_NIL,
					      L4_TID_NIL, SAME));
}

/* What can happen next: a caller calls, or a processor handles what it has recorded. */
static void run_about_one(void)
{
	bool begun[3] = { false };
	unsigned int event[3 + NR_CPUS], n;

	host_preempt_every(1);
	for (;;) {
		n = 0;
		for (unsigned int i = 0; i < 3; i++)
			if (!begun[i])
				event[n++] = i;
		for (unsigned int c = 0; c < ncpus; c++)
			if (cpus[c]->arch.irq_recorded != 0)
				event[n++] = 3 + c;
		if (n == 0)
			break;
		n = event[choose(n)];
		if (n >= 3) {
			handle(n - 3);
			continue;
		}
		begun[n] = true;
		call_about_one(n);
	}
	host_preempt_never();
	assert_null(thread_by_number(tid_number(tid(1))));
	assert_int_equal(waiter->state, THREAD_RUNNING);
	for (unsigned int i = 0; i < 3; i++) {
		assert_int_equal(callers[i]->state, THREAD_RUNNING);
		assert_false(callers[i]->request.is_out);
	}
	check_all();
}

/*
 * A thread gets a new id, which takes several steps, as others have sent to it; two others delete
 * it meanwhile. One after the other, in some order: whoever waits for the first id is told.
 */
static void renamed_and_deleted(void **state)
{
	(void)state;
	several_begin(4);
	place_thread(1, 1, 1);
	for (unsigned int i = 0; i < 3; i++) {
		play(place_thread(10 + i, 10, 1));
		ipc(tid(1), L4_TID_NIL, TIMEOUTS(NEVER, NEVER));
		on(0);
	}
	waiter = place_thread(20, 20, 2);
	play(waiter);
	ipc(L4_TID_NIL, tid(1), TIMEOUTS(NEVER, NEVER));
	on(0);
	callers[0] = root;
	callers[1] = place(privileged(6, THREAD_PRIO_DEFAULT), 2);
	callers[2] = place(privileged(7, THREAD_PRIO_DEFAULT), 3);
	explore(run_about_one, test_rounds(400));
}

/* --- a new id, and a sender that sends anew --- */

static struct tcb *senders[3];
static bool has_sent_anew;

/* The sender in the middle gives up, and sends to the new id. */
static void send_anew(void)
{
	struct tcb *x = senders[1];

	on(x->cpu);
	if (ipc_state(thread_of(x)) == THREAD_POLLING)
		ipc_cancel(thread_of(x), L4_IPC_CANCELLED);
	if (x->state != THREAD_RUNNING)
		return;
	play(x);
	ipc(tid_version(1, 2), L4_TID_NIL, TIMEOUTS(NEVER, NEVER));
}

/* Perhaps it does so while the owner of the thread tells the others. */
static void at_shared_word(void)
{
	unsigned int me = this_cpu()->number;

	if (me != 1 || has_sent_anew || choose(30) != 0)
		return;
	has_sent_anew = true;
	send_anew();
	on(me);
}

static void run_sends_anew(void)
{
	bool has_begun = false;
	unsigned int event[2 + NR_CPUS], n;

	host_shared_hook = at_shared_word;
	for (;;) {
		n = 0;
		if (!has_begun)
			event[n++] = 0;
		if (!has_sent_anew)
			event[n++] = 1;
		for (unsigned int c = 0; c < ncpus; c++)
			if (cpus[c]->arch.irq_recorded != 0)
				event[n++] = 2 + c;
		if (n == 0)
			break;
		n = event[choose(n)];
		if (n >= 2) {
			handle(n - 2);
		} else if (n == 1) {
			has_sent_anew = true;
			send_anew();
		} else {
			has_begun = true;
			on(0);
			host_leave(sys_thread_control(root, tid_version(1, 2), tid(1), L4_TID_NIL,
						      L4_TID_NIL, SAME));
		}
	}
	host_shared_hook = NULL;
	for (unsigned int i = 0; i < 3; i += 2)
		assert_true(ipc_failed(senders[i], L4_IPC_NO_PARTNER, L4_IPC_PHASE_SEND));
	check_all();
}

/* All that have sent to the old id are told, whoever in the queue has gone on by then. */
static void renamed_and_sent_anew(void **state)
{
	(void)state;
	several_begin(4);
	place_thread(1, 1, 1);
	for (unsigned int i = 0; i < 3; i++) {
		senders[i] = place_thread(10 + i, 10, 2 + i % 2);
		play(senders[i]);
		ipc(tid(1), L4_TID_NIL, TIMEOUTS(NEVER, NEVER));
		on(0);
		handle_all();
	}
	explore(run_sends_anew, test_rounds(1500));
}

/* --- interrupts --- */

/* An interrupt thread of another processor: associated, moved, fired, and acknowledged. */
static void interrupt(void **state)
{
	struct tcb *irq, *h;
	word_t id = tid_make(LINE, 1);

	(void)state;
	several_begin(3);
	h = place_thread(1, 1, 1);
	irq = tcb_of(id);
	assert_int_equal(change(id, id, L4_TID_NIL, h->id, SAME), 1);
	for (unsigned int i = 0; i < 9; i++) {
		unsigned int to = (i + 1) % 3;

		/* Idle, with a message that nobody takes, and taken. */
		if (i % 3 == 1)
			host_irq_raise(LINE);
		handle_all();
		if (i % 3 == 2) {
			play(h);
			ipc(L4_TID_NIL, irq->id, TIMEOUTS(NEVER, NEVER));
			root_looks_on();
			assert_int_equal(h->frame.from, irq->id);
		}
		on(0);
		assert_ptr_equal(host_current(), root);
		host_leave(sys_schedule(root, id, SAME, to, SAME, SAME));
		root_looks_on();
		assert_int_equal(root->frame.result, i % 3 == 1 ? L4_SCHED_PENDING_SEND :
				 L4_SCHED_WAITING);
		assert_int_equal(irq->cpu, to);
		check_all();
		if (i % 3 == 2) {
			play(h);
			ipc_words(irq->id, L4_TID_NIL, TIMEOUTS(NEVER, NEVER), 0, 0, 0);
			root_looks_on();
			assert_int_equal(irq->state, THREAD_HALTED);
		}
	}
	/* From another processor it is withdrawn from its handler. */
	host_irq_raise(LINE);
	handle_all();
	assert_int_equal(change(id, id, L4_TID_NIL, id, SAME), 1);
	handle_all();
	assert_int_equal(irq->state, THREAD_HALTED);
	assert_int_equal(change(tid_make(LINE, 2), id, L4_TID_NIL, h->id, SAME), 0);
	assert_int_equal(change(id, id, L4_TID_NIL, tid(9), SAME), 0);
	assert_int_equal(error_code(root), L4_ERROR_INVALID_THREAD);
	play(h);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, ZERO));
	assert_true(ipc_failed(h, L4_IPC_TIMEOUT, L4_IPC_PHASE_RECEIVE));
	check_all();
}

/*
 * A thread whose message waits at another processor gets another UTCB, in another space: the
 * message is withdrawn, as it is at a partner beside it.
 */
static void moved_while_sending(void **state)
{
	struct tcb *s, *r;

	(void)state;
	several_begin(2);
	make_unstarted(60, 60);
	for (unsigned int queued = 0; queued < 2; queued++) {
		unsigned int n = 1 + 2 * queued;

		s = place_thread(n, n, 0);
		r = place_thread(n + 1, n + 1, 1);
		play(r);
		play(s);
		ipc_words(r->id, L4_TID_NIL, TIMEOUTS(NEVER, NEVER), 0, 2, 0);
		if (queued)
			handle(1);
		play(root);
		assert_int_equal(change(s->id, tid(60), L4_TID_NIL, L4_TID_NIL, UTCB(n)), 1);
		assert_ptr_equal(s->space, tcb_of(tid(60))->space);
		assert_int_equal(s->state, THREAD_RUNNING);
		assert_true(ipc_failed(s, L4_IPC_CANCELLED, L4_IPC_PHASE_SEND));
		play(r);
		ipc(L4_TID_NIL, s->id, TIMEOUTS(NEVER, ZERO));
		assert_true(ipc_failed(r, L4_IPC_TIMEOUT, L4_IPC_PHASE_RECEIVE));
		check_all();
		play(root);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(moved_while_sending),
	cmocka_unit_test(renamed),
	cmocka_unit_test(other_space),
	cmocka_unit_test(errors),
	cmocka_unit_test(created_twice),
	cmocka_unit_test(emptied_twice),
	cmocka_unit_test(changed_twice),
	cmocka_unit_test(renamed_and_deleted),
	cmocka_unit_test(renamed_and_sent_anew),
	cmocka_unit_test(interrupt),
};
SUITE(control);
