/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Preemption points. Interrupts are off in the kernel. Opening them at the highest level lets in
 * interrupt packets only, whose handler records them; the clock needs no opening to be seen.
 */
#ifndef L4_ARCH_PREEMPT_H
#define L4_ARCH_PREEMPT_H

#include <arch/cpureg.h>

/* Short rounds of a loop between two preemption points. */
#define ARCH_PREEMPT_ROUNDS	64u

/* Let pending interrupts in; true if one is waiting to be handled: stop, and continue later. */
static inline bool arch_preempt_pending(void)
{
	wrpr(pil, PIL_MAX);
	wrpr(pstate, PSTATE_PRIV | PSTATE_IE);
	wrpr(pstate, PSTATE_PRIV);
	wrpr(pil, 0);
	return softint_read() & (SOFTINT_TICK | SOFTINT_DEVICE);
}

/* The same without letting any in. */
static inline bool arch_preempt_recorded(void)
{
	return softint_read() & (SOFTINT_TICK | SOFTINT_DEVICE);
}

/*
 * With nothing to do, until an interrupt is recorded. There is no halt. Instructions that do
 * nothing cost an emulator that counts them the least, so its time passes quickly.
 */
static inline void arch_preempt_wait(void)
{
	wrpr(pil, PIL_MAX);
	wrpr(pstate, PSTATE_PRIV | PSTATE_IE);
	while (!arch_preempt_recorded())
		__asm__ volatile(".rept 128\n\tnop\n\t.endr");
	wrpr(pstate, PSTATE_PRIV);
	wrpr(pil, 0);
}

#endif
