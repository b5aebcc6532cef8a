/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The end of the kernel, with registers and a backtrace.
 */
#ifndef L4_GLUE_PANIC_H
#define L4_GLUE_PANIC_H

#include <base/attr.h>
#include <generic/ksyms.h>
#include <base/types.h>

/* A trap of the kernel itself, as the entry code found it. */
struct trap_record {
	u64 busy;		/* a second trap while the first is reported */
	u64 type, address, status;
	u64 tl, tt, tpc, tnpc, tstate;
	u64 sp, fp, i7, o7;	/* of the window that trapped */
};

extern const struct ksyms kernel_symbols;

/* A line for ip and for each call whose frame is on the kernel's stack, from sp on. */
void backtrace_print(word_t ip, word_t sp);

__noreturn void panic_trap(const struct trap_record *r);

#endif
