/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Walks of the kernel through page tables that it reads without mapdb_lock, and the memory behind
 * them: whoever takes something away there has to know of them. A processor in the loaded set of a
 * space is asked anyway, and answers behind its walks; it leaves the set in none. Others say what
 * they walk.
 */
#ifndef L4_GENERIC_WALK_H
#define L4_GENERIC_WALK_H

#include <generic/cpu.h>
#include <generic/loaded.h>

#ifdef CONFIG_SMP
/*
 * From here on, up to walk_end(), this processor reads page tables of a and b (NULL: one alone),
 * with no preemption point at which it answers in between.
 */
static inline void walk_publish(const struct ptab *a, const struct ptab *b)
{
	if (ncpus == 1 || likely(space_is_loaded_here(a) &&
				 (b == NULL || space_is_loaded_here(b))))
		return;
	walk_publish_both(a, b);
}

static inline void walk_end(void)
{
	if (unlikely(arch_near_cpu()->flush.walks[0] != NULL))
		walk_end_both();
}
#else
static inline void walk_publish(const struct ptab *a, const struct ptab *b)
{
	(void)a;
	(void)b;
}

static inline void walk_end(void)
{
}
#endif

#endif
