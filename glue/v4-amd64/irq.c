/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupts: recorded when they strike, worked off before the return to user mode. Devices come
 * through the 8259 pair, the timer is the local APIC's.
 */
#include <api/interrupt.h>
#include <api/ipc.h>
#include <api/port.h>
#include <api/request.h>
#include <arch/lapic.h>
#include <arch/pc/pic.h>
#include <arch/preempt.h>
#include <generic/event_chars.h>
#include <generic/sched.h>
#include <glue/glue.h>
#include <kdb/hooks.h>

void interrupts_init(void)
{
	pic_init(VECTOR_PIC);
	pic_unmask(PIC_CASCADE);
	lapic_timer_init(VECTOR_TIMER);
}

void interrupt_record(unsigned int v)
{
	arch_interrupt_record(v);
}

bool port_interrupts_recorded(void)
{
	return this_cpu()->interrupts;
}

static void device_interrupt(unsigned int line)
{
	if (!pic_take(line))
		return;
	event_char_turn(EVENT_CHAR_DEVICE);
	if (kdb_irq(line))
		pic_unmask(line);
	else
		interrupt_fired(line);
}

static struct tcb *handle(struct tcb *me, unsigned int vector)
{
	if (vector >= VECTOR_PIC && vector < VECTOR_PIC + PIC_LINES) {
		device_interrupt(vector - VECTOR_PIC);
	} else if (vector == VECTOR_TIMER) {
		lapic_eoi();
		event_char_turn(EVENT_CHAR_TIMER);
		me = sched_tick(me, ipc_expired);
	} else if (IS_ENABLED(CONFIG_SMP) && vector == VECTOR_NOTIFY) {
		lapic_eoi();
		event_char_turn(EVENT_CHAR_CROSS);
		me = request_interrupt(me);
	} else if (vector == VECTOR_LAPIC_ERROR) {
		lapic_error();
		lapic_eoi();
	}
	return me;
}

struct tcb *port_interrupts(struct tcb *me)
{
	struct arch_cpu *cpu = arch_this_cpu();

	this_cpu()->interrupts = false;
	while (cpu->irq_words != 0) {
		unsigned int w = bit_lowest(cpu->irq_words);
		u64 recorded = cpu->irq_recorded[w];

		cpu->irq_recorded[w] = recorded & (recorded - 1);
		if (cpu->irq_recorded[w] == 0)
			cpu->irq_words &= ~(1ull << w);
		me = handle(me, w * 64 + bit_lowest(recorded));
	}
	return me;
}

unsigned int port_irq_count(void)
{
	return PIC_LINES;
}

bool port_irq_is_free(unsigned int n)
{
	return n < PIC_LINES && n != PIC_CASCADE && !kdb_owns_irq(n);
}

void port_irq_mask(unsigned int n)
{
	pic_mask(n);
}

void port_irq_unmask(unsigned int n)
{
	pic_unmask(n);
}

void port_irq_route(unsigned int n, cpu_t cpu)
{
	/* The 8259 pair interrupts the processor that boots. */
	(void)n;
	(void)cpu;
}
