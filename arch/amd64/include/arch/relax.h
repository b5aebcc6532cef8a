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

#endif
