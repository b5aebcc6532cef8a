/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a processor does while it waits for a word of another one.
 */
#ifndef L4_ARCH_RELAX_H
#define L4_ARCH_RELAX_H

#include <arch/cpureg.h>

static inline void arch_relax(void)
{
	cpu_pause();
}

/*
 * Behind a decision about what users chose: nothing that follows is executed before it is known,
 * not by a guess either. Only as configured, HARDEN_BOUNDS.
 */
static inline void arch_decided(void)
{
	if (IS_ENABLED(CONFIG_HARDEN_BOUNDS))
		__asm__ volatile("lfence" : : : "memory");
}

#endif
