/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the interrupt vector handler records.
 */
#include <arch/preempt.h>

volatile u64 arch_irq_devices;
