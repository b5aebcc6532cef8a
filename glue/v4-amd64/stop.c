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
#include <generic/printf.h>
#include <kdb/hooks.h>

/* An NMI is answered in microseconds, but an emulator's processor may have to wait for the host. */
#define ANSWER_USEC	1000000

/* One more than the number of the processor that has stopped the others; 0: none has. */
static u32 owner;

/* Waits until all others of `set` are stopped, or go on, and returns those that are not. */
static u64 await(u64 set, bool stopped)
{
	u64 start = rdtsc_ordered();
	cycle_t cycles = clock_usec_to_cycles(ANSWER_USEC);

	while (set != 0 && rdtsc_ordered() - start < cycles) {
		for (unsigned int i = 0; i < ncpus; i++)
			if ((atomic_read(&cpus[i]->arch.stopped) != NULL) == stopped)
				set &= ~(1ull << i);
		cpu_pause();
	}
	return set;
}

static u64 others(void)
{
	u64 set = 0;

	for (unsigned int i = 0; i < ncpus; i++)
		if (cpus[i] != this_cpu())
			set |= 1ull << i;
	return set;
}

bool processors_stop(void)
{
	u32 me = this_cpu()->number + 1u;
	u64 left;

	if (atomic_peek(&owner) == me)
		return false;
	/* The NMI of who was faster comes in here. */
	while (!atomic_change(&owner, 0u, me))
		cpu_pause();
	left = others();
	for (u64 set = left; set != 0; set &= set - 1)
		lapic_send_nmi(cpus[bit_lowest(set)]->arch.apic_id);
	left = await(left, true);
	if (left != 0)
		kprintf("processors %#llx do not stop\n", (unsigned long long)left);
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
