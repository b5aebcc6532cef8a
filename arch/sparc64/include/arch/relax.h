/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a processor does while it waits for a word of another one; there is only one as yet.
 */
#ifndef L4_ARCH_RELAX_H
#define L4_ARCH_RELAX_H

static inline void arch_relax(void)
{
}

/* Behind a decision about what users chose: this processor executes nothing by a guess. */
static inline void arch_decided(void)
{
}

#endif
