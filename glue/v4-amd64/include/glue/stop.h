/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One processor has the machine for itself, for the debugger or the end: the others stand still
 * inside of their NMI handler.
 */
#ifndef L4_GLUE_STOP_H
#define L4_GLUE_STOP_H

#include <base/types.h>

struct save_frame;

#ifdef CONFIG_SMP
/*
 * Stops all others that run. True: now; false: they were stopped by this one already. If another
 * processor stops this one first, it returns when that one has let it go on. Interrupts off.
 */
bool processors_stop(void);
/* They go on. */
void processors_go(void);
/* Called by entry.S: this processor has got an NMI. */
void nmi_handler(const struct save_frame *f);
#else
static inline bool processors_stop(void)
{
	return false;
}

static inline void processors_go(void)
{
}
#endif

#endif
