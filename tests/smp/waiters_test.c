/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Waiters of threads of other processors learn of their ends and new ids: the model is
 * tests/models/waiters.pml.
 */
#include "explore.h"
#include "several.h"

#include <generic/rendezvous.h>
#include <generic/rendezvous_word.h>
#include <generic/waiters.h>

#define T	1	/* the thread that others wait for */
#define W	10	/* the first one that waits */
#define MANY	40
#define LIMIT	(10 << 10 | 1)	/* some 1000 microseconds */

/* w, which can run, waits for the thread with this id. */
static void wait_for(struct tcb *w, word_t id)
{
	play(w);
	ipc(L4_TID_NIL, id, TIMEOUTS(NEVER, NEVER));
}

/* The root task begins a ThreadControl. */
static void control(word_t dest, word_t space, word_t pager, word_t utcb)
{
	play(root);
	host_leave(sys_thread_control(root, dest, space, root->id, pager, utcb));
}

static void delete(word_t id)
{
	control(id, L4_TID_NIL, L4_TID_NIL, UNCHANGED);
}

static void change_id(word_t id)
{
	control(id, id, L4_TID_NIL, UNCHANGED);
}

static void assert_root_done(void)
{
	assert_ptr_equal((on(0), host_current()), root);
	assert_int_equal(root->frame.result, 1);
}

static void assert_told(struct tcb *w)
{
	assert_int_equal(w->state, THREAD_RUNNING);
	assert_true(ipc_failed(w, L4_IPC_NO_PARTNER, L4_IPC_PHASE_RECEIVE));
}

/* Nobody waits for a thread that is not there. */
static void assert_no_wait_for_the_dead(void)
{
	for (unsigned int i = 0; i < 200; i++) {
		const struct thread *t = thread_by_number(i);

		if (t != NULL && t->tcb.state == THREAD_WAITING &&
		    rendezvous_names(t->tcb.expect) && !ipc_awaits_start(t))
			assert_non_null(thread_find(t->tcb.expect));
	}
}

static void told_everywhere(void **state)
{
	struct tcb *w[3];

	(void)state;
	several_begin(3);
	for (unsigned int cpu = 0; cpu < 3; cpu++)
		w[cpu] = place_thread(W + cpu, W + cpu, cpu);
	for (unsigned int cpu = 0; cpu < 3; cpu++) {
		play(root);
		place_thread(T, T, cpu);
		for (unsigned int i = 0; i < 3; i++)
			wait_for(w[i], tid(T));
		delete(tid(T));
		assert_int_equal(root->state, THREAD_ASKING);
		handle_all();
		assert_root_done();
		for (unsigned int i = 0; i < 3; i++) {
			assert_told(w[i]);
			/* Nobody of that id is known: no wait begins. */
			wait_for(w[i], tid(T));
			assert_told(w[i]);
		}
		check_all();
	}
}

/* Also a thread that does not wait just now begins its next wait without another look. */
static void forgotten_by_all(void **state)
{
	struct tcb *w;

	(void)state;
	several_begin(2);
	w = place_thread(W, W, 1);
	place_thread(T, T, 1);
	wait_for(w, tid(T));
	assert_true(w->awaits_id == tid(T));
	/* Its wait ends otherwise. */
	play(tcb_of(tid(T)));
	ipc_words(w->id, L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 0, 0, 0);
	assert_int_equal(w->state, THREAD_RUNNING);
	assert_true(w->awaits_id == tid(T));
	delete(tid(T));
	handle_all();
	assert_root_done();
	assert_true(w->awaits_id == EXPECT_ANY);
	wait_for(w, tid(T));
	assert_told(w);
	check_all();
}

/* Also who waits for its partner without its processor's knowing: its message was a silent one. */
static void told_silently(void **state)
{
	struct tcb *w, *t;

	(void)state;
	several_begin(3);
	w = place_thread(W, W, 1);
	t = place_thread(T, T, 2);
	play(t);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	play(w);
	ipc_words(tid(T), tid(T), TIMEOUTS(NEVER, NEVER), 0, 1, 0);
	assert_ptr_equal(handle(2), t);
	assert_int_equal(w->state, THREAD_ASKING);
	assert_int_equal(w->word, WORD_ACCEPTED | WORD_SILENT);
	delete(tid(T));
	handle_all();
	assert_root_done();
	assert_told(w);
	check_all();
}

/*
 * A thread whose message has arrived, without its knowing, begins to wait for its partner when the
 * end of another one is told, which it has waited for before: it waits on.
 */
static void told_late(void **state)
{
	struct tcb *w, *e;

	(void)state;
	several_begin(3);
	w = place_thread(W, W, 1);
	e = place_thread(W + 1, W + 1, 2);
	place_thread(T, T, 0);
	play(e);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	/* The last one that it has waited for. */
	wait_for(w, tid(T));
	play(tcb_of(tid(T)));
	ipc_words(w->id, L4_TID_NIL, TIMEOUTS(NEVER, ZERO), 0, 0, 0);
	handle_all();
	assert_true(w->awaits_id == tid(T));
	play(w);
	ipc_words(e->id, e->id, TIMEOUTS(NEVER, LIMIT), 0, 0, 0);
	delete(tid(T));
	/* The round is ahead of its record. */
	handle(2);
	assert_int_equal(e->state, THREAD_RUNNING);
	assert_int_equal(w->state, THREAD_ASKING);
	handle_all();
	assert_root_done();
	assert_int_equal(w->state, THREAD_WAITING);
	assert_true(w->awaits_id == e->id);
	play(e);
	ipc_words(w->id, L4_TID_NIL, TIMEOUTS(NEVER, ZERO), 0, 0, 0);
	handle_all();
	assert_int_equal(w->state, THREAD_RUNNING);
	assert_int_equal(w->frame.tag & L4_TAG_ERROR, 0);
	check_all();
}

/* As long as not all have been told nobody gets the number. */
static void number_is_reserved(void **state)
{
	struct tcb *p, *w;

	(void)state;
	several_begin(3);
	w = place_thread(W, W, 2);
	p = privileged(2, 110);
	place_thread(T, T, 1);
	wait_for(w, tid(T));
	delete(tid(T));
	handle(1);
	assert_null(thread_find(tid(T)));
	/* Processor 2 does not know it yet. */
	assert_int_equal(w->state, THREAD_WAITING);
	on(0);
	assert_ptr_equal(host_current(), p);
	host_leave(sys_thread_control(p, tid(T), w->id, root->id, L4_TID_NIL, UNCHANGED));
	assert_int_equal(p->state, THREAD_ASKING);
	handle(0);
	handle(1);
	assert_null(thread_find(tid(T)));
	assert_int_equal(p->state, THREAD_ASKING);
	handle_all();
	assert_told(w);
	assert_root_done();
	play(root);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	assert_ptr_equal(host_current(), p);
	assert_int_equal(p->frame.result, 1);
	assert_non_null(thread_find(tid(T)));
	/* Of the new one nobody is told anything. */
	wait_for(w, tid(T));
	handle_all();
	assert_int_equal(w->state, THREAD_WAITING);
	check_all();
}

/* A processor passes the record on when its list is worked off, however long that takes. */
static void long_list(void **state)
{
	(void)state;
	several_begin(2);
	for (unsigned int i = 0; i < MANY; i++)
		place_thread(W + i, W, 1);
	place_thread(T, T, 0);
	for (unsigned int i = 0; i < MANY; i++)
		wait_for(tcb_of(tid(W + i)), tid(T));
	host_preempt_every(1);
	delete(tid(T));
	for (unsigned int i = 0; root->state == THREAD_ASKING; i++) {
		assert_true(i < 10 * MANY);
		handle(0);
		if (root->state != THREAD_ASKING)
			break;
		handle(1);
	}
	host_preempt_never();
	for (unsigned int i = 0; i < MANY; i++)
		assert_told(tcb_of(tid(W + i)));
	handle_all();
	assert_root_done();
	check_all();
}

static void new_id(void **state)
{
	struct tcb *w[3], *t;

	(void)state;
	several_begin(3);
	t = place_thread(T, T, 0);
	for (unsigned int cpu = 0; cpu < 3; cpu++)
		w[cpu] = place_thread(W + cpu, W + cpu, cpu);
	for (unsigned int cpu = 0; cpu < 3; cpu++)
		wait_for(w[cpu], tid(T));
	for (unsigned int version = 2; version < 4; version++) {
		change_id(tid_version(T, version));
		assert_ptr_equal(thread_find(tid_version(T, version)), thread_of(t));
		assert_int_equal(root->state, THREAD_ASKING);
		handle_all();
		assert_root_done();
		for (unsigned int i = 0; i < 3; i++) {
			assert_told(w[i]);
			wait_for(w[i], tid_version(T, version));
			assert_int_equal(w[i]->state, THREAD_WAITING);
		}
		check_all();
	}
	delete(tid(T));
	handle_all();
	assert_root_done();
	for (unsigned int i = 0; i < 3; i++)
		assert_told(w[i]);
}

/* w, which runs on its processor, calls the thread that has or had this id. */
static void call(struct tcb *w, word_t id)
{
	play(w);
	ipc_words(id, id, TIMEOUTS(NEVER, NEVER), 0, 0, 0);
}

/* The running thread answers w and waits for the next call. */
static void answer(struct tcb *w)
{
	ipc_words(w->id, L4_TID_ANY, TIMEOUTS(NEVER, NEVER), 0, 0, 0);
}

/*
 * A thread with a new id moves to a processor that has not been told yet, whose threads have it at
 * hand: nobody reaches it there under the old id, and when all have been told it is called again.
 */
static void at_hand_and_moved(void **state)
{
	word_t new;
	unsigned long before;
	struct tcb *w, *t, *p;

	(void)state;
	several_begin(3);
	new = tid_version(T, 2);
	w = place_thread(W, W, 2);
	t = place_thread(T, T, 0);
	p = privileged(2, 110);
	wait_for(w, tid(T));
	play(t);
	ipc_words(w->id, L4_TID_ANY, TIMEOUTS(NEVER, NEVER), 0, 0, 0);
	handle_all();
	assert_int_equal(w->state, THREAD_RUNNING);
	assert_ptr_equal(tcb_of_line(w->awaits_line), t);
	change_id(new);
	assert_int_equal(root->state, THREAD_ASKING);
	assert_false(t->usual & USUAL_ID);
	assert_ptr_equal(host_current(), p);
	host_leave(sys_schedule(p, new, UNCHANGED, 2, UNCHANGED, UNCHANGED));
	handle(2);
	assert_int_equal(t->cpu, 2);
	assert_int_equal(t->state, THREAD_WAITING);
	assert_true(w->awaits_id == tid(T));
	call(w, tid(T));
	assert_int_equal(t->state, THREAD_WAITING);
	assert_true(ipc_failed(w, L4_IPC_NO_PARTNER, L4_IPC_PHASE_SEND));
	handle_all();
	assert_root_done();
	assert_true(t->usual & USUAL_ID);
	/* The complete path, then the short one. */
	for (unsigned int i = 0; i < 2; i++) {
		before = host_short_ipcs;
		call(w, new);
		assert_ptr_equal(host_current(), t);
		assert_int_equal(host_short_ipcs, before + (host_short_ipc ? i : 0));
		answer(w);
		assert_ptr_equal(host_current(), w);
	}
	check_all();
}

/* --- in all orders --- */

static struct {
	struct tcb *w, *p;
	unsigned int waits, step;
	bool changes;
} all;

/*
 * W on processor 1 waits for T of processor 2, three times. The root task deletes T, or gives it
 * another id and its first one again; P then makes another T.
 */
static bool root_goes_on(void)
{
	on(0);
	if (host_current() != root)
		return false;
	switch (all.step++) {
	case 0:
		if (all.changes)
			change_id(tid_version(T, 2));
		else
			delete(tid(T));
		return true;
	case 1:
		if (all.changes)
			change_id(tid(T));
		else
			control(tid(T), tid(W), L4_TID_NIL, UNCHANGED);
		return true;
	default:
		return false;
	}
}

static bool w_goes_on(void)
{
	on(1);
	if (host_current() != all.w || all.waits == 3)
		return false;
	all.waits++;
	ipc(L4_TID_NIL, tid(T), TIMEOUTS(NEVER, NEVER));
	return true;
}

static void run_all(void)
{
	for (unsigned int idle = 0; idle < 8;) {
		unsigned int e = choose(5);
		bool moved;

		if (e == 0)
			moved = root_goes_on();
		else if (e == 1)
			moved = w_goes_on();
		else
			moved = cpus[e - 2]->arch.irq_recorded != 0 && handle(e - 2) != NULL;
		idle = moved ? 0 : idle + 1;
	}
	handle_all();
	while (root_goes_on())
		handle_all();
	assert_int_equal(root->frame.result, 1);
	assert_non_null(thread_find(tid(T)));
	assert_no_wait_for_the_dead();
	/* It waits for the T that is there now, and nobody has told it otherwise. */
	while (w_goes_on())
		handle_all();
	if (host_current() != all.w) {
		assert_int_equal(all.w->state, THREAD_WAITING);
		delete(tid(T));
		handle_all();
		assert_told(all.w);
	}
	check_all();
}

static void explore_all(bool changes)
{
	several_begin(3);
	all.changes = changes;
	all.w = place_thread(W, W, 1);
	place_thread(T, T, changes ? 0 : 2);
	play(all.w);
	play(root);
	explore(run_all, test_rounds(200));
}

static void delete_and_create(void **state)
{
	(void)state;
	explore_all(false);
}

static void there_and_back(void **state)
{
	(void)state;
	explore_all(true);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(told_everywhere),
	cmocka_unit_test(forgotten_by_all),
	cmocka_unit_test(told_silently),
	cmocka_unit_test(told_late),
	cmocka_unit_test(number_is_reserved),
	cmocka_unit_test(long_list),
	cmocka_unit_test(new_id),
	cmocka_unit_test(at_hand_and_moved),
	cmocka_unit_test(delete_and_create),
	cmocka_unit_test(there_and_back),
};
IPC_SUITE(waiters);
