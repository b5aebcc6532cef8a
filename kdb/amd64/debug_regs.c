/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Breakpoints in the debug registers. (AMD64 manual, volume 2, section 13.1)
 */
#include "debug_regs.h"

#include <arch/percpu.h>
#include <kdb/cpu.h>
#include <kdb/kdb.h>

#define BREAKPOINTS	4

#define DR7_FIXED	0x400ul
#define DR7_GLOBAL(n)	(2ul << (2 * (n)))	/* type and length 0: one byte executed */

STATIC_ASSERT(BREAKPOINTS <= KDB_MAX_BREAKPOINTS, "the table of breakpoints is large enough");

u64 kdb_dr7 = DR7_FIXED;

unsigned int kdb_cpu_breakpoints(void)
{
	return BREAKPOINTS;
}

void kdb_cpu_set_breakpoints(const word_t *address, unsigned int used)
{
	u64 dr7 = DR7_FIXED;

	__asm__ volatile("movq %0, %%dr7" : : "r"(dr7) : "memory");
	for (unsigned int i = 0; i < BREAKPOINTS && used != 0; i++)
		dr7 |= used >> i & 1 ? DR7_GLOBAL(i) : 0;
	if (used != 0)
		__asm__ volatile("movq %0, %%dr0\n\t"
				 "movq %1, %%dr1\n\t"
				 "movq %2, %%dr2\n\t"
				 "movq %3, %%dr3\n\t"
				 : : "r"(used & 1 ? address[0] : 0),
				     "r"(used & 2 ? address[1] : 0),
				     "r"(used & 4 ? address[2] : 0),
				     "r"(used & 8 ? address[3] : 0));
	kdb_dr7 = dr7;
	if (!arch_this_cpu()->holds_breakpoints)
		__asm__ volatile("movq %0, %%dr7" : : "r"(dr7) : "memory");
}

void debug_regs_hold(bool hold)
{
	arch_this_cpu()->holds_breakpoints = hold;
	/* The debugger of another processor may have let this one go on with them. */
	if (hold)
		__asm__ volatile("movq %0, %%dr7" : : "r"(DR7_FIXED) : "memory");
}
