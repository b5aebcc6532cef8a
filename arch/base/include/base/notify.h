/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupts between processors.
 */
#ifndef L4_BASE_NOTIFY_H
#define L4_BASE_NOTIFY_H

struct arch_cpu;

/* c, which may be this processor, records an interrupt by another processor. */
void arch_notify(struct arch_cpu *c);
/* The same of one that is known to be another one. */
void arch_notify_other(struct arch_cpu *c);

#endif
