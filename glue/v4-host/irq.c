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

static u64 masked = MASK(HOST_IRQ_LINES);
static u64 pending;			/* raised while masked */

bool port_interrupts_recorded(void)
{
	return arch_this_cpu()->irq_recorded != 0;
}

void host_irq_raise(unsigned int line)
{
	if (masked & BIT(line))
		pending |= BIT(line);
	else
		host_irq_record(line);
}

struct tcb *port_interrupts(struct tcb *me)
{
	while (arch_this_cpu()->irq_recorded != 0) {
		unsigned int n = bit_lowest(arch_this_cpu()->irq_recorded);

		(void)atomic_and(&arch_this_cpu()->irq_recorded, ~BIT(n));
		if (n < HOST_IRQ_LINES) {
			port_irq_mask(n);
			interrupt_fired(n);
		} else if (n == HOST_IRQ_TIMER) {
			me = sched_tick(me, ipc_expired);
		} else if (IS_ENABLED(CONFIG_SMP) && n == HOST_IRQ_NOTIFY) {
			me = request_interrupt(me);
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
	masked |= BIT(n);
}

void port_irq_unmask(unsigned int n)
{
	masked &= ~BIT(n);
	if (pending & BIT(n)) {
		pending &= ~BIT(n);
		host_irq_record(n);
	}
}
