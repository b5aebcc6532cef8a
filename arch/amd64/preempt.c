/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The record of interrupts that struck at preemption points.
 */
#include <arch/preempt.h>

u64 arch_irq_recorded[4], arch_irq_words;
