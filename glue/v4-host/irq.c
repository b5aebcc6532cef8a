/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupts of the host port: recorded when tests raise them, worked off before the return to
 * user mode.
 */
#include <api/interrupt.h>
#include <api/ipc.h>
#include <api/port.h>
#include <api/request.h>
#include <arch/machine.h>
#include <base/atomic.h>
#include <generic/sched.h>
#include <glue/host.h>

#define LINE_OF_THE_MACHINE	2	/* not free for users */

/* Of all processors: those of a line are changed by who has its interrupt thread. */
static u64 masked = MASK(HOST_IRQ_LINES);
static u64 pending;			/* raised while masked */
static cpu_t routes[HOST_IRQ_LINES];	/* where each goes */

/* The line is recorded on a processor, which may be another one. */
static void record(unsigned int line, struct cpu *c)
{
	if (c == this_cpu())
		host_irq_record(line);
	else
		(void)atomic_or(&c->arch.irq_recorded, BIT(line));
}

void host_irq_raise(unsigned int line)
{
	if (atomic_read(&masked) & BIT(line))
		(void)atomic_or(&pending, BIT(line));
	else
		record(line, cpus[atomic_read(&routes[line])]);
}

static void device_interrupt(unsigned int line)
{
	/* The line went its old way once more. */
	if (interrupt_is_elsewhere(line)) {
		record(line, cpu_of(&interrupt_thread(line)->tcb));
		return;
	}
	port_irq_mask(line);
	interrupt_fired(line);
}

struct tcb *port_interrupts(struct tcb *me)
{
	while (arch_preempt_recorded()) {
		unsigned int n = bit_lowest(atomic_peek(&arch_this_cpu()->irq_recorded));

		(void)atomic_and(&arch_this_cpu()->irq_recorded, ~BIT(n));
		if (n < HOST_IRQ_LINES) {
			device_interrupt(n);
			me = arch_near_cpu()->current;
		} else if (n == HOST_IRQ_TIMER) {
			me = sched_tick(me, ipc_expired);
		} else if (IS_ENABLED(CONFIG_SMP) && n == HOST_IRQ_NOTIFY) {
			me = request_interrupt();
		}
	}
	return me;
}

unsigned int port_irq_count(void)
{
	return HOST_IRQ_LINES;
}

bool port_irq_is_free(unsigned int n)
{
	return n < HOST_IRQ_LINES && n != LINE_OF_THE_MACHINE;
}

void port_irq_mask(unsigned int n)
{
	(void)atomic_or(&masked, BIT(n));
}

void port_irq_unmask(unsigned int n)
{
	(void)atomic_and(&masked, ~BIT(n));
	if (atomic_and(&pending, ~BIT(n)) & BIT(n))
		host_irq_record(n);
}

void port_irq_route(unsigned int n, cpu_t cpu)
{
	atomic_publish(&routes[n], cpu);
}
