/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads of different processors make calls about each other at the same time, each kind against
 * each kind, two in a pair and three in a ring, in orders that chance chooses: all calls return, or
 * their callers have been deleted.
 */
#include "explore.h"
#include "several.h"

#include <api/request.h>
#include <generic/sched.h>

#define CPUS		3
#define ORDERS		5u		/* of each pair */
#define MOST		3

enum call { EXCHANGE, SCHEDULE, MOVE, MOVE_SELF, MODIFY, RENAME, AREAS, DELETE, CALLS };

static struct {
	unsigned int threads;
	enum call call[MOST];
	bool is_out;			/* their records are, in the beginning */
	struct tcb *t[MOST];
	word_t returns[MOST];
	struct balance before;
} ring;

static bool has_begun[MOST], is_home[MOST];

/* Whom thread i makes its call about. */
static unsigned int other(unsigned int i)
{
	return (i + 1) % ring.threads;
}

static bool is_there(unsigned int i)
{
	return thread_by_number(tid_number(tid(i + 1))) == thread_of(ring.t[i]);
}

static struct tcb *call(struct tcb *me, unsigned int i, word_t dest)
{
	struct exregs in = { .control = L4_EXREGS_SET_HANDLE, .handle = i };

	switch (ring.call[i]) {
	case EXCHANGE:
		return sys_exchange_registers(me, dest, in.control, &in);
	case SCHEDULE:
		return sys_schedule(me, dest, UNCHANGED, UNCHANGED, 99, UNCHANGED);
	case MOVE:
		return sys_schedule(me, dest, UNCHANGED, (me->cpu + 2u) % CPUS, UNCHANGED,
				    UNCHANGED);
	case MOVE_SELF:
		return sys_schedule(me, me->id, UNCHANGED, (me->cpu + 1u) % CPUS, UNCHANGED,
				    UNCHANGED);
	case MODIFY:
		return sys_thread_control(me, dest, dest, me->id, L4_TID_NIL, UNCHANGED);
	case RENAME:
		return sys_thread_control(me, tid_version(other(i) + 1, 2 + i), dest, L4_TID_NIL,
					  L4_TID_NIL, UNCHANGED);
	case AREAS:
		return sys_space_control(me, dest, 0, 0, 0, i == 0 ? dest : L4_TID_ANY);
	default:
		return sys_thread_control(me, dest, L4_TID_NIL, L4_TID_NIL, L4_TID_NIL,
					  UNCHANGED);
	}
}

/* Thread i makes its call, if it can run user code. */
static void begin(unsigned int i)
{
	struct tcb *t = ring.t[i];

	on(t->cpu);
	if (host_current() != t)
		host_leave(sys_thread_switch(host_current(), t->id));
	if (host_current() != t)
		return;
	has_begun[i] = true;
	ring.returns[i] = t->frame.returns;
	host_leave(call(t, i, atomic_peek(&ring.t[other(i)]->id)));
}

/* What can happen next: i: thread i begins, or 10 + i: its record comes home; 20 + n: processor. */
static unsigned int events(unsigned int *event)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < ring.threads; i++) {
		/* On its way it belongs to nobody. */
		if (is_there(i) && !has_begun[i] && is_there(other(i)) &&
		    ring.t[i]->state == THREAD_RUNNING && ring.t[i]->cpu < ncpus)
			event[n++] = i;
		if (!is_home[i])
			event[n++] = 10 + i;
	}
	for (unsigned int c = 0; c < ncpus; c++)
		if (cpus[c]->arch.irq_recorded != 0)
			event[n++] = 20 + c;
	return n;
}

static void clear_up(void)
{
	on(0);
	handle_all();
	host_time_advance(100000);
	handle_all();
	if (host_current() != root)
		become(root);
	for (unsigned int i = 0; i < MOST; i++) {
		host_leave(sys_thread_control(root, tid(i + 1), L4_TID_NIL, L4_TID_NIL,
					      L4_TID_NIL, UNCHANGED));
		handle_all();
		if (host_current() != root)
			become(root);
		assert_int_equal(root->frame.result, 1);
	}
	handle_all();
	assert_balance(ring.before);
}

/* Who could run has not seen its result yet, and may begin what it has waited to begin. */
static void let_all_run(void)
{
	for (unsigned int i = 0; i < ring.threads; i++) {
		struct tcb *t = ring.t[i];

		handle_all();
		if (!is_there(i))
			continue;
		on(t->cpu);
		if (host_current() != t)
			host_leave(sys_thread_switch(host_current(), t->id));
	}
	handle_all();
}

static void run_ring(void)
{
	unsigned int event[16], n;

	host_preempt_random(1 + choose(8), 3);
	while ((n = events(event)) > 0) {
		n = event[choose(n)];
		if (n >= 20) {
			handle(n - 20);
		} else if (n >= 10) {
			is_home[n - 10] = true;
			on(ring.t[n - 10]->cpu);
			request_send(&ring.t[n - 10]->request, REQUEST_HOME, this_cpu(), true);
		} else {
			begin(n);
		}
	}
	host_preempt_never();
	for (unsigned int i = 0; i < 4; i++)
		let_all_run();
	for (unsigned int i = 0; i < ring.threads; i++) {
		struct tcb *t = ring.t[i];

		if (!is_there(i))
			continue;
		assert_int_equal(t->state, THREAD_RUNNING);
		assert_false(t->request.is_out || t->leaves || t->followers != NULL);
		assert_false(thread_of(t)->in_round || thread_of(t)->waiting != NULL);
		if (has_begun[i])
			assert_int_equal(t->frame.returns, ring.returns[i] + 1);
	}
	check_all();
	clear_up();
}

static void delete_thread_everywhere(word_t id)
{
	host_leave(sys_thread_control(root, id, L4_TID_NIL, L4_TID_NIL, L4_TID_NIL, UNCHANGED));
	handle_all();
	assert_int_equal(root->frame.result, 1);
}

static void make_ring(unsigned int threads)
{
	ring.threads = threads;
	for (unsigned int i = 0; i < threads; i++)
		ring.t[i] = place(privileged(i + 1, THREAD_PRIO_DEFAULT), i);
}

/* The kernel runs once; each order begins with what stands here. */
static void begin_rings(unsigned int threads)
{
	several_begin(CPUS);
	make_ring(threads);
	for (unsigned int i = 0; i < threads; i++)
		delete_thread_everywhere(tid(i + 1));
	ring.before = balance();
	make_ring(threads);
	ipc(L4_TID_NIL, L4_TID_ANY, FOR(60));
	for (unsigned int i = 0; i < threads; i++)
		play(ring.t[i]);
}

static void explore_ring(bool is_out, unsigned long orders)
{
	ring.is_out = is_out;
	for (unsigned int i = 0; i < ring.threads; i++) {
		is_home[i] = !is_out;
		ring.t[i]->request.is_out = is_out;
	}
	explore(run_ring, orders);
}

/* Each call against each, with the records at home or not. */
static void pairs(void **state)
{
	(void)state;
	begin_rings(2);
	for (unsigned int i = 0; i < CALLS * CALLS; i++) {
		ring.call[0] = i % CALLS;
		ring.call[1] = i / CALLS;
		explore_ring(false, test_rounds(ORDERS));
		explore_ring(true, test_rounds(ORDERS));
	}
}

/* Some rings of three. */
static void rings(void **state)
{
	(void)state;
	begin_rings(3);
	for (unsigned int i = 0; i < test_rounds(150); i++) {
		for (unsigned int k = 0; k < 3; k++)
			ring.call[k] = test_random(CALLS);
		explore_ring(test_random(2), 3);
	}
}

/* Two, and three, that move each other. */
static void movers(void **state)
{
	(void)state;
	begin_rings(3);
	for (unsigned int n = 2; n <= 3; n++) {
		ring.threads = n;
		for (unsigned int k = 0; k < n; k++)
			ring.call[k] = MOVE;
		explore_ring(true, test_rounds(100));
		explore_ring(false, test_rounds(100));
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(pairs),
	cmocka_unit_test(rings),
	cmocka_unit_test(movers),
};
SUITE(pairs);
