/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Clock and timers of the host port: time passes when a test says so.
 */
#include <arch/machine.h>
#include <arch/time.h>
#include <base/atomic.h>

static usec_t now;

usec_t arch_time_now(void)
{
	return atomic_peek(&now);
}

void host_timer_look(void)
{
	struct arch_cpu *c = arch_this_cpu();

	if (c->timer == 0 || c->timer > arch_time_now())
		return;
	c->timer = 0;
	host_irq_record(HOST_IRQ_TIMER);
}

void arch_timer_program(usec_t deadline)
{
	bool is_due = deadline <= arch_time_now();

	arch_this_cpu()->timer = is_due ? 0 : deadline;
	if (is_due)
		host_irq_record(HOST_IRQ_TIMER);
}

void host_time_advance(usec_t usec)
{
	(void)atomic_add(&now, usec);
	host_timer_look();
}

usec_t host_timer_deadline(void)
{
	return arch_this_cpu()->timer != 0 ? arch_this_cpu()->timer : USEC_NEVER;
}
