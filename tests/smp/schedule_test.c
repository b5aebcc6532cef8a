/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Schedule about threads of other processors, and what sends threads to others. (X.2, Schedule)
 */
#include "states.h"

#include <api/request.h>
#include <generic/sched.h>
#include <l4/abi/utcb.h>

#define TIME_CONTROL	(10 << 10 | 20 | (word_t)(10 << 10 | 30) << 16)

struct outcome {
	word_t result, second, error;
	u8 state;
	bool is_in_outer, is_limited;
	prio_t prio, sensitive;
	usec_t slice, slice_left, quantum, quantum_left, max_delay;
	u16 usual;
};

struct control {
	word_t time, processor, prio, preemption;
};

#define ROUND_US	30	/* so others can take their part of it */

static word_t schedule(struct tcb *t, struct control c)
{
	word_t returns = root->frame.returns;

	on(0);
	assert_ptr_equal(host_current(), root);
	host_leave(sys_schedule(root, t->id, c.time, c.processor, c.prio, c.preemption));
	root_looks_on();
	assert_int_equal(root->state, THREAD_RUNNING);
	assert_int_equal(root->frame.returns, returns + 1);
	return root->frame.result;
}

static void look(struct outcome *result, unsigned int n, enum target state, unsigned int cpu,
		 struct control c)
{
	struct tcb *t = make_target(n, state, cpu);
	/* Slices are handed over: what is left of one depends on who ran before. */
	bool has_slice = cpus[cpu]->current != t;
	struct outcome o;

	memset(&o, 0, sizeof(o));
	t->slice_left = 5000;
	o.result = schedule(t, c);
	o.second = root->frame.second & (has_slice ? ~(word_t)0 : 0xffff);
	o.error = o.result == 0 ? error_code(root) : 0;
	o.state = ipc_state(thread_of(t));
	o.is_in_outer = thread_of(t)->outer.is_active;
	o.is_limited = !(t->usual & USUAL_LIMIT);
	o.prio = t->prio;
	o.sensitive = t->sensitive_prio;
	o.slice = t->slice;
	o.quantum = t->quantum;
	o.quantum_left = t->quantum_left;
	o.max_delay = t->max_delay;
	o.usual = t->usual;
	check_all();
	memcpy(result, &o, sizeof(o));
}

static void as_local(struct control c)
{
	several_begin(2);
	for (unsigned int state = 0; state < TARGETS; state++) {
		unsigned int n = 2 * state * TARGET_NUMBERS + 1;
		struct outcome local, remote;

		look(&local, n, state, 0, c);
		look(&remote, n + TARGET_NUMBERS, state, 1, c);
		if (state == TARGET_READY)
			local.second &= 0xffff;
		assert_memory_equal(&local, &remote, sizeof(local));
	}
}

#define AS_LOCAL(name, ...) \
	static void name(void **state) \
	{ \
		(void)state; \
		as_local((struct control){ __VA_ARGS__ }); \
	}
#define U	UNCHANGED

AS_LOCAL(reads, U, U, U, U)
AS_LOCAL(sets_time, TIME_CONTROL, U, U, U)
AS_LOCAL(sets_prio, U, U, 7, U)
AS_LOCAL(sets_delay, U, U, U, 120 << 16 | 500)
AS_LOCAL(sets_all, TIME_CONTROL, U, 200, 220 << 16 | 500)
AS_LOCAL(refuses_points, 1 << 15, U, 7, U)
AS_LOCAL(refuses_processor, TIME_CONTROL, 2, 7, U)
AS_LOCAL(refuses_foreign, U, U, U, 1 << 25)

/* The caller is the thread's scheduler, or of the scheduler's space, or neither. */
static void permission(void **state)
{
	struct tcb *t, *caller, *other;

	(void)state;
	several_begin(3);
	t = place_thread(1, 1, 1);
	caller = make_thread(2, 2);
	other = place_thread(3, 2, 2);
	for (unsigned int way = 0; way < 4; way++) {
		word_t prio = way < 2 ? 50 : 101;

		thread_of(t)->scheduler = way == 0 ? caller->id : way == 1 ? other->id :
					  way == 2 ? caller->id : root->id;
		become(caller);
		host_leave(sys_schedule(caller, t->id, U, U, prio, U));
		root_looks_on();
		become(caller);
		assert_int_equal(caller->frame.result, way < 2 ? L4_SCHED_RUNNING : 0);
		if (way >= 2)
			assert_int_equal(error_code(caller), L4_ERROR_NO_PRIVILEGE);
		assert_int_equal(t->prio, 50);
	}
}

/* --- to another processor --- */

static word_t move(struct tcb *t, word_t processor)
{
	return schedule(t, (struct control){ U, processor, U, U });
}

static word_t processor_no(const struct tcb *t)
{
	return utcb_read(container_of(t, const struct thread, tcb), L4_UTCB_PROCESSOR_NO);
}

/* In a transfer it goes when that is over. */
static bool goes_later(enum target state)
{
	return state == TARGET_SENDS || state == TARGET_RECEIVES;
}

/* From each processor to each other one, in every state; the state goes on there. */
static void moves(void **state)
{
	(void)state;
	several_begin(3);
	for (unsigned int s = 0; s < TARGETS; s++) {
		struct tcb *t;
		u8 before;
		word_t result;

		if (goes_later(s))
			continue;
		t = make_target(s * TARGET_NUMBERS + 1, s, s % 3);
		before = ipc_state(thread_of(t));
		for (unsigned int i = 1; i <= 6; i++) {
			unsigned int to = (s + i * (1 + (i > 3))) % 3;

			result = schedule(t, (struct control){ U, U, U, U });
			assert_int_equal(move(t, to), result);
			assert_int_equal(t->cpu, to);
			assert_false(t->leaves || t->request.is_out);
			assert_int_equal(ipc_state(thread_of(t)), before);
			assert_int_equal(processor_no(t), to);
			check_all();
			if (s == TARGET_READY || s == TARGET_POLLS) {
				if (s == TARGET_READY)
					play(t);
				root_looks_on();
			}
		}
	}
}

/* A thread that is queued sends wherever it has moved to, whoever moves, once. */
static void queued_moves(void **state)
{
	(void)state;
	several_begin(3);
	for (unsigned int i = 0; i < 9; i++) {
		struct tcb *s = place_thread(2 * i + 1, 2 * i + 1, i % 3);
		struct tcb *r = place_thread(2 * i + 2, 2 * i + 2, i / 3);

		play(s);
		mr(s)[1] = i;
		ipc_words(r->id, r->id, TIMEOUTS(NEVER, NEVER), 9, 1, 0);
		root_looks_on();
		for (unsigned int k = 0; k < 7; k++) {
			move(k & 1 ? s : r, (k + i) % 3);
			assert_int_equal(schedule(s, (struct control){ U, U, U, U }),
					 L4_SCHED_PENDING_SEND);
			check_all();
		}
		let_run(s);
		play(r);
		ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
		root_looks_on();
		play(r);
		assert_true(r->frame.from == s->id && mr(r)[1] == i);
		assert_int_equal(!!(r->frame.tag & L4_TAG_XCPU), s->cpu != r->cpu);
		root_looks_on();
		/* Whoever asks is told so, though nobody has told its processor. */
		assert_int_equal(schedule(s, (struct control){ U, U, U, U }), L4_SCHED_WAITING);
		check_all();
		play(r);
		ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, ZERO));
		assert_true(ipc_failed(r, L4_IPC_TIMEOUT, L4_IPC_PHASE_RECEIVE));
		ipc_words(s->id, L4_TID_NIL, TIMEOUTS(ZERO, NEVER), 0, 0, 0);
		root_looks_on();
		assert_int_equal(r->frame.tag & L4_TAG_ERROR, 0);
		assert_int_equal(s->state, THREAD_RUNNING);
		root_looks_on();
	}
}

#define SENDERS	90

/* All who are queued to a thread, of each processor, are queued to it where it goes. */
static void queue_moves(void **state)
{
	struct tcb *r, *s[SENDERS];
	bool seen[SENDERS] = { false };

	(void)state;
	several_begin(3);
	r = place_thread(1, 1, 1);
	for (unsigned int i = 0; i < SENDERS; i++) {
		unsigned int space = 2 + i / 30;

		if (i % 30 == 0)
			make_unstarted(space, space);
		assert_int_equal(thread_control(tid(20 + i), tid(space), root->id, root->id,
						UTCB(30 + i % 30)), 1);
		mr(root)[1] = mr(root)[2] = 0x1000;
		ipc_words(tid(20 + i), L4_TID_NIL, TIMEOUTS(ZERO, ZERO), 0, 2, 0);
		s[i] = place(tcb_of(tid(20 + i)), i % 3);
		play(s[i]);
		mr(s[i])[1] = i;
		ipc_words(r->id, L4_TID_NIL, TIMEOUTS(NEVER, NEVER), 0, 1, 0);
		root_looks_on();
	}
	move(r, 2);
	check_all();
	/* One of them is cancelled on its way. */
	on(0);
	host_leave(sys_schedule(root, r->id, U, 0, U, U));
	on(1);
	host_leave(host_current());
	handle(2);
	on(0);
	root_looks_on();
	assert_int_equal(r->cpu, 0);
	check_all();
	for (unsigned int i = 0; i < SENDERS; i++) {
		play(r);
		ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, ZERO));
		handle_all();
		play(r);
		assert_int_equal(r->frame.tag & L4_TAG_ERROR, 0);
		assert_true(mr(r)[1] < SENDERS && !seen[mr(r)[1]]);
		seen[mr(r)[1]] = true;
	}
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, ZERO));
	assert_true(ipc_failed(r, L4_IPC_TIMEOUT, L4_IPC_PHASE_RECEIVE));
	root_looks_on();
	check_all();
}

/* The limit of a wait ends it on the processor where the thread is by then. */
static void limit_moves(void **state)
{
	struct tcb *t;

	(void)state;
	several_begin(2);
	t = make_target(1, TARGET_WAITS_LIMITED, 0);
	move(t, 1);
	for (unsigned int i = 0; i < 17; i++) {
		on(0);
		host_time_advance(1000000);
		root_looks_on();
	}
	assert_true(ipc_failed(t, L4_IPC_TIMEOUT, L4_IPC_PHASE_RECEIVE));
	check_all();
}

/*
 * The partner that a thread waits for is deleted: where it goes to that is known before it comes,
 * and where it comes from after it has left.
 */
static void partner_goes(void **state)
{
	struct tcb *t, *p, *deleter;

	(void)state;
	several_begin(4);
	deleter = place(privileged(3, THREAD_PRIO_DEFAULT), 3);
	p = place_thread(2, 2, 2);
	t = place_thread(1, 1, 1);
	play(t);
	ipc(L4_TID_NIL, p->id, TIMEOUTS(NEVER, NEVER));
	play(deleter);
	host_leave(sys_thread_control(deleter, p->id, L4_TID_NIL, L4_TID_NIL, L4_TID_NIL, U));
	handle(2);
	on(0);
	host_leave(sys_schedule(root, t->id, U, 2, U, U));
	handle(1);
	handle(2);
	assert_int_equal(t->cpu, 2);
	root_looks_on();
	assert_int_equal(t->state, THREAD_RUNNING);
	assert_true(ipc_failed(t, L4_IPC_NO_PARTNER, L4_IPC_PHASE_RECEIVE));
	check_all();
}

/* A thread that is told to go while it runs, by another processor or by itself. */
static void running_thread_moves(void **state)
{
	struct tcb *t, *next;

	(void)state;
	several_begin(3);
	t = place_thread(1, 1, 1);
	next = place_thread(2, 2, 1);
	play(t);
	move(t, 2);
	on(1);
	assert_ptr_equal(host_current(), next);
	play(t);
	assert_int_equal(t->cpu, 2);
	thread_of(t)->scheduler = t->id;
	host_leave(sys_schedule(t, t->local_id, U, 1, U, U));
	assert_ptr_equal(host_current(), this_cpu()->idle);
	handle_all();
	assert_int_equal(t->cpu, 1);
	assert_int_equal(t->frame.result, L4_SCHED_RUNNING);
	assert_int_equal(processor_no(t), 1);
	play(t);
	check_all();
}

/* What waits for its record goes when that has come, and runs nowhere meanwhile. */
static void record_is_out(void **state)
{
	struct tcb *t;

	(void)state;
	several_begin(3);
	t = place_thread(1, 1, 1);
	t->request.is_out = true;
	on(0);
	host_leave(sys_schedule(root, t->id, U, 2, U, U));
	handle_all();
	assert_int_equal(root->state, THREAD_ASKING);
	assert_int_equal(t->cpu, 1);
	on(1);
	assert_ptr_equal(host_current(), this_cpu()->idle);
	on(0);
	request_send(&t->request, REQUEST_HOME, cpus[1], true);
	root_looks_on();
	assert_int_equal(root->frame.result, L4_SCHED_RUNNING);
	assert_int_equal(t->cpu, 2);
	play(t);
	check_all();
}

/* The last of two who send a thread to different places decides, and both come back. */
static void two_schedulers(void **state)
{
	struct tcb *t, *other;

	(void)state;
	several_begin(3);
	other = place(privileged(2, THREAD_PRIO_DEFAULT), 2);
	t = place_thread(1, 1, 1);
	for (unsigned int round = 0; round < 3; round++) {
		unsigned int from = t->cpu;

		play(other);
		on(0);
		t->request.is_out = round > 0;
		host_leave(sys_schedule(root, t->id, U, (from + 1) % 3, U, U));
		if (round == 2)
			handle_all();
		on(2);
		host_leave(sys_schedule(other, t->id, U, round == 1 ? from : (from + 2) % 3, U,
					U));
		if (round > 0) {
			handle_all();
			on(0);
			request_send(&t->request, REQUEST_HOME, cpus[from], true);
		}
		root_looks_on();
		on(2);
		if (host_current() != other)
			become(other);
		assert_int_equal(other->frame.result, L4_SCHED_RUNNING);
		assert_int_equal(root->frame.result, L4_SCHED_RUNNING);
		assert_false(t->leaves || t->followers != NULL);
		assert_false(attention(t) & ATTENTION_LEAVE);
		play(t);
		check_all();
		root_looks_on();
	}
}

/* Two schedulers that send a thread to and fro come to an end each time. */
static void ping_pong(void **state)
{
	struct tcb *t, *s[2], *done;
	unsigned int ended = 0;

	(void)state;
	several_begin(4);
	for (unsigned int i = 0; i < 2; i++)
		s[i] = place(privileged(2 + i, THREAD_PRIO_DEFAULT), 1 + i);
	t = place_thread(1, 1, 3);
	for (unsigned int i = 0; i < test_rounds(3000); i++) {
		unsigned int k = test_random(2), cpu = test_random(4);

		on(1 + k);
		host_time_advance(ROUND_US);
		done = host_interrupt();
		if (done == s[k]) {
			assert_true(s[k]->frame.result == L4_SCHED_RUNNING ||
				    s[k]->frame.result == 1 || ended < 2);
			ended++;
			host_leave(sys_schedule(s[k], t->id, U, 1 + k, U, U));
		}
		handle(cpu);
	}
	assert_true(ended > test_rounds(3000) / 20);
	on(0);
	handle_all();
	check_all();
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(reads),
	cmocka_unit_test(sets_time),
	cmocka_unit_test(sets_prio),
	cmocka_unit_test(sets_delay),
	cmocka_unit_test(sets_all),
	cmocka_unit_test(refuses_points),
	cmocka_unit_test(refuses_processor),
	cmocka_unit_test(refuses_foreign),
	cmocka_unit_test(permission),
	cmocka_unit_test(moves),
	cmocka_unit_test(queued_moves),
	cmocka_unit_test(queue_moves),
	cmocka_unit_test(limit_moves),
	cmocka_unit_test(partner_goes),
	cmocka_unit_test(running_thread_moves),
	cmocka_unit_test(record_is_out),
	cmocka_unit_test(two_schedulers),
	cmocka_unit_test(ping_pong),
};
SUITE(schedule);
