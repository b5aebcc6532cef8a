/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Further processors of the host port.
 */
#include <glue/host.h>

#include <api/boot.h>
#include <api/preemption.h>
#include <arch/machine.h>
#include <base/assert.h>
#include <generic/sched.h>

static struct cpu others[NR_CPUS - 1];

unsigned int host_processor_add(void)
{
	struct cpu *c = &others[ncpus - 1], *me = host_cpu;
	unsigned int n = ncpus;
	struct tcb *idle;

	BUG_ON(n == NR_CPUS);
	c->number = (cpu_t)n;
	idle = boot_idle_thread(c->number);
	if (idle == NULL)
		panic("no memory for an idle thread");
	sched_init(c, idle, &preemption_ops);
	cpus[n] = c;
	ncpus = n + 1;
	host_cpu = c;
	host_leave(idle);
	host_cpu = me;
	return n;
}

void host_processor(unsigned int n)
{
	ASSERT(n < ncpus);
	host_cpu = cpus[n];
	host_timer_look();
}
