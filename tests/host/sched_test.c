/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ready queues and the choice of the next thread, against queues of the simplest kind; slices and
 * the timer against the clock.
 */
#include "test.h"

#include <arch/time.h>
#include <generic/sched.h>

#define THREADS	24
#define NOBODY	THREADS		/* the idle thread */

static struct tcb tcb[THREADS + 1];

/* Nobody asks for delayed preemption. */
static bool wants_nothing(const struct tcb *t)
{
	(void)t;
	return false;
}

static void is_not_told(struct tcb *t)
{
	(void)t;
}

static const struct sched_ops no_wishes = {
	.wants_delay = wants_nothing, .delayed = is_not_told, .preempted = is_not_told,
};

static void begin(unsigned int nprios)
{
	for (unsigned int i = 0; i <= THREADS; i++) {
		list_init(&tcb[i].ready);
		tcb[i].state = THREAD_RUNNING;
		tcb[i].no_attention = ATTENTION_ALL;
		tcb[i].usual = i % 8 == 7 ? USUAL_ALL & ~USUAL_FPU : USUAL_ALL;
		/* Neighbours and the ends of the range. */
		tcb[i].prio = (prio_t)(i % nprios < 2 ? i % nprios * 255 : 60 + i % nprios);
		tcb[i].slice = 1000;
		tcb[i].quantum = tcb[i].quantum_left = USEC_NEVER;
	}
	sched_init(this_cpu(), &tcb[NOBODY], &no_wishes);
	tcb[NOBODY].prio = 0;
}

/* --- model: who is queued at which priority, in order --- */

static unsigned int queue[THREADS], nqueued;	/* all priorities in one list, most urgent first */
static unsigned int running = NOBODY;

static int prio(unsigned int t)
{
	return t == NOBODY ? -1 : tcb[t].prio;
}

static void model_queue(unsigned int t, bool head)
{
	unsigned int at = 0;

	while (at < nqueued && (head ? prio(queue[at]) > prio(t) : prio(queue[at]) >= prio(t)))
		at++;
	memmove(queue + at + 1, queue + at, (nqueued++ - at) * sizeof(queue[0]));
	queue[at] = t;
}

static bool model_unqueue(unsigned int t)
{
	for (unsigned int at = 0; at < nqueued; at++) {
		if (queue[at] != t)
			continue;
		memmove(queue + at, queue + at + 1, (--nqueued - at) * sizeof(queue[0]));
		return true;
	}
	return false;
}

static bool is_queued(unsigned int t)
{
	for (unsigned int i = 0; i < nqueued; i++)
		if (queue[i] == t)
			return true;
	return false;
}

static void model_pick(void)
{
	running = nqueued > 0 ? queue[0] : NOBODY;
	model_unqueue(running);
}

static void check_queues(void)
{
	const struct cpu *c = this_cpu();
	unsigned int at = 0;

	if (c->urgent != NULL) {
		assert_true(nqueued > 0 && c->resched && c->urgent->is_queued);
		assert_ptr_equal(c->urgent, &tcb[queue[at++]]);
		assert_true(c->urgent->prio > c->top);
	}
	for (int p = 255; p >= 0; p--) {
		struct tcb *first = c->ready[p], *t = first;
		bool bit = c->ready_map[p / WORD_BITS] >> (p % WORD_BITS) & 1;

		assert_int_equal(bit, first != NULL);
		if (first == NULL)
			continue;
		do {
			assert_true(at < nqueued);
			assert_ptr_equal(t, &tcb[queue[at++]]);
			assert_true(t->is_queued && t->prio == p);
			t = list_entry(t->ready.next, struct tcb, ready);
		} while (t != first);
	}
	assert_int_equal(at, nqueued);
	for (unsigned int w = 0; w < ARRAY_SIZE(c->ready_map); w++)
		assert_int_equal(c->ready_words >> w & 1, c->ready_map[w] != 0);
	for (unsigned int t = 0; t < THREADS; t++)
		assert_true(tcb[t].is_queued ? is_queued(t) :
					       !is_queued(t) && list_is_empty(&tcb[t].ready));
	assert_ptr_equal(c->current, &tcb[running]);
}

/* A thread that neither runs nor is queued. */
static unsigned int blocked(void)
{
	unsigned int t = test_random(THREADS);

	for (unsigned int i = 0; i < THREADS; i++, t = (t + 1) % THREADS)
		if (t != running && !is_queued(t))
			return t;
	return NOBODY;
}

/* Each of these does something on both sides; returns who runs then, as the kernel says. */

static struct tcb *wake_one(unsigned int t)
{
	sched_wake(&tcb[t]);
	model_queue(t, false);
	if (prio(t) > prio(running))
		assert_true(this_cpu()->resched);
	return &tcb[running];
}

static struct tcb *block(void)
{
	struct tcb *next = sched_pick();

	model_pick();
	return next;
}

static struct tcb *settle(void)
{
	struct tcb *next = sched_settle(&tcb[running]);

	assert_false(this_cpu()->resched);
	if (nqueued == 0 || prio(queue[0]) <= prio(running))
		return next;
	if (running != NOBODY)
		model_queue(running, true);
	model_pick();
	return next;
}

static struct tcb *yield(void)
{
	struct tcb *next = sched_yield(&tcb[running]);

	model_queue(running, false);
	model_pick();
	return next;
}

/* The running thread blocks for t, or could go on. */
static struct tcb *hand_over(unsigned int t)
{
	struct tcb *next;

	if (test_random(2)) {
		next = sched_prefer(&tcb[running], &tcb[t]);
		model_queue(running, true);
	} else {
		next = sched_hand_over(&tcb[t]);
	}
	model_queue(t, true);
	if (prio(queue[0]) > prio(t)) {
		model_pick();
		return next;
	}
	model_unqueue(t);
	running = t;
	return next;
}

static struct tcb *dequeue(unsigned int t)
{
	sched_dequeue(&tcb[t]);
	model_unqueue(t);
	return &tcb[running];
}

static struct tcb *donate(unsigned int t)
{
	struct tcb *next;

	model_unqueue(t);
	next = sched_donate(&tcb[running], &tcb[t]);
	model_queue(running, false);
	running = t;
	return next;
}

/* How often this was so after a choice. */
static unsigned int nothing_to_do, urgent;

/* More than so many are not left in the queues for long. */
static void one_choice(unsigned int many)
{
	struct tcb *next = &tcb[running];
	unsigned int t = blocked(), choice = test_random(9);

	if (nqueued > many && choice <= 2)
		choice = 3;
	if (choice <= 2 && t != NOBODY)
		next = wake_one(t);
	else if (choice == 3)
		next = block();
	else if (choice == 4)
		next = settle();
	else if (choice == 5 && running != NOBODY)
		next = yield();
	else if (choice == 6 && running != NOBODY && t != NOBODY)
		next = hand_over(t);
	else if (choice == 7 && running != NOBODY && nqueued > 0)
		next = donate(queue[test_random(nqueued)]);
	else if (choice == 8)
		next = dequeue(test_random(THREADS));
	assert_ptr_equal(next, &tcb[running]);
	check_queues();
}

/* "Nothing to do" is true: the timer and the gate are what they would be if set once more. */
static void check_nothing_to_do(void)
{
	const struct cpu *c = this_cpu();
	usec_t programmed = c->programmed;
	u64 open = c->open;

	if (c->timer_stale || c->resched)
		return;
	sched_program_timer(&tcb[running]);
	assert_true(c->programmed == programmed);
	if (c->todo != 0 || !tcb_runs_as_usual(&tcb[running]))
		return;
	nothing_to_do++;
	sched_open_gate(&tcb[running]);
	assert_true(c->open == open && c->todo == 0);
}

static void choices_random(void **state)
{
	(void)state;
	begin(6);
	for (unsigned int i = 0; i < THREADS; i += 5)
		tcb[i].slice = 0;
	for (unsigned int i = 0; i < THREADS; i += 7)
		tcb[i].max_delay = 1;
	nothing_to_do = urgent = 0;
	for (unsigned int i = 0; i < test_rounds(20000); i++) {
		one_choice(i / 64 % THREADS);
		urgent += this_cpu()->urgent != NULL;
		check_nothing_to_do();
		if (this_cpu()->timer_stale)
			sched_program_timer(&tcb[running]);
		if (!this_cpu()->resched && test_random(4) != 0)
			sched_open_gate(&tcb[running]);
		host_time_advance(test_random(300));
		arch_this_cpu()->irq_recorded = 0;
	}
	assert_true(nothing_to_do > test_rounds(20000) / 50);
	assert_true(urgent > test_rounds(20000) / 50);
}

/* --- slices --- */

static bool nobody_expires(struct tcb *t __unused)
{
	fail();
	return false;
}

/* Time passes until the timer strikes. */
static struct tcb *next_tick(struct tcb *me, bool (*expired)(struct tcb *t))
{
	if (this_cpu()->timer_stale)
		sched_program_timer(me);
	if (arch_this_cpu()->irq_recorded == 0) {
		assert_true(host_timer_deadline() != USEC_NEVER);
		host_time_advance(host_timer_deadline() - arch_time_now());
	}
	assert_true(arch_this_cpu()->irq_recorded & 1u << HOST_IRQ_TIMER);
	arch_this_cpu()->irq_recorded = 0;
	me = sched_tick(me, expired);
	return this_cpu()->resched ? sched_settle(me) : me;
}

static void slices(void **state)
{
	struct tcb *me;
	usec_t start;

	(void)state;
	begin(1);	/* all at priority 0, which is also the idle thread's */
	for (unsigned int i = 0; i < 3; i++) {
		tcb[i].slice = tcb[i].slice_left = 100 * (i + 1);
		sched_wake(&tcb[i]);
	}
	me = sched_settle(this_cpu()->current);
	for (unsigned int i = 0; i < 9; i++) {
		assert_ptr_equal(me, &tcb[i % 3]);
		start = arch_time_now();
		me = next_tick(me, nobody_expires);
		assert_true(arch_time_now() - start == 100 * (i % 3 + 1));
	}
	sched_program_timer(me);
	/* Alone, it needs no timer. */
	sched_dequeue(&tcb[1]);
	sched_dequeue(&tcb[2]);
	me = next_tick(me, nobody_expires);
	assert_ptr_equal(me, &tcb[0]);
	sched_program_timer(me);
	assert_true(host_timer_deadline() == USEC_NEVER);
	/* An equal that comes makes the slice count again. */
	host_time_advance(5000);
	sched_wake(&tcb[1]);
	me = next_tick(me, nobody_expires);
	assert_ptr_equal(me, &tcb[1]);
}

static void infinite_slice(void **state)
{
	struct tcb *me;

	(void)state;
	begin(1);
	tcb[0].slice = 0;
	sched_wake(&tcb[0]);
	sched_wake(&tcb[1]);
	me = sched_settle(this_cpu()->current);
	assert_ptr_equal(me, &tcb[0]);
	sched_program_timer(me);
	assert_true(host_timer_deadline() == USEC_NEVER);
	assert_ptr_equal(sched_yield(me), &tcb[1]);
}

/* Preempted in the middle of its slice, a thread goes on with the rest. */
static void rest_of_slice(void **state)
{
	struct tcb *me;
	usec_t start;

	(void)state;
	begin(1);
	tcb[0].prio = tcb[1].prio = 10;
	tcb[2].prio = 20;
	sched_wake(&tcb[0]);
	sched_wake(&tcb[1]);
	me = sched_settle(this_cpu()->current);
	host_time_advance(300);
	sched_wake(&tcb[2]);
	me = sched_settle(me);
	assert_ptr_equal(me, &tcb[2]);
	host_time_advance(100);
	me = sched_pick();
	assert_ptr_equal(me, &tcb[0]);
	start = arch_time_now();
	me = next_tick(me, nobody_expires);
	assert_ptr_equal(me, &tcb[1]);
	assert_true(arch_time_now() - start == 700);
}

/* A waiting thread passes the gate. */
static bool passes_of(cpu_t cpu, u8 no_attention, u16 usual, prio_t prio)
{
	struct tcb t = {
		.state = THREAD_WAITING, .no_attention = no_attention, .usual = usual, .prio = prio,
		.cpu = cpu,
	};
	bool passed = gate_is_passed(t.gate, this_cpu(), 0);

	/* The last two bytes decide nothing. */
	t.is_queued = true;
	t.continuation = 0xff;
	assert_int_equal(gate_is_passed(t.gate, this_cpu(), 0), passed);
	return passed;
}

#define passes(attention, usual, prio) passes_of(this_cpu()->number, attention, usual, prio)

/* Whoever runs, only threads with nothing unusual pass, of priorities from the queue's top on. */
static void check_gate(struct tcb *me, int lowest)
{
	sched_program_timer(me);
	sched_open_gate(me);
	for (unsigned int prio = 0; prio < 256; prio++) {
		assert_int_equal(passes(0xff, USUAL_ALL, (prio_t)prio), (int)prio >= lowest);
		/* Those of other processors never do. */
		for (unsigned int i = 1; IS_ENABLED(CONFIG_SMP) && i < 256; i++)
			assert_false(passes_of(this_cpu()->number ^ i, 0xff, USUAL_ALL, prio));
		for (unsigned int bit = 0; bit < 8; bit++)
			assert_false(passes((u8)~BIT(bit), USUAL_ALL, (prio_t)prio));
		for (unsigned int bit = 0; bit < 16; bit++)
			assert_false(passes(0xff, (u16)~BIT(bit), (prio_t)prio));
	}
}

static void gate(void **state)
{
	struct tcb *me;

	(void)state;
	begin(1);
	for (unsigned int i = 0; i < 4; i++) {
		tcb[i].no_attention = 0xff;
		tcb[i].usual = USUAL_ALL;
		tcb[i].prio = i < 2 ? 100 : 255;
	}
	/* Alone: with a slice, and without, when the timer needs not be programmed at all. */
	sched_wake(&tcb[0]);
	me = sched_settle(this_cpu()->current);
	check_gate(me, 0);
	tcb[0].slice = 0;
	sched_slice_changed(me);
	check_gate(me, 0);
	/* An equal waits for ever, or for the end of a slice that is programmed. */
	sched_wake(&tcb[1]);
	check_gate(me, 100);
	tcb[0].slice = 1000;
	sched_slice_changed(me);
	check_gate(me, 100);
	/* It waits for the end of a slice that nobody has programmed. */
	this_cpu()->programmed = USEC_NEVER;
	sched_open_gate(me);
	assert_false(passes(0xff, USUAL_ALL, 100));
	assert_true(passes(0xff, USUAL_ALL, 101));
	/* The most urgent of all waits. */
	tcb[2].prio = 255;
	sched_wake(&tcb[2]);
	me = sched_settle(me);
	sched_wake(&tcb[3]);
	check_gate(me, 255);
	/* The running thread itself is unusual, which other words are not. */
	me->usual = USUAL_ALL & ~USUAL_WORDS;
	check_gate(me, 255);
	me->usual = USUAL_ALL & ~USUAL_IPC;
	check_gate(me, 256);
	me->usual = USUAL_ALL & ~USUAL_IPC & ~USUAL_WORDS;
	check_gate(me, 256);
	me->usual = USUAL_ALL;
	me->no_attention = 0xfe;
	check_gate(me, 256);
}

static unsigned int nexpired, ndelayed;
static usec_t expired_at[THREADS];

static bool note_expired(struct tcb *t)
{
	expired_at[t - tcb] = arch_time_now();
	nexpired++;
	return true;
}

static bool wants_delay(const struct tcb *t)
{
	(void)t;
	return true;
}

static void note_delayed(struct tcb *t)
{
	(void)t;
	ndelayed++;
}

static const struct sched_ops wishes = {
	.wants_delay = wants_delay, .delayed = note_delayed, .preempted = is_not_told,
};

/* A wait ends with the slice, for somebody too urgent to be kept waiting: no delay is begun. */
static void delay_in_vain(void **state)
{
	struct tcb *me;

	(void)state;
	begin(1);
	sched_init(this_cpu(), &tcb[NOBODY], &wishes);
	for (unsigned int i = 0; i < 3; i++)
		tcb[i].prio = i < 2 ? 100 : 200;
	tcb[0].sensitive_prio = 150;
	tcb[0].max_delay = tcb[0].delay_left = 50;
	ndelayed = 0;
	sched_wake(&tcb[0]);
	me = sched_settle(this_cpu()->current);
	assert_ptr_equal(me, &tcb[0]);
	sched_wake(&tcb[1]);
	sched_timer_set(&tcb[2], this_cpu()->slice_end);
	me = next_tick(me, note_expired);
	assert_ptr_equal(me, &tcb[2]);
	assert_int_equal(ndelayed, 0);
	assert_true(tcb[0].delay_left == 50);
	/* Its slice is over as well. */
	assert_ptr_equal(sched_pick(), &tcb[1]);
}

/* Waits end in time order, none early, and late only by the batch before them. */
static void timeouts(void **state)
{
	usec_t deadline[THREADS];
	struct tcb *me;

	(void)state;
	begin(6);
	me = this_cpu()->current;
	for (unsigned int i = 0; i < THREADS; i++) {
		deadline[i] = arch_time_now() + 1 + (i < 20 ? 500 : test_random(1000));
		sched_timer_set(&tcb[i], deadline[i]);
	}
	sched_timer_cancel(&tcb[7]);
	sched_timer_cancel(&tcb[7]);
	while (nexpired < THREADS - 1)
		me = next_tick(me, note_expired);
	for (unsigned int i = 0; i < THREADS; i++)
		assert_true(i == 7 || expired_at[i] >= deadline[i]);
	for (unsigned int i = 0; i < 20; i++)
		assert_true(i == 7 || expired_at[i] <= deadline[i] + 1);
}

static usec_t limit[THREADS];	/* what the model says; USEC_NEVER: none */

static bool limit_expired(struct tcb *t)
{
	assert_true(limit[t - tcb] <= arch_time_now());
	sched_timer_cancel(t);
	limit[t - tcb] = USEC_NEVER;
	return false;
}

/* Limits come and go, longer and shorter ones than before; what is over does not count. */
static void limits_random(void **state)
{
	struct tcb *me;

	(void)state;
	begin(6);
	me = this_cpu()->current;
	for (unsigned int i = 0; i < THREADS; i++) {
		tcb[i].usual = USUAL_ALL;
		limit[i] = USEC_NEVER;
	}
	for (unsigned int n = 0; n < 20000; n++) {
		unsigned int i = test_random(THREADS), what = test_random(8);

		if (what < 5) {
			sched_timer_cancel(&tcb[i]);
			limit[i] = USEC_NEVER;
			if (what < 3) {
				limit[i] = arch_time_now() + 1 + test_random(what ? 30 : 300);
				sched_timer_set(&tcb[i], limit[i]);
			}
			continue;
		}
		host_time_advance(test_random(40));
		/* Batch by batch, until all that are due have been told. */
		for (unsigned int k = 0; k < THREADS; k++)
			me = sched_tick(me, limit_expired);
		for (unsigned int k = 0; k < THREADS; k++)
			assert_true(limit[k] > arch_time_now());
	}
	for (unsigned int i = 0; i < THREADS; i++)
		sched_timer_remove(&tcb[i]);
	assert_null(this_cpu()->timers.root);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(choices_random),
	cmocka_unit_test(slices),
	cmocka_unit_test(infinite_slice),
	cmocka_unit_test(rest_of_slice),
	cmocka_unit_test(gate),
	cmocka_unit_test(delay_in_vain),
	cmocka_unit_test(timeouts),
	cmocka_unit_test(limits_random),
};
SUITE(sched);
