/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The processor that boots, and the table of all.
 */
#include <generic/cpu.h>

#include <arch/page.h>

/* Ports may show parts of its page to the processor. */
struct cpu cpu0 __aligned(ARCH_PAGE_SIZE);

struct cpu *cpus[NR_CPUS] = { &cpu0 };
unsigned int ncpus = 1;
