/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Clock and timer of the host port: time passes when a test says so.
 */
#include <arch/machine.h>
#include <arch/time.h>

static usec_t now, timer = USEC_NEVER;

usec_t arch_time_now(void)
{
	return now;
}

static void timer_look(void)
{
	if (timer > now)
		return;
	timer = USEC_NEVER;
	host_irq_record(HOST_IRQ_TIMER);
}

void arch_timer_program(usec_t deadline)
{
	timer = deadline;
	timer_look();
}

void host_time_advance(usec_t usec)
{
	now += usec;
	timer_look();
}

usec_t host_timer_deadline(void)
{
	return timer;
}
