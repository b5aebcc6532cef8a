/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The windows of a thread that is in the kernel, and the frames on its stack behind them.
 */
#ifndef L4_KDB_SPARC64_WINDOWS_H
#define L4_KDB_SPARC64_WINDOWS_H

#include <arch/frame.h>
#include <generic/tcb.h>
#include <glue/glue.h>

/* How many windows of t are not on its stack; they are in its slots now, the oldest first. */
static inline unsigned int windows_of(const struct tcb *t)
{
	return (unsigned int)(windows_end(&t->frame) - t->frame.slot);
}

#endif
