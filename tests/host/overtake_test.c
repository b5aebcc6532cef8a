/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thread that becomes ready and is more urgent than all others runs at once, and whom it has
 * overtaken goes on before its equals, with the rest of its slice.
 */
#include "test.h"

#include <arch/time.h>
#include <generic/sched.h>

enum { LOW, EQUAL, HIGH, HIGHER, THREADS, IDLE = THREADS };

#define SLICE	1000

static struct tcb tcb[THREADS + 1];
static unsigned int npreempted[THREADS + 1];

static bool wants_nothing(const struct tcb *t)
{
	(void)t;
	return false;
}

static void is_not_told(struct tcb *t)
{
	(void)t;
}

static bool nobody_waits(struct tcb *t __unused)
{
	return false;
}

static void note_preempted(struct tcb *t)
{
	npreempted[t - tcb]++;
}

static const struct sched_ops notes = {
	.wants_delay = wants_nothing, .delayed = is_not_told, .preempted = note_preempted,
};

/* LOW runs and has used 300 of its slice; EQUAL waits for it. */
static struct cpu *begin(void)
{
	static const prio_t prios[] = { 10, 10, 20, 30 };

	for (unsigned int i = 0; i <= THREADS; i++) {
		list_init(&tcb[i].ready);
		tcb[i].state = THREAD_RUNNING;
		tcb[i].no_attention = ATTENTION_ALL;
		tcb[i].usual = i < THREADS ? USUAL_ALL : USUAL_WORDS;
		tcb[i].prio = i < THREADS ? prios[i] : 0;
		tcb[i].slice = SLICE;
		tcb[i].quantum = tcb[i].quantum_left = USEC_NEVER;
	}
	sched_init(this_cpu(), &tcb[IDLE], &notes);
	sched_wake(&tcb[LOW]);
	sched_wake(&tcb[EQUAL]);
	assert_ptr_equal(sched_settle(&tcb[IDLE]), &tcb[LOW]);
	sched_program_timer(&tcb[LOW]);
	sched_open_gate(&tcb[LOW]);
	assert_int_equal(this_cpu()->todo, 0);
	host_time_advance(300);
	return this_cpu();
}

/* t runs on a slice of `slice`, and nothing is left to be done; LOW has kept rest and place. */
static void check_overtaken(const struct tcb *t, usec_t slice)
{
	struct cpu *c = this_cpu();
	usec_t programmed = c->programmed;
	u64 open = c->open;

	assert_ptr_equal(c->current, t);
	assert_false(t->is_queued);
	assert_int_equal(c->todo, 0);
	assert_null(c->urgent);
	assert_true(c->slice_end == (slice != 0 ? arch_time_now() + slice : USEC_NEVER));
	assert_int_equal(npreempted[LOW], 1);
	assert_true(tcb[LOW].is_queued && tcb[LOW].slice_left == SLICE - 300);
	assert_int_equal(c->top, tcb[LOW].prio);
	assert_ptr_equal(c->ready[c->top], &tcb[LOW]);
	assert_ptr_equal(tcb[LOW].ready.next, &tcb[EQUAL].ready);
	/* The dispatcher would set timer and gate to the same, or open a gate more. */
	sched_program_timer(c->current);
	assert_true(c->programmed == programmed);
	sched_open_gate(c->current);
	assert_true(c->open <= open && c->open + GATE(0, 1) - GATE(0, 0) >= open);
}

/* When t waits again LOW goes on, and EQUAL follows when its slice is used up. */
static void check_rest(void)
{
	struct cpu *c = this_cpu();
	struct tcb *me;
	usec_t start;

	host_time_advance(100);
	me = sched_pick();
	assert_ptr_equal(me, &tcb[LOW]);
	start = arch_time_now();
	/* The timer may strike for the slice as it was before. */
	while (me == &tcb[LOW]) {
		if (c->timer_stale)
			sched_program_timer(me);
		if (arch_this_cpu()->irq_recorded == 0)
			host_time_advance(host_timer_deadline() - arch_time_now());
		arch_this_cpu()->irq_recorded = 0;
		me = sched_tick(me, nobody_waits);
	}
	assert_ptr_equal(me, &tcb[EQUAL]);
	assert_true(arch_time_now() - start == SLICE - 300);
	assert_ptr_equal(c->ready[10], &tcb[LOW]);
}

static void by_message(void **state)
{
	(void)state;
	begin();
	sched_wake_now(&tcb[HIGH]);
	check_overtaken(&tcb[HIGH], SLICE);
	check_rest();
}

/* It has used up a part of its own slice, or has one without end. */
static void own_slice(void **state)
{
	(void)state;
	begin();
	tcb[HIGH].slice_left = 70;
	sched_wake_now(&tcb[HIGH]);
	check_overtaken(&tcb[HIGH], 70);
	check_rest();
}

static void endless_slice(void **state)
{
	(void)state;
	begin();
	tcb[HIGH].slice = 0;
	sched_wake_now(&tcb[HIGH]);
	check_overtaken(&tcb[HIGH], 0);
	check_rest();
}

/* Each overtakes the one before. */
static void twice(void **state)
{
	struct cpu *c = begin();

	(void)state;
	sched_wake_now(&tcb[HIGH]);
	host_time_advance(40);
	sched_wake_now(&tcb[HIGHER]);
	assert_ptr_equal(c->current, &tcb[HIGHER]);
	assert_int_equal(c->todo, 0);
	assert_true(tcb[HIGH].is_queued && tcb[HIGH].slice_left == SLICE - 40);
	assert_int_equal(npreempted[HIGH], 1);
	assert_int_equal(c->top, tcb[HIGH].prio);
	assert_ptr_equal(sched_pick(), &tcb[HIGH]);
	assert_true(c->slice_end == arch_time_now() + SLICE - 40);
	assert_ptr_equal(sched_pick(), &tcb[LOW]);
	assert_true(c->slice_end == arch_time_now() + SLICE - 300);
}

static bool end_wait(struct tcb *t)
{
	sched_timer_cancel(t);
	return true;
}

/* The timer strikes, which was programmed before user code ran. */
static struct tcb *tick(void)
{
	sched_program_timer(&tcb[LOW]);
	arch_this_cpu()->irq_recorded = 0;
	return sched_tick(&tcb[LOW], end_wait);
}

static void by_end_of_wait(void **state)
{
	usec_t later;

	(void)state;
	begin();
	later = arch_time_now() + 50;
	sched_timer_set(&tcb[HIGH], arch_time_now());
	sched_timer_set(&tcb[HIGHER], later);
	assert_ptr_equal(tick(), &tcb[HIGH]);
	check_overtaken(&tcb[HIGH], SLICE);
	assert_true(host_timer_deadline() == later);
	sched_timer_remove(&tcb[HIGHER]);
	check_rest();
}

/* Of two waits that end at once the more urgent thread runs first, whichever ends first. */
static void two_waits(void **state)
{
	struct cpu *c = begin();
	struct tcb *me;

	(void)state;
	sched_timer_set(&tcb[HIGH], arch_time_now() - 1);
	sched_timer_set(&tcb[HIGHER], arch_time_now());
	me = tick();
	if (c->resched)
		me = sched_settle(me);
	assert_ptr_equal(me, &tcb[HIGHER]);
	assert_ptr_equal(sched_pick(), &tcb[HIGH]);
	assert_ptr_equal(sched_pick(), &tcb[LOW]);
	assert_true(c->slice_end == arch_time_now() + SLICE - 300);
}

/* The slice of the running thread ends at the same time: it goes behind its equals. */
static void at_end_of_slice(void **state)
{
	struct cpu *c = begin();
	struct tcb *me;

	(void)state;
	host_time_advance(SLICE - 300);
	sched_timer_set(&tcb[HIGH], arch_time_now());
	me = tick();
	if (c->resched)
		me = sched_settle(me);
	assert_ptr_equal(me, &tcb[HIGH]);
	assert_int_equal(npreempted[LOW], 1);
	assert_ptr_equal(sched_pick(), &tcb[EQUAL]);
	assert_ptr_equal(c->ready[10], &tcb[LOW]);
}

/* t, which may not overtake now, is queued and the dispatcher is asked. */
static void check_refused(struct tcb *t)
{
	struct cpu *c = this_cpu();

	sched_wake_now(t);
	assert_ptr_equal(c->current, &tcb[LOW]);
	assert_true(t->is_queued && !tcb[LOW].is_queued);
	assert_int_equal(npreempted[LOW], 0);
	assert_int_equal(c->resched, t->prio > tcb[LOW].prio);
	sched_dequeue(t);
	c->todo = 0;
}

static void not_at_once(void **state)
{
	struct cpu *c = begin();

	(void)state;
	/* Not more urgent than the running thread, or than one that waits. */
	tcb[HIGH].prio = 10;
	check_refused(&tcb[HIGH]);
	tcb[HIGH].prio = 9;
	check_refused(&tcb[HIGH]);
	tcb[HIGH].prio = 20;
	tcb[HIGHER].prio = 20;
	sched_enqueue_tail(&tcb[HIGHER]);
	c->todo = 0;
	check_refused(&tcb[HIGH]);
	sched_dequeue(&tcb[HIGHER]);
	c->todo = 0;
	/* Something unusual or pending about one of the two. */
	for (unsigned int i = 1; i < 16; i++) {
		struct tcb *t = &tcb[i % 2 ? LOW : HIGH];

		if (BIT(i) != USUAL_FPU) {
			usual_set(t, (u16)BIT(i), false);
			check_refused(&tcb[HIGH]);
		}
		t->usual = USUAL_ALL;
		t->no_attention = (u8)~BIT(i % 8);
		check_refused(&tcb[HIGH]);
		t->no_attention = ATTENTION_ALL;
	}
	/* Something to be done on the way out. */
	c->interrupts = true;
	check_refused(&tcb[HIGH]);
	c->timer_stale = true;
	check_refused(&tcb[HIGH]);
	c->resched = true;
	check_refused(&tcb[HIGH]);
	/* The gate is another one then anyway. */
	c->gate_stale = true;
	sched_wake_now(&tcb[HIGH]);
	check_overtaken(&tcb[HIGH], SLICE);
}

/* With a floating-point state there is work left for the port, and nothing else. */
static void with_states(bool of_low, bool of_high)
{
	struct cpu *c = begin();

	usual_set(&tcb[LOW], USUAL_FPU, !of_low);
	usual_set(&tcb[HIGH], USUAL_FPU, !of_high);
	sched_open_gate(&tcb[LOW]);
	sched_wake_now(&tcb[HIGH]);
	assert_int_equal(c->todo, TODO_GATE);
	sched_open_gate(&tcb[HIGH]);
	assert_int_equal(c->todo, of_high ? TODO_GATE : 0);
	tcb[LOW].usual = tcb[HIGH].usual = USUAL_ALL;
	sched_open_gate(&tcb[HIGH]);
	check_overtaken(&tcb[HIGH], SLICE);
	check_rest();
}

static void state_overtaken(void **state)
{
	(void)state;
	with_states(true, false);
}

static void state_overtakes(void **state)
{
	(void)state;
	with_states(false, true);
}

static void both_states(void **state)
{
	(void)state;
	with_states(true, true);
}

/* A thread with other words than the processor's is as usual. */
static void other_words(void **state)
{
	(void)state;
	begin();
	usual_set(&tcb[LOW], USUAL_WORDS, false);
	usual_set(&tcb[HIGH], USUAL_WORDS, false);
	sched_wake_now(&tcb[HIGH]);
	check_overtaken(&tcb[HIGH], SLICE);
}

/* Nobody overtakes the idle thread, whose slice does not count. */
static void idle(void **state)
{
	struct cpu *c = this_cpu();

	(void)state;
	begin();
	sched_dequeue(&tcb[EQUAL]);
	assert_ptr_equal(sched_pick(), &tcb[IDLE]);
	sched_program_timer(&tcb[IDLE]);
	sched_open_gate(&tcb[IDLE]);
	sched_wake_now(&tcb[HIGH]);
	assert_ptr_equal(c->current, &tcb[IDLE]);
	assert_ptr_equal(sched_settle(&tcb[IDLE]), &tcb[HIGH]);
	assert_false(tcb[IDLE].is_queued);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(by_message),
	cmocka_unit_test(own_slice),
	cmocka_unit_test(endless_slice),
	cmocka_unit_test(twice),
	cmocka_unit_test(by_end_of_wait),
	cmocka_unit_test(two_waits),
	cmocka_unit_test(at_end_of_slice),
	cmocka_unit_test(not_at_once),
	cmocka_unit_test(state_overtaken),
	cmocka_unit_test(state_overtakes),
	cmocka_unit_test(both_states),
	cmocka_unit_test(other_words),
	cmocka_unit_test(idle),
};
SUITE(overtake);
