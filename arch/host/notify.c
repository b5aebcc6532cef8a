/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupts between the processors of the host port: a bit of those that the other one records.
 */
#include <base/notify.h>

#include <arch/machine.h>
#include <base/atomic.h>

__thread struct cpu *host_cpu = &cpu0;

void arch_notify(struct arch_cpu *c)
{
	atomic_or(&c->irq_recorded, 1ull << HOST_IRQ_NOTIFY);
}
