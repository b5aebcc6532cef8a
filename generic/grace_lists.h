/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What waits for the rounds of a processor, private: for those who begin and end rounds.
 */
#ifndef L4_GENERIC_GRACE_LISTS_H
#define L4_GENERIC_GRACE_LISTS_H

#include <generic/cpu.h>
#include <generic/flush.h>

/* Tables that have gone in this run: nobody else may know them, or they wait. */
void grace_fold(struct flush *f, bool nobody_knows);
/* A round begins: what waited for it waits for its end. */
void grace_begin(struct flush *f);
/* A round is over: memory goes back, threads go on. False: there is more of it. */
bool grace_end(struct flush *f);

#ifdef CONFIG_SMP
/* Those that the next round of f, which is this processor's, is to ask. */
static inline struct cpu_set flush_targets(const struct flush *f)
{
	struct cpu_set targets = cpu_set_read(&flush_owed);

	cpu_set_join(&targets, f->more);
	cpu_set_remove(&targets, arch_near_cpu()->number);
	return targets;
}
#endif

/* Something waits for the next round. */
static inline bool grace_is_needed(const struct flush *f)
{
	return !list_is_empty(&f->threads_next) || !list_is_empty(&f->pages_next) ||
	       f->objects_next != NULL;
}

#endif
