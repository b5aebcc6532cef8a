/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random system calls about each other by threads of several processors, each of which is played by
 * a thread of the process of its own. One of them goes on at a time; at each access of a word that
 * processors share another one may, as chance says, so a run can be repeated.
 *
 * What must hold: no assertion of the kernel fails; whenever nothing moves any more, threads wait
 * for what other programs would do and for nothing else; and at the end all of it can be deleted,
 * and every byte of kernel memory is back.
 */
#include "play.h"
#include "storm.h"

#include <api/interrupt.h>
#include <generic/rendezvous.h>
#include <generic/rendezvous_word.h>
#include <generic/sched.h>

#define IDLE_STEPS	60u		/* of all processors, before time passes */
#define CALLS		400u		/* in one run */

static unsigned int idle_steps, quiet_times;

/* --- nobody waits for ever --- */

static void show(const struct thread *t)
{
	const struct tcb *c = &t->tcb;

	fprintf(stderr,
		"thread %lx: cpu %u state %u continuation %u record %s (kind %u) word %x "
		"leaves %u to %u followers %u in_round %u waiting %u dead %u over %u grace %u "
		"call dest %lx\n",
		(unsigned long)c->id, c->cpu, c->state, c->continuation,
		c->request.is_out ? "out" : "home", c->request.kind, c->word, c->leaves,
		c->leaves_to, c->followers != NULL, t->in_round, t->waiting != NULL, t->is_dead,
		t->is_over, c->grace.next != NULL, (unsigned long)t->work.call.dest);
}

static void show_all(void)
{
	for (unsigned int n = 0; n < ncpus; n++)
		fprintf(stderr, "cpu %u: requests %lx %lx\n", n,
			(unsigned long)cpus[n]->requests.head,
			(unsigned long)cpus[n]->requests.first);
	show(thread_of(root));
	for (unsigned int i = 1; i <= PLAYERS; i++)
		if (thread_at(tid_number(tid(i))) != &thread_absent)
			show(thread_at(tid_number(tid(i))));
}

/* A thread of the process that is not the test's first one cannot fail as that does. */
#define CHECK_WAIT(what) \
	do { \
		if (!(what)) { \
			fprintf(stderr, "%s:%d: not %s\n", __FILE__, __LINE__, #what); \
			show(t); \
			show_all(); \
			abort(); \
		} \
	} while (0)

/* Nothing moves: t waits for what other programs would do, or for time, for nothing else. */
static void check_wait(struct thread *t)
{
	const struct tcb *c = &t->tcb;

	CHECK_WAIT(!t->in_round && t->waiting == NULL);
	if (c->is_queued || c == cpus[c->cpu]->current)
		return;
	CHECK_WAIT(!t->is_dead);
	CHECK_WAIT(!c->leaves || c->state == THREAD_SENDING || c->state == THREAD_RECEIVING ||
		   t->outer.is_active);
	CHECK_WAIT(c->grace.next == NULL && (c->followers == NULL || c->leaves));
	if (c->state != THREAD_ASKING) {
		CHECK_WAIT(c->continuation == CONTINUE_NOTHING || c->state == THREAD_SENDING);
		if (ipc_is_waiting(t) && rendezvous_names(c->expect))
			CHECK_WAIT(thread_find(c->expect) != NULL);
		return;
	}
	if (t->outer.is_active || word_value(c->word) == WORD_TRANSFER)
		return;
	CHECK_WAIT(c->continuation == CONTINUE_NOTHING);
	if (word_value(c->word) == WORD_QUEUED) {
		CHECK_WAIT(c->at != NULL && !rendezvous_accepts(c->at, c));
		return;
	}
	/* Its record is here, and nobody was told: it only waits, as nobody is queued to it. */
	CHECK_WAIT(word_value(c->word) == WORD_ACCEPTED && c->send_queue == NULL);
	CHECK_WAIT(c->request.is_out && cpus[c->cpu]->requests.head != 0);
	CHECK_WAIT((u16)t->timeouts == NEVER);
}

static void check_waits(void)
{
	check_wait(thread_of(root));
	for (unsigned int i = 1; i <= PLAYERS; i++) {
		struct thread *t = thread_at(tid_number(tid(i)));

		if (t != &thread_absent)
			check_wait(t);
	}
}

static void idle(void)
{
	static unsigned int quiet_row;

	if (++idle_steps % IDLE_STEPS != 0)
		return;
	play_alone();
	if (play_is_quiet()) {
		quiet_times++;
		check_waits();
		/* The root task sleeps no longer than some milliseconds. */
		if (++quiet_row > 200) {
			fprintf(stderr, "the root task does not come back\n");
			show_all();
			abort();
		}
	} else {
		quiet_row = 0;
	}
	play_together();
	host_time_advance(300);
}

static void step(void)
{
	struct tcb *me = host_interrupt();

	if (me == this_cpu()->idle)
		idle();
	else if (storm_calls < CALLS)
		storm_act(me);
	else
		play_end();
}

/* --- beginning and end --- */

static void roots_turn(void)
{
	for (unsigned int i = 0; i < 100; i++) {
		handle_all();
		on(root->cpu);
		if (root->state == THREAD_RUNNING)
			break;
		host_time_advance(1000);
	}
	if (root->state != THREAD_RUNNING)
		show_all();
	assert_int_equal(root->state, THREAD_RUNNING);
	on(root->cpu);
	if (host_current() != root)
		become(root);
}

static void delete_all(void)
{
	roots_turn();
	host_leave(sys_thread_control(root, tid_make(LINE, 1), tid_make(LINE, 1), L4_TID_NIL,
				      tid_make(LINE, 1), UNCHANGED));
	roots_turn();
	for (unsigned int i = 1; i <= PLAYERS; i++) {
		word_t returns = root->frame.returns;

		host_leave(sys_thread_control(root, tid(i), L4_TID_NIL, L4_TID_NIL, L4_TID_NIL,
					      UNCHANGED));
		roots_turn();
		assert_int_equal(root->frame.returns, returns + 1);
		assert_int_equal(root->frame.result, 1);
		assert_true(thread_at(tid_number(tid(i))) == &thread_absent);
	}
	handle_all();
}

/* What stays for ever, as page tables and pages of the root task's UTCBs, is there. */
static struct balance first_balance(void)
{
	for (unsigned int i = 1; i <= PLAYERS; i++)
		place(privileged(i, THREAD_PRIO_DEFAULT), i % CPUS);
	delete_all();
	for (unsigned int i = 1; i <= SERVANTS; i++)
		place(privileged(i, THREAD_PRIO_DEFAULT), i % CPUS);
	for (unsigned int i = SERVANTS + 1; i <= PLAYERS; i++)
		place_thread(i, i, i % CPUS);
	delete_all();
	return balance();
}

static void begin(void)
{
	several_begin(CPUS);
	thread_of(root)->scheduler = root->id;
}

static void end(struct balance before)
{
	struct balance now;

	handle_all();
	delete_all();
	/* The dead of its processor run behind the root task. */
	roots_turn();
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	handle_all();
	on(0);
	now = balance();
	if (memcmp(&now, &before, sizeof(now)) != 0)
		fprintf(stderr, "free %zu of %zu, mappings %zu of %zu, threads %zu of %zu, "
			"spaces %zu of %zu\n", now.free_bytes, before.free_bytes, now.mappings,
			before.mappings, now.threads, before.threads, now.spaces, before.spaces);
	assert_int_equal(memcmp(&now, &before, sizeof(now)), 0);
}

static void run(void)
{
	static const unsigned int often[] = { 2, 3, 5, 10, 30 };
	unsigned int how_often = often[test_random(ARRAY_SIZE(often))];
	struct balance before;

	begin();
	before = first_balance();
	for (unsigned int i = 1; i <= SERVANTS; i++)
		place(privileged(i, THREAD_PRIO_DEFAULT), i % CPUS);
	for (unsigned int i = SERVANTS + 1; i <= PLAYERS; i++)
		place_thread(i, i, i % CPUS);
	test_random_preemption();
	host_preempt_hook = NULL;
	play_processors(CPUS, how_often, step);
	host_preempt_never();
	/* Threads that go on in the kernel may ask processors that had nothing left to do. */
	for (unsigned int i = 0; i < 10; i++)
		handle_all();
	check_waits();
	check_all();
	end(before);
}

static void everything(void **state)
{
	(void)state;
	storm_begin(EVERYTHING);
	play_runs(test_rounds(8), run);
}

static void migration(void **state)
{
	(void)state;
	storm_begin(MIGRATION);
	play_runs(test_rounds(20), run);
}

static void deletion(void **state)
{
	(void)state;
	storm_begin(DELETION);
	play_runs(test_rounds(20), run);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(everything),
	cmocka_unit_test(migration),
	cmocka_unit_test(deletion),
};
SUITE(storm);
