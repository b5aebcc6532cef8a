/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Counts of loads of page tables, by why, and of what else forgets translations; with COUNT_LOADS,
 * for one processor. Code of the passage counts where the kernel's own tables are loaded.
 */
#ifndef L4_ARCH_LOADS_H
#define L4_ARCH_LOADS_H

#define LOADS_CHANGE	0	/* to another space ... */
#define LOADS_KEPT	1	/* ... of these with a number: nothing is forgotten */
#define LOADS_KERNEL	2	/* to the kernel's own root */
#define LOADS_INSTANT	3	/* to a space whose translations are forgotten, and back: two */
#define LOADS_SPACE	4	/* the loaded space once more: all of it is forgotten */
#define LOADS_IN	5	/* with HARDEN_TABLES: ways into the kernel ... */
#define LOADS_OUT	6	/* ... and out of it */
#define LOADS_PAGE	7	/* no loads: INVPCID of a page, */
#define LOADS_NUMBER	8	/* of a number, */
#define LOADS_ALL	9	/* everything, by CR4 */
#define LOADS		10

#ifdef __ASSEMBLER__

	/* For code that keeps flags: changes `reg`. */
	.macro COUNT_LOAD kind, reg
#ifdef CONFIG_COUNT_LOADS
	movq	table_loads + 8 * \kind(%rip), %\reg
	leaq	1(%\reg), %\reg
	movq	%\reg, table_loads + 8 * \kind(%rip)
#endif
	.endm

#else

#include <base/types.h>

#ifdef CONFIG_COUNT_LOADS
extern u64 table_loads[LOADS];

static __always_inline void loads_count(unsigned int kind)
{
	table_loads[kind]++;
}

/* What is loaded has the flag that keeps translations, or it has not. */
static __always_inline void loads_count_change(word_t space)
{
	table_loads[LOADS_CHANGE]++;
	table_loads[LOADS_KEPT] += space >> 63;
}
#else
static __always_inline void loads_count(unsigned int kind)
{
	(void)kind;
}

static __always_inline void loads_count_change(word_t space)
{
	(void)space;
}
#endif

#endif
#endif
