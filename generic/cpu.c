/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The processor that boots; there is no other yet.
 */
#include <generic/cpu.h>

#include <arch/page.h>

/* Ports may show parts of its page to the processor. */
struct cpu cpu0 __aligned(ARCH_PAGE_SIZE);
