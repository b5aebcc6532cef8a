/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The debug registers as the entry code and the handler of their exception see them.
 */
#ifndef L4_KDB_AMD64_DEBUG_REGS_H
#define L4_KDB_AMD64_DEBUG_REGS_H

#include <base/types.h>

/* What entry.S loads into the register when it returns to the kernel. */
extern u64 kdb_dr7;

/* While this processor holds them, its breakpoints are armed by the return to the kernel only. */
void debug_regs_hold(bool hold);

#endif
