/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Boot-time self-tests: one line each on the console, the same on all processors.
 */
#ifndef L4_GENERIC_SELFTEST_H
#define L4_GENERIC_SELFTEST_H

#include <base/types.h>

/*
 * Runs the tests of the mechanisms; true if all passed. take_interrupts works off what
 * arch_preempt_pending() reported. Context: boot, after sched_init().
 */
bool selftest_run(void (*take_interrupts)(void));

/* Says how a test went; returns ok. For tests of a port. */
bool selftest_report(const char *name, bool ok);

/* What the configuration wants at the end: nothing, or a failure to show how that looks. */
void selftest_end(void);

#endif
