/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Deletion of threads of other processors: the model is tests/models/delete.pml.
 */
#include "explore.h"
#include "several.h"

#include <api/continuation.h>
#include <generic/sched.h>

#define PRIO	110

/* A thread of the root task's space, which may call ThreadControl, on a processor. */
static struct tcb *place_privileged(unsigned int n, unsigned int cpu)
{
	return place(privileged(n, PRIO), cpu);
}

/* The thread d, which can run, begins to delete the thread `id`. */
static void begin(struct tcb *d, word_t id)
{
	on(d->cpu);
	/* What runs calls before an interrupt strikes. */
	if (host_current() != d)
		play(d);
	host_leave(sys_thread_control(d, id, L4_TID_NIL, L4_TID_NIL, L4_TID_NIL, UNCHANGED));
}

static bool is_there(unsigned int n)
{
	return thread_find(tid(n)) != NULL;
}

/* The root task, which can run, deletes what is left of these threads, and all is as before. */
static void delete_rest(unsigned int first, unsigned int n, struct balance before)
{
	for (unsigned int i = first; i < first + n; i++) {
		word_t returns = root->frame.returns;

		begin(root, tid(i));
		handle_all();
		assert_int_equal(root->frame.returns, returns + 1);
		assert_int_equal(root->frame.result, 1);
		assert_false(is_there(i));
	}
	/* The dead run behind the root task. */
	play(root);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	handle_all();
	assert_balance(before);
}

/* --- one deletion --- */

static void delete_remote(void **state)
{
	struct balance before;
	word_t returns;

	(void)state;
	several_begin(3);
	place_thread(1, 1, 1);
	begin(root, tid(1));
	handle_all();
	before = balance();
	for (unsigned int cpu = 0; cpu < 3; cpu++) {
		place_thread(1, 1, cpu);
		returns = root->frame.returns;
		begin(root, tid(1));
		/* It stands still until all have been told. */
		assert_int_equal(root->state, THREAD_ASKING);
		assert_int_equal(root->frame.returns, returns);
		handle_all();
		assert_int_equal(root->frame.returns, returns + 1);
		assert_int_equal(root->frame.result, 1);
		assert_ptr_equal(host_current(), root);
		assert_false(is_there(1));
		check_all();
		assert_balance(before);
	}
}

/* --- threads that delete each other --- */

static struct {
	unsigned int threads, cpus;
	unsigned int victim[4];		/* of thread i + 1; 0: it deletes nobody */
	struct tcb *tcb[4];
	struct balance before;
} ring;

/* What can happen next: thread i begins, or processor n handles what it has recorded. */
static unsigned int events(unsigned int *event, const bool *begun)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < ring.threads; i++)
		if (!begun[i] && ring.victim[i] != 0 && thread_find(tid(i + 1)) != NULL)
			event[n++] = i;
	for (unsigned int c = 0; c < ncpus; c++)
		if (cpus[c]->arch.irq_recorded != 0)
			event[n++] = 16 + c;
	return n;
}

static void run_ring(void)
{
	bool begun[4] = { false };
	unsigned int event[16], n;

	while ((n = events(event, begun)) > 0) {
		unsigned int e = event[choose(n)];

		if (e >= 16) {
			handle(e - 16);
			continue;
		}
		begun[e] = true;
		begin(ring.tcb[e], tid(ring.victim[e]));
	}
	/* Nobody waits any more: all deletions have returned or their threads have gone. */
	for (unsigned int i = 0; i < ring.threads; i++) {
		if (!is_there(i + 1))
			continue;
		assert_int_equal(ring.tcb[i]->state, THREAD_RUNNING);
		assert_false(ring.tcb[i]->request.is_out);
		if (ring.victim[i] != 0)
			assert_false(is_there(ring.victim[i]));
	}
	on(0);
	host_time_advance(100000);
	host_interrupt();
	delete_rest(1, ring.threads, ring.before);
}

/* Threads 1 to n on processors 0 to n - 1; thread i deletes victim[i - 1]. */
static void explore_ring(unsigned int n, const unsigned int *victim, unsigned long most)
{
	several_begin(3);
	/* What stays for ever is there. */
	place_privileged(1, 1);
	begin(root, tid(1));
	handle_all();
	ring.before = balance();
	ring.threads = n;
	for (unsigned int i = 0; i < n; i++) {
		ring.victim[i] = victim[i];
		ring.tcb[i] = place_privileged(i + 1, i);
	}
	ipc(L4_TID_NIL, L4_TID_ANY, FOR(60));
	for (unsigned int i = 0; i < n; i++)
		play(ring.tcb[i]);
	assert_true(explore(run_ring, most) > 1);
}

static void ring_of_two(void **state)
{
	(void)state;
	explore_ring(2, (const unsigned int[]){ 2, 1 }, 0);
}

static void ring_of_three(void **state)
{
	(void)state;
	explore_ring(3, (const unsigned int[]){ 2, 3, 1 }, test_rounds(300));
}

static void same_victim(void **state)
{
	(void)state;
	explore_ring(3, (const unsigned int[]){ 0, 1, 1 }, 0);
}

static void two_and_one(void **state)
{
	(void)state;
	explore_ring(3, (const unsigned int[]){ 2, 1, 1 }, test_rounds(300));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(delete_remote),
	cmocka_unit_test(ring_of_two),
	cmocka_unit_test(ring_of_three),
	cmocka_unit_test(same_victim),
	cmocka_unit_test(two_and_one),
};
SUITE(delete);
