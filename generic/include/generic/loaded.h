/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which processors may have translations of a space: those that own a thread of it or have it
 * loaded. The short path loads spaces and writes nothing, so a processor is in the set before a
 * thread of the space can run there, and leaves it itself.
 */
#ifndef L4_GENERIC_LOADED_H
#define L4_GENERIC_LOADED_H

#include <generic/cpu.h>
#include <generic/ptab.h>

#ifdef CONFIG_SMP
/*
 * A thread of the space with these tables belongs to this processor from now on. To be called
 * before its gate can open here.
 */
void space_hold(struct ptab *pt);
/* A thread of the space has left processor `cpu`, by whoever has seen to that. */
void space_unhold(struct ptab *pt, unsigned int cpu);
/* This processor has nothing of the space any more, nor has it loaded. */
void space_unload(struct ptab *pt);
/* This processor is in the set: it has entered with a fence, and leaves it itself. */
static inline bool space_is_loaded_here(const struct ptab *pt)
{
	return cpu_set_has(&pt->loaded, arch_near_cpu()->number);
}

/* The set as it is. Behind the fence that orders it: see flush_fold(). */
static inline struct cpu_set space_loaded_set(const struct ptab *pt)
{
	return cpu_set_peek(&pt->loaded);
}
#else
static inline void space_hold(struct ptab *pt)
{
	(void)pt;
}

static inline void space_unhold(struct ptab *pt, unsigned int cpu)
{
	(void)pt;
	(void)cpu;
}
#endif

#endif
