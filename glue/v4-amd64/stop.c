/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stops the other processors by NMI, which reaches them wherever they are. A stopped one waits in
 * the handler: until its IRET no other NMI comes in, so the stack of NMI is never entered twice.
 */
#include <glue/stop.h>

#include <arch/clock.h>
#include <arch/cpureg.h>
#include <arch/lapic.h>
#include <base/atomic.h>
#include <generic/cpu.h>
#include <generic/cpu_set.h>
#include <generic/printf.h>
#include <kdb/hooks.h>

/* An NMI is answered in microseconds, but an emulator's processor may have to wait for the host. */
#define ANSWER_USEC	1000000

/* One more than the number of the processor that has stopped the others; 0: none has. */
static u32 owner;

/* Waits until all others of `set` are stopped, or go on, and returns those that are not. */
static struct cpu_set await(struct cpu_set set, bool stopped)
{
	u64 start = rdtsc_ordered();
	cycle_t cycles = clock_usec_to_cycles(ANSWER_USEC);

	while (!cpu_set_is_empty(&set) && rdtsc_ordered() - start < cycles) {
		struct cpu_set left = { { 0 } };

		while (!cpu_set_is_empty(&set)) {
			unsigned int n = cpu_set_take(&set);

			if ((atomic_read(&cpus[n]->arch.stopped) != NULL) != stopped)
				cpu_set_add(&left, n);
		}
		set = left;
		cpu_pause();
	}
	return set;
}

static struct cpu_set others(void)
{
	struct cpu_set set = cpu_set_below(ncpus);

	cpu_set_remove(&set, this_cpu()->number);
	return set;
}

bool processors_stop(void)
{
	u32 me = this_cpu()->number + 1u;
	struct cpu_set left, set;

	if (atomic_peek(&owner) == me)
		return false;
	/* The NMI of who was faster comes in here. */
	while (!atomic_change(&owner, 0u, me))
		cpu_pause();
	left = others();
	for (set = left; !cpu_set_is_empty(&set);)
		lapic_send_nmi(cpus[cpu_set_take(&set)]->arch.apic_id);
	left = await(left, true);
	while (!cpu_set_is_empty(&left))
		kprintf("processor %u does not stop\n", cpu_set_take(&left));
	return true;
}

void processors_go(void)
{
	atomic_publish(&owner, 0u);
	/* The next stop asks who is stopped. */
	(void)await(others(), false);
}

void nmi_handler(const struct save_frame *f)
{
	struct cpu *c = this_cpu();
	u32 by = atomic_read(&owner);

	/* Nobody wants it, any more: the machine's own, or a late one. */
	if (by == 0 || by == c->number + 1u)
		return;
	/* A short IPC has told the trap stack alone who runs. */
	if (f->cs & 3)
		c->current = tcb_of_line((word_t *)c->arch.tss.trap_stack);
	atomic_publish(&c->arch.stopped, f);
	while (atomic_read(&owner) != 0)
		cpu_pause();
	kdb_resume();
	atomic_publish(&c->arch.stopped, NULL);
}
