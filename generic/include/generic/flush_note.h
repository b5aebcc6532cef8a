/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is noted in a run with mapdb_lock for <generic/flush.h>. A processor that is alone, and a
 * run that takes nothing away, do no more than look.
 */
#ifndef L4_GENERIC_FLUSH_NOTE_H
#define L4_GENERIC_FLUSH_NOTE_H

#include <generic/cpu.h>

struct ptab;

#ifdef CONFIG_SMP
/* Something has been taken away in pt, by the processor that has mapdb_lock. */
static inline void flush_note(const struct ptab *pt)
{
	if (ncpus > 1)
		flush_note_space(pt);
}

static inline bool flush_is_noted(void)
{
	return arch_near_cpu()->flush.nnoted > 0;
}

/* Before mapdb_lock is given back: true if other processors may know more than the tables. */
static inline bool flush_fold(void)
{
	return flush_is_noted() && flush_fold_noted();
}
#else
static inline void flush_note(const struct ptab *pt)
{
	(void)pt;
}

static inline bool flush_is_noted(void)
{
	return false;
}

static inline bool flush_fold(void)
{
	return false;
}
#endif

#endif
