/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Preemption points. Interrupts are off in the kernel; long work opens them for an instant. The
 * handler that then runs on the kernel's stack only records the vector.
 */
#ifndef L4_ARCH_PREEMPT_H
#define L4_ARCH_PREEMPT_H

#include <arch/percpu.h>

/* Vector v was raised: it will be handled on the way out of the kernel. */
static inline void arch_interrupt_record(unsigned int v)
{
	struct arch_cpu ARCH_NEAR *cpu = arch_near_this();

	cpu->irq_recorded[v / 64] |= 1ull << (v % 64);
	cpu->irq_words |= 1ull << (v / 64);
	*((bool ARCH_NEAR *)cpu - (CPU_ARCH - CPU_INTERRUPTS)) = true;
}

/* Short rounds of a loop between two preemption points. */
#define ARCH_PREEMPT_ROUNDS	64u

/* Let pending interrupts in; true if one is waiting to be handled: stop, and continue later. */
static inline bool arch_preempt_pending(void)
{
	__asm__ volatile("sti\n\tnop\n\tcli" : : : "memory");
	return arch_near_this()->irq_words != 0;
}

/* The same without letting any in. */
static inline bool arch_preempt_recorded(void)
{
	return arch_near_this()->irq_words != 0;
}

/*
 * A round of waiting for what another processor does soon: pending interrupts are recorded. With
 * PAUSE right behind STI emulators would let none in.
 */
static inline void arch_spin(void)
{
	__asm__ volatile("pause\n\tsti\n\tnop\n\tcli" : : : "memory");
}

#endif
