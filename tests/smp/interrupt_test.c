/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupts whose thread is on another processor than the one that boots.
 */
#include "several.h"

#include <api/port.h>

#define LINE	3

static struct thread *irq;
static struct tcb *handler;

/* The interrupt thread of LINE and its handler, which waits, are on processor 1. */
static void begin(void)
{
	word_t id = tid_make(LINE, 1);

	several_begin(3);
	handler = place_thread(1, 1, 1);
	irq = thread_by_number(LINE);
	irq->tcb.cpu = 1;
	irq->handler = handler->id;
	on(1);
	port_irq_route(LINE, 1);
	port_irq_unmask(LINE);
	play(handler);
	ipc(L4_TID_NIL, id, TIMEOUTS(NEVER, NEVER));
	on(0);
}

static void check_told(void)
{
	assert_int_equal(irq->tcb.state, THREAD_WAITING);
	assert_int_equal(handler->state, THREAD_RUNNING);
	assert_true(handler->frame.from == irq->tcb.id);
	assert_int_equal(handler->frame.tag, (word_t)L4_PROTO_INTERRUPT << L4_PROTO_SHIFT);
	check_all();
}

/* Wherever the device is: its interrupt comes where the line is routed to, and nowhere else. */
static void routed(void **state)
{
	(void)state;
	begin();
	on(2);
	host_irq_raise(LINE);
	assert_int_equal(cpus[0]->arch.irq_recorded | cpus[2]->arch.irq_recorded, 0);
	handle(1);
	check_told();
}

/* One that comes to the processor where its thread was is passed on. */
static void old_way(void **state)
{
	(void)state;
	begin();
	on(0);
	host_irq_record(LINE);
	handle(0);
	assert_int_equal(irq->tcb.state, THREAD_HALTED);
	assert_int_equal(cpus[0]->arch.irq_recorded, 0);
	handle(1);
	check_told();
}

/* While the thread is on its way the event follows it, and it is heard where that arrives. */
static void on_its_way(void **state)
{
	(void)state;
	begin();
	irq->tcb.left = 1;
	irq->tcb.cpu = CPU_LEFT;
	irq->tcb.leaves_to = 2;
	on(1);
	host_irq_record(LINE);
	handle(1);
	assert_int_equal(irq->tcb.state, THREAD_HALTED);
	assert_int_equal(cpus[2]->arch.irq_recorded, BIT(LINE));
	/* Not there yet: whose it is knows better. */
	handle(2);
	assert_int_equal(irq->tcb.state, THREAD_HALTED);
	assert_int_equal(cpus[1]->arch.irq_recorded, BIT(LINE));
	handle(1);
	irq->tcb.cpu = 2;
	irq->handler = L4_TID_NIL;
	handle_all();
	for (unsigned int i = 0; i < 3; i++)
		assert_int_equal(cpus[i]->arch.irq_recorded, 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(routed),
	cmocka_unit_test(old_way),
	cmocka_unit_test(on_its_way),
};
SUITE(interrupt);
