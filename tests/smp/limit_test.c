/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How much of a thread's time other processors can take. Threads of processor 0 ask for something
 * of processor 1 again and again, where `u` runs.
 */
#include "several.h"

#include <api/continuation.h>
#include <api/request.h>
#include <arch/time.h>
#include <generic/flush.h>
#include <generic/mapdb.h>

#define WINDOW	1000	/* microseconds */
#define MOST	64	/* requests in one */
#define MANY	1000
#define MEMORY	0x40000000ul
#define FRAME	64ul
#define PAGES	96
#define LINE	3	/* of an interrupt */

static struct tcb *s, *r, *u, *v, *w;

static void set_priority(struct tcb *t, unsigned int prio)
{
	on(0);
	host_leave(sys_schedule(root, t->id, UNCHANGED, UNCHANGED, prio, UNCHANGED));
	handle_all();
	if (host_current() != root)
		become(root);
	assert_int_equal(t->prio, prio);
}

/* r waits for nobody in particular, and takes nothing. */
static void begin_at(unsigned int u_prio, unsigned int r_prio)
{
	several_begin(2);
	s = place_thread(1, 1, 0);
	r = place_thread(2, 2, 1);
	v = place_thread(3, 3, 1);
	u = place_thread(4, 4, 1);
	set_priority(r, r_prio);
	set_priority(v, 50);
	set_priority(u, u_prio);
	play(v);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	play(r);
	ipc(L4_TID_NIL, u->id, TIMEOUTS(NEVER, NEVER));
	play(u);
	host_time_advance(WINDOW);
	on(0);
	become(root);
	ipc(L4_TID_NIL, sigma0->id, TIMEOUTS(NEVER, NEVER));
}

/* s asks, which is refused if processor 1 looks at it. False: that has other things to do. */
static bool ask_once(void)
{
	play(s);
	ipc(r->id, L4_TID_NIL, TIMEOUTS(ZERO, NEVER));
	handle(1);
	handle(0);
	return !s->request.is_out;
}

/* So many are answered before one is not. */
static unsigned int ask(unsigned int most)
{
	unsigned int n = 0;

	while (n < most && ask_once())
		n++;
	return n;
}

/* That one is, when processor 1 has looked. */
static bool is_answered(void)
{
	handle(1);
	handle(0);
	return !s->request.is_out;
}

/* Whatever was left of the window before, this one is used up. */
static void use_up(void)
{
	assert_in_range(ask(MANY), MOST, 2 * MOST - 1);
	on(1);
	assert_ptr_equal(host_current(), u);
}

/* More is not taken from one that is more urgent; the timer, and nothing else, goes on with it. */
static void in_a_window(void **state)
{
	(void)state;
	begin_at(200, 100);
	use_up();
	for (unsigned int i = 0; i < 3; i++) {
		on(1);
		assert_int_equal(host_timer_deadline(), arch_time_now() + WINDOW);
		host_time_advance(WINDOW - 1);
		assert_false(is_answered());
		on(1);
		host_time_advance(1);
		assert_true(is_answered());
		/* The window has begun with that one. */
		assert_int_equal(ask(MANY), MOST - 1);
	}
	check_all();
}

/* With nobody to take it from there is no limit. */
static void idle(void **state)
{
	(void)state;
	begin_at(200, 100);
	on(1);
	become(u);
	ipc(L4_TID_NIL, sigma0->id, TIMEOUTS(NEVER, NEVER));
	assert_ptr_equal(host_current(), this_cpu()->idle);
	assert_int_equal(ask(MANY), MANY);
}

/* u waits from now on: what is held goes on at once. */
static void u_waits(void)
{
	on(1);
	become(u);
	ipc(L4_TID_NIL, sigma0->id, TIMEOUTS(NEVER, NEVER));
	assert_true(is_answered());
	on(1);
}

static void nobody_runs(void **state)
{
	(void)state;
	begin_at(200, 100);
	use_up();
	u_waits();
	assert_ptr_equal(host_current(), this_cpu()->idle);
	assert_int_equal(ask(MANY), MANY);
}

/* Who is less urgent than one that has given its part gives as much, once. */
static void less_urgent(void **state)
{
	(void)state;
	begin_at(200, 100);
	on(1);
	ipc(v->id, L4_TID_NIL, TIMEOUTS(ZERO, NEVER));
	assert_ptr_equal(host_current(), u);
	use_up();
	u_waits();
	assert_ptr_equal(host_current(), v);
	assert_int_equal(ask(MANY), MOST - 1);
	check_all();
}

/* Messages to a more urgent thread are that one's time: what others can take is not used up. */
static void more_urgent(void **state)
{
	(void)state;
	begin_at(100, 200);
	on(1);
	ipc(r->id, L4_TID_NIL, TIMEOUTS(ZERO, NEVER));
	assert_ptr_equal(host_current(), r);
	assert_in_range(ask(MANY), MOST, 2 * MOST - 1);
	on(1);
	host_time_advance(WINDOW);
	assert_true(is_answered());
	for (unsigned int i = 0; i < MANY; i++) {
		on(1);
		assert_ptr_equal(host_current(), r);
		ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
		assert_ptr_equal(host_current(), u);
		assert_true(ask_once());
	}
	assert_int_equal(ask(MANY), MOST - 1);
	check_all();
}

/* An interrupt comes to processor 1, whose handler r overtakes u. It is for the next time then. */
static void interrupt_arrives(struct thread *irq)
{
	on(1);
	become(u);
	irq->tcb.state = THREAD_ASKING;
	continue_later(irq, CONTINUE_SEND);
	request_begin(irq, REQUEST_HOME, this_cpu());
	request_fetch();
	play(r);
	assert_int_equal(irq->tcb.state, THREAD_WAITING);
	irq->tcb.state = THREAD_HALTED;
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	assert_ptr_equal(host_current(), u);
}

/* Nor is it used up by what lets a more urgent one run at once. */
static void overtaken(void **state)
{
	struct thread *irq;
	unsigned int budget;

	(void)state;
	begin_at(100, 200);
	irq = thread_by_number(LINE);
	irq->tcb.cpu = 1;
	irq->handler = r->id;
	on(1);
	ipc(r->id, L4_TID_NIL, TIMEOUTS(ZERO, NEVER));
	become(r);
	ipc(L4_TID_NIL, L4_TID_ANY, TIMEOUTS(NEVER, NEVER));
	handle_all();
	on(1);
	host_time_advance(WINDOW);
	assert_true(is_answered());
	budget = cpus[1]->limit.budget;
	for (unsigned int i = 0; i < MANY; i++)
		interrupt_arrives(irq);
	assert_int_equal(this_cpu()->limit.budget, budget);
	check_all();
}

/* --- flushes --- */

/* s, of one space with u, takes a page from it. */
static void take_page(unsigned int n)
{
	play(s);
	mr(s)[0] = (MEMORY + n * ARCH_PAGE_SIZE) | ARCH_PAGE_SHIFT << L4_FPAGE_SIZE_SHIFT |
		   RIGHT_RWX;
	host_leave(sys_unmap(s, L4_UNMAP_FLUSH));
}

/* That is over when processor 1 has answered; it answers at once, when it is asked. */
static bool is_taken(void)
{
	handle(1);
	handle(0);
	return s->state == THREAD_RUNNING;
}

static void begin_flush(unsigned int s_prio)
{
	struct map_op op = {
		.src_va = FRAME * ARCH_PAGE_SIZE, .dst_va = MEMORY, .left = PAGES * ARCH_PAGE_SIZE,
		.rights = RIGHT_RWX,
	};

	several_begin(2);
	s = place_thread(1, 1, 0);
	u = place_thread(2, 1, 1);
	r = place_thread(3, 3, 1);
	w = place_thread(4, 4, 0);
	op.src = &sigma0->space->pt;
	op.dst = &s->space->pt;
	assert_int_equal(mapdb_map(&op), ERR_OK);
	set_priority(r, 100);
	set_priority(u, 200);
	set_priority(s, s_prio);
	handle_all();
	play(r);
	ipc(L4_TID_NIL, u->id, TIMEOUTS(NEVER, NEVER));
	play(u);
	on(0);
	become(root);
	ipc(L4_TID_NIL, sigma0->id, TIMEOUTS(NEVER, NEVER));
}

/* w asks until u has given its part. */
static void use_up_by_w(void)
{
	do {
		play(w);
		ipc(r->id, L4_TID_NIL, TIMEOUTS(ZERO, NEVER));
		handle(1);
		handle(0);
	} while (!w->request.is_out);
}

/* A processor where others' part is used up is asked to flush once in that time. */
static void flushes(void **state)
{
	(void)state;
	begin_flush(100);
	for (unsigned int i = 0; i < 3; i++) {
		take_page(i);
		assert_true(is_taken());
	}
	use_up_by_w();
	take_page(3);
	assert_true(is_taken());
	take_page(4);
	assert_false(is_taken());
	on(0);
	host_time_advance(WINDOW - 1);
	assert_false(is_taken());
	on(0);
	host_time_advance(1);
	handle(0);
	assert_true(is_taken());
	handle_all();
	assert_true(cpu_set_is_empty(&flush_owed));
	check_all();
}

/* Flushes alone use up others' part too, and nothing stays behind them. */
static void flushes_alone(void **state)
{
	unsigned int n = 0;

	(void)state;
	begin_flush(100);
	do
		take_page(n++);
	while (is_taken() && n < PAGES);
	/* Placing the threads has taken some. */
	assert_in_range(n, MOST - 4, MOST + 2);
	on(0);
	host_time_advance(WINDOW);
	handle(0);
	assert_true(is_taken());
	on(1);
	host_time_advance(WINDOW);
	handle_all();
	on(1);
	assert_true(host_timer_deadline() > arch_time_now());
	become(u);
	ipc(L4_TID_NIL, sigma0->id, TIMEOUTS(NEVER, NEVER));
	assert_ptr_equal(host_current(), this_cpu()->idle);
	assert_int_equal(this_cpu()->limit.held, 0);
	for (; n < PAGES; n++) {
		take_page(n);
		assert_true(is_taken());
	}
	check_all();
}

/* But not if one waits for it that is more urgent than who runs there. */
static void urgent_flushes(void **state)
{
	(void)state;
	begin_flush(201);
	use_up_by_w();
	for (unsigned int i = 0; i < PAGES; i++) {
		take_page(i);
		assert_true(is_taken());
	}
	check_all();
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(in_a_window),
	cmocka_unit_test(idle),
	cmocka_unit_test(nobody_runs),
	cmocka_unit_test(less_urgent),
	cmocka_unit_test(more_urgent),
	cmocka_unit_test(overtaken),
	cmocka_unit_test(flushes),
	cmocka_unit_test(flushes_alone),
	cmocka_unit_test(urgent_flushes),
};
SUITE(limit);
