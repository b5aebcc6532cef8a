/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupts: those of devices come through the PCI host bridge, and are handled when they strike;
 * the timer is the processor's. Whatever strikes at a preemption point of the kernel is recorded,
 * and worked off before the return to user mode.
 */
#include <api/interrupt.h>
#include <api/ipc.h>
#include <api/port.h>
#include <arch/sun4u/pci_host.h>
#include <arch/preempt.h>
#include <generic/sched.h>
#include <glue/glue.h>
#include <kdb/hooks.h>

/* Interrupt threads are numbered by INO, all of its six bits. */
#define SOURCES		64u

void interrupts_init(void)
{
	pci_host_init();
	softint_clear(SOFTINT_DEVICE);
}

void device_interrupt(unsigned int ino)
{
	if (ino >= PCI_HOST_DEVICES)
		return;
	pci_host_hold(ino);
	if (kdb_irq(ino))
		port_irq_unmask(ino);
	else
		interrupt_fired(ino);
}

static void recorded_devices(void)
{
	struct arch_cpu *cpu = arch_this_cpu();

	while (cpu->irq_devices != 0) {
		unsigned int ino = bit_lowest(cpu->irq_devices);

		cpu->irq_devices &= ~BIT(ino);
		device_interrupt(ino);
	}
}

struct tcb *port_interrupts(struct tcb *me)
{
	u64 pending = softint_read();

	if (pending & SOFTINT_DEVICE) {
		softint_clear(SOFTINT_DEVICE);
		recorded_devices();
		me = arch_near_cpu()->current;
	}
	if (pending & SOFTINT_TICK) {
		softint_clear(SOFTINT_TICK);
		me = sched_tick(me, ipc_expired);
	}
	return me;
}

unsigned int port_irq_count(void)
{
	return SOURCES;
}

/* What the bridge reports of itself is never let through. */
bool port_irq_is_free(unsigned int n)
{
	return n < PCI_HOST_DEVICES && !kdb_owns_irq(n);
}

void port_irq_mask(unsigned int n)
{
	pci_host_mask(n);
}

void port_irq_unmask(unsigned int n)
{
	pci_host_unmask(n);
}
