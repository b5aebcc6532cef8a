/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupts: recorded when they strike, worked off before the return to user mode. Devices come
 * by lines of the machine's controllers, the timer is the local APIC's.
 */
#include <api/interrupt.h>
#include <api/ipc.h>
#include <api/port.h>
#include <api/request.h>
#include <arch/lapic.h>
#include <arch/pc/lines.h>
#include <arch/preempt.h>
#include <base/assert.h>
#include <generic/event_chars.h>
#include <generic/sched.h>
#include <glue/glue.h>
#include <glue/line_events.h>
#include <kdb/hooks.h>

void interrupts_init(void)
{
	if (IS_ENABLED(CONFIG_SMP)) {
		line_events_init();
	} else {
		pic_init(VECTOR_PIC);
		pic_unmask(PIC_CASCADE);
	}
	lapic_timer_init(VECTOR_TIMER);
}

void interrupt_record(unsigned int v)
{
	arch_interrupt_record(v);
}

/* An event of a line whose interrupt thread is on this processor. */
static void own_event(unsigned int line)
{
	if (!line_fire(line))
		return;
	event_char_turn(EVENT_CHAR_DEVICE);
	if (kdb_irq(line))
		port_irq_unmask(line);
	else
		interrupt_fired(line);
}

#ifdef CONFIG_SMP
void line_event(unsigned int line)
{
	if (interrupt_is_elsewhere(line))
		line_event_pass(line);
	else
		own_event(line);
}
#else
#define line_event	own_event
#endif

static struct tcb *handle(struct tcb *me, unsigned int vector)
{
	int line = line_of_vector(vector);

	if (line >= 0) {
		if (line_take((unsigned int)line))
			line_event((unsigned int)line);
		me = arch_near_cpu()->current;
	} else if (vector == VECTOR_TIMER) {
		lapic_eoi();
		event_char_turn(EVENT_CHAR_TIMER);
		me = sched_tick(me, ipc_expired);
	} else if (IS_ENABLED(CONFIG_SMP) && vector == VECTOR_NOTIFY) {
		lapic_eoi();
		event_char_turn(EVENT_CHAR_CROSS);
		(void)request_interrupt();
		line_events_take();
		me = arch_near_cpu()->current;
	} else if (vector == VECTOR_LAPIC_ERROR) {
		lapic_error();
		lapic_eoi();
	} else if (vector >= VECTOR_LINES && vector != VECTOR_SPURIOUS) {
		/* Nobody asked for it, but it would keep those below from coming. */
		lapic_eoi();
	}
	return me;
}

struct tcb *interrupt_handler(struct tcb *me)
{
	ASSERT(!arch_near_cpu()->interrupts);
	return handle(me, (unsigned int)me->frame.vector);
}

struct tcb *port_interrupts(struct tcb *me)
{
	struct arch_cpu ARCH_NEAR *cpu = arch_near_this();

	arch_near_cpu()->interrupts = false;
	while (cpu->irq_words != 0) {
		unsigned int w = bit_lowest(cpu->irq_words);
		u64 recorded = cpu->irq_recorded[w];

		cpu->irq_recorded[w] = recorded & (recorded - 1);
		if (cpu->irq_recorded[w] == 0)
			cpu->irq_words &= ~(1ull << w);
		me = handle(me, w * 64 + bit_lowest(recorded));
	}
	/* Those that came meanwhile, while a lock was waited for, are handled too. */
	arch_near_cpu()->interrupts = false;
	return me;
}

unsigned int port_irq_count(void)
{
	return lines_count();
}

bool port_irq_is_free(unsigned int n)
{
	return line_exists(n) && !kdb_owns_irq(n);
}

void port_irq_mask(unsigned int n)
{
	line_mask(n);
}

void port_irq_unmask(unsigned int n)
{
	if (line_unmask(n))
		line_event_again(n);
}

#ifdef CONFIG_SMP
void port_irq_route(unsigned int n, cpu_t cpu)
{
	ASSERT(cpu == this_cpu()->number);
	line_route(n);
}
#endif
