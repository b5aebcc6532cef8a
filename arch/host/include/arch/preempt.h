/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Preemption points. Tests decide which of them finds an interrupt.
 */
#ifndef L4_ARCH_PREEMPT_H
#define L4_ARCH_PREEMPT_H

#include <arch/percpu.h>

/* What arch_cpu.irq_recorded tells apart: lines from bit 0 on, then the timer, then others. */
#define HOST_IRQ_LINES	8u
#define HOST_IRQ_TIMER	HOST_IRQ_LINES
#define HOST_IRQ_NOISE	(HOST_IRQ_LINES + 1)	/* concerns nobody */
#define HOST_IRQ_NOTIFY	(HOST_IRQ_LINES + 2)	/* from another processor */

/* Short rounds of a loop between two preemption points: few, so that many tests stop in between. */
#define ARCH_PREEMPT_ROUNDS	4u

/* Let pending interrupts in; true if one is waiting to be handled: stop, and continue later. */
bool arch_preempt_pending(void);
/* The same without letting any in. */
bool arch_preempt_recorded(void);
/* A round of waiting for what another processor does soon. */
void arch_spin(void);

#endif
