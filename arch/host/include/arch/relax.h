/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a processor does while it waits for a word of another one: each look at the word is a place
 * where that goes on.
 */
#ifndef L4_ARCH_RELAX_H
#define L4_ARCH_RELAX_H

#include <arch/hosted.h>

static inline void arch_relax(void)
{
	hosted_yield();
}

/* Behind a decision about what users chose: nothing to be seen here. */
static inline void arch_decided(void)
{
}

#endif
