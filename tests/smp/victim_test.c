/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thread is deleted by another processor, whatever it does with a thread of a third one: that one
 * learns of it, nothing is left, and nobody waits for ever.
 */
#include "explore.h"
#include "states.h"

#include <api/continuation.h>
#include <generic/rendezvous.h>

#define V	1	/* the victim, on processor 1 */
#define P	2	/* its partner, on processor 2 */
#define PAGER	5
#define HOLE	0x50000000ul
#define ORDERS	40

enum state {
	RUNS, READY, UNSTARTED, WAITS, WAITS_FOR_PARTNER, ASKS, IN_QUEUE, ACCEPTED, CALLS,
	CALLS_AND_WAITS, ASKED, HAS_QUEUE, SCHEDULES, SCHEDULED, SENDS_STRING, RECEIVES_STRING,
	MOVES, LEAVES,
};

static struct {
	enum state state;
	struct tcb *v, *p;
	struct balance before;
} test;

static void send(struct tcb *s, struct tcb *r, word_t from)
{
	play(s);
	ipc_words(r->id, from, TIMEOUTS(NEVER, NEVER), 7, 2, 0);
}

static void wait_for(struct tcb *t, word_t from)
{
	play(t);
	ipc(L4_TID_NIL, from, TIMEOUTS(NEVER, NEVER));
}

static void schedule(struct tcb *by, struct tcb *t, word_t processor)
{
	thread_of(t)->scheduler = by->id;
	on(by->cpu);
	host_leave(sys_schedule(by, t->id, UNCHANGED, processor, UNCHANGED, UNCHANGED));
}

/* s sends a string, for which it has no memory, and its pager does not answer. */
static void send_string(struct tcb *s, struct tcb *r)
{
	utcb_write(thread_of(r), L4_UTCB_BR(0), L4_ACCEPT_STRINGS);
	utcb_write(thread_of(r), L4_UTCB_BR(1), 64ul << 10);
	utcb_write(thread_of(r), L4_UTCB_BR(2), HOLE);
	wait_for(r, s->id);
	utcb_write_tid(thread_of(s), L4_UTCB_PAGER, tid(PAGER));
	utcb_write_tid(thread_of(r), L4_UTCB_PAGER, tid(PAGER));
	play(s);
	mr(s)[1] = 64ul << 10;
	mr(s)[2] = HOLE;
	ipc_words(r->id, L4_TID_NIL, TIMEOUTS(NEVER, NEVER), 0, 0, 2);
	handle_all();
	assert_int_equal(ipc_state(thread_of(s)), THREAD_SENDING);
	assert_int_equal(ipc_state(thread_of(r)), THREAD_RECEIVING);
}

/* The same for states that are not messages of words. */
static void prepare_other(struct tcb *v, struct tcb *p)
{
	switch (test.state) {
	case SCHEDULES:
		play(v);
		schedule(v, p, UNCHANGED);
		break;
	case SCHEDULED:
		play(v);
		schedule(v, p, UNCHANGED);
		handle(2);
		break;
	case SENDS_STRING:
		send_string(v, p);
		break;
	case RECEIVES_STRING:
		send_string(p, v);
		break;
	case MOVES:
		play(v);
		schedule(v, v, 2);
		break;
	case LEAVES:
		send(v, p, L4_TID_NIL);
		play(p);
		schedule(p, v, 2);
		handle(1);
		break;
	default:
		fail();
	}
}

/* Puts the two into the state, with requests and answers on their way as its name says. */
static void prepare(struct tcb *v, struct tcb *p)
{
	switch (test.state) {
	case READY:
	case UNSTARTED:
		break;
	case RUNS:
		play(v);
		break;
	case WAITS:
		wait_for(v, L4_TID_ANY);
		break;
	case WAITS_FOR_PARTNER:
		wait_for(v, p->id);
		wait_for(p, v->id);
		break;
	case ASKS:
		send(v, p, L4_TID_NIL);
		break;
	case IN_QUEUE:
		send(v, p, p->id);
		handle(2);
		break;
	case ACCEPTED:
		wait_for(p, L4_TID_ANY);
		send(v, p, L4_TID_NIL);
		handle(2);
		break;
	case CALLS:
		wait_for(p, L4_TID_ANY);
		send(v, p, p->id);
		handle(2);
		break;
	case CALLS_AND_WAITS:
		wait_for(p, L4_TID_ANY);
		send(v, p, p->id);
		handle_all();
		send(p, v, v->id);
		break;
	case ASKED:
		send(p, v, v->id);
		break;
	case HAS_QUEUE:
		play(v);
		send(p, v, v->id);
		handle_all();
		break;
	default:
		prepare_other(v, p);
	}
}

static void delete(word_t id)
{
	on(0);
	assert_ptr_equal(host_current(), root);
	host_leave(sys_thread_control(root, id, L4_TID_NIL, L4_TID_NIL, L4_TID_NIL, UNCHANGED));
}

/* The partner waits for nothing that cannot come. */
static void check_partner(void)
{
	struct tcb *p = test.p;

	if (p->state == THREAD_WAITING)
		assert_true(!rendezvous_names(p->expect) || thread_find(p->expect) != NULL);
	assert_true(ipc_state(thread_of(p)) == p->state || p->continuation != CONTINUE_NOTHING);
	assert_true(p->state == THREAD_RUNNING || p->state == THREAD_WAITING);
	assert_false(p->request.is_out);
	/* Nothing of a dead one comes any more. */
	assert_null(p->send_queue);
	if (test.state == ASKED || test.state == HAS_QUEUE || test.state == WAITS_FOR_PARTNER)
		assert_true(ipc_failed(p, L4_IPC_NO_PARTNER, test.state == WAITS_FOR_PARTNER ?
				       L4_IPC_PHASE_RECEIVE : L4_IPC_PHASE_SEND));
}

static void run(void)
{
	unsigned int event[8], n;
	bool begun = false;

	for (;;) {
		n = 0;
		if (!begun)
			event[n++] = 100;
		for (unsigned int c = 0; c < ncpus; c++)
			if (cpus[c]->arch.irq_recorded != 0)
				event[n++] = c;
		if (n == 0)
			break;
		n = event[choose(n)];
		if (n == 100) {
			delete(tid(V));
			begun = true;
		} else {
			handle(n);
		}
	}
	handle_all();
	on(0);
	assert_ptr_equal(host_current(), root);
	assert_int_equal(root->frame.result, 1);
	assert_null(thread_find(tid(V)));
	assert_true(thread_at(tid_number(tid(V))) == &thread_absent);
	check_partner();
	check_all();
	delete(tid(P));
	handle_all();
	delete(tid(PAGER));
	handle_all();
	assert_null(thread_find(tid(P)));
	assert_balance(test.before);
}

static void make(void)
{
	place(privileged(PAGER, 100), 2);
	test.v = test.state == UNSTARTED ? place(make_unstarted(V, V), 1) : place_thread(V, V, 1);
	test.p = place_thread(P, P, 2);
}

static void explore_state(enum state state)
{
	several_begin(3);
	test.state = state;
	/* What stays for ever is there. */
	make();
	for (unsigned int i = 0; i < 3; i++) {
		delete(tid(i == 2 ? PAGER : V + i));
		handle_all();
	}
	test.before = balance();
	make();
	play(test.p);
	play(root);
	prepare(test.v, test.p);
	explore(run, test_rounds(ORDERS));
}

#define IN_STATE(name, state) \
	static void name(void **unused) \
	{ \
		(void)unused; \
		explore_state(state); \
	}

IN_STATE(runs, RUNS)
IN_STATE(ready, READY)
IN_STATE(unstarted, UNSTARTED)
IN_STATE(waits, WAITS)
IN_STATE(waits_for_partner, WAITS_FOR_PARTNER)
IN_STATE(asks, ASKS)
IN_STATE(queued, IN_QUEUE)
IN_STATE(accepted, ACCEPTED)
IN_STATE(calls, CALLS)
IN_STATE(calls_and_waits, CALLS_AND_WAITS)
IN_STATE(asked, ASKED)
IN_STATE(has_queue, HAS_QUEUE)
IN_STATE(schedules, SCHEDULES)
IN_STATE(scheduled, SCHEDULED)
IN_STATE(sends_string, SENDS_STRING)
IN_STATE(receives_string, RECEIVES_STRING)
IN_STATE(moves, MOVES)
IN_STATE(leaves, LEAVES)

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(runs),
	cmocka_unit_test(ready),
	cmocka_unit_test(unstarted),
	cmocka_unit_test(waits),
	cmocka_unit_test(waits_for_partner),
	cmocka_unit_test(asks),
	cmocka_unit_test(queued),
	cmocka_unit_test(accepted),
	cmocka_unit_test(calls),
	cmocka_unit_test(calls_and_waits),
	cmocka_unit_test(asked),
	cmocka_unit_test(has_queue),
	cmocka_unit_test(schedules),
	cmocka_unit_test(scheduled),
	cmocka_unit_test(sends_string),
	cmocka_unit_test(receives_string),
	cmocka_unit_test(moves),
	cmocka_unit_test(leaves),
};
SUITE(victim);
