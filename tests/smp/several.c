/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Several processors in one thread of the process.
 */
#include "several.h"

#include <generic/sched.h>

#define ROUNDS	1000	/* of handling what was recorded, before nothing will ever be left */
#define HELD	1000	/* microseconds, at most */
#define NUMBERS	200	/* thread numbers that check_threads() looks at */

void several_begin(unsigned int processors)
{
	system_begin();
	while (ncpus < processors)
		host_processor_add();
}

struct tcb *handle(unsigned int n)
{
	on(n);
	return host_interrupt();
}

/* Processor n has requests that are held: their millisecond passes. */
static bool pass_held(unsigned int n)
{
	on(n);
	if (this_cpu()->limit.held == 0 || !request_is_waiting())
		return false;
	host_time_advance(HELD);
	return true;
}

void handle_all(void)
{
	unsigned int me = this_cpu()->number;
	bool rests = false;

	for (unsigned int i = 0; !rests; i++) {
		assert_true(i < ROUNDS);
		rests = true;
		for (unsigned int n = 0; n < ncpus; n++) {
			rests &= cpus[n]->arch.irq_recorded == 0;
			handle(n);
		}
		for (unsigned int n = 0; rests && n < ncpus; n++)
			rests = !pass_held(n);
	}
	on(me);
}

struct tcb *place(struct tcb *t, unsigned int cpu)
{
	assert_int_equal(this_cpu()->number, 0);
	assert_ptr_equal(host_current(), root);
	host_leave(sys_schedule(root, t->id, UNCHANGED, cpu, UNCHANGED, UNCHANGED));
	handle_all();
	if (host_current() != root)
		become(root);
	assert_int_equal(t->cpu, cpu);
	return t;
}

struct tcb *place_thread(unsigned int n, unsigned int s, unsigned int cpu)
{
	return place(make_thread(n, s), cpu);
}

void play(struct tcb *t)
{
	on(t->cpu);
	if (host_interrupt() != t)
		become(t);
}

void check_all(void)
{
	unsigned int me = this_cpu()->number;

	for (unsigned int n = 0; n < ncpus; n++) {
		on(n);
		check_threads(NUMBERS);
	}
	on(me);
}
