/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What processors of the host port have with each other: interrupts, which are bits of those that
 * the other one records, and the places where a test may let another one go on.
 */
#include <base/notify.h>

#include <arch/machine.h>
#include <base/atomic.h>

__thread struct cpu *host_cpu = &cpu0;

void (*host_shared_hook)(void);

void arch_shared_point(void)
{
	if (host_shared_hook != NULL)
		host_shared_hook();
}

void arch_notify(struct arch_cpu *c)
{
	(void)atomic_or(&c->irq_recorded, 1ull << HOST_IRQ_NOTIFY);
}

void arch_notify_other(struct arch_cpu *c)
{
	arch_notify(c);
}
