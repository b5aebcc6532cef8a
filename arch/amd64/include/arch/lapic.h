/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The local interrupt controller, its one-shot timer, and interrupts to other processors. The
 * processor must have CPU_APIC. All functions expect interrupts off.
 */
#ifndef L4_ARCH_LAPIC_H
#define L4_ARCH_LAPIC_H

#include <arch/msr.h>
#include <base/types.h>

#define LAPIC_SIZE	4096

/* The page of its registers, for an uncached mapping. */
paddr_t lapic_paddr(void);

/* Tells where that page is mapped; before any function below, after cpu_detect(). */
void lapic_map(volatile void __iomem *base);

/*
 * Turns the controller on: the 8259 pair comes in through LINT0, NMI through
 * LINT1, all other local sources are masked. The low four bits of
 * spurious_vector must be ones. A spurious interrupt needs no lapic_eoi().
 */
void lapic_init(u8 spurious_vector, u8 error_vector);

/* The same on a processor that did not boot: 8259 and NMI stay with the one that did. */
void lapic_init_other(u8 spurious_vector, u8 error_vector);

u32 lapic_id(void);
/* "xAPIC" or "x2APIC". */
const char *lapic_mode(void);
void lapic_eoi(void);

/* Returns the error bits collected since the last call; for the error vector. */
u32 lapic_error(void);

/*
 * The timer raises this vector when it reaches zero, or where cpu_has(CPU_TSC_DEADLINE) at its
 * deadline, and is not armed otherwise any more; it is stopped now.
 */
void lapic_timer_init(u8 vector);

/* The time stamp counter's value at which the timer strikes, once; one that has passed: at once. */
static inline void lapic_timer_deadline(u64 tsc)
{
	wrmsr(MSR_TSC_DEADLINE, tsc);
}

/* Starts anew from count, see clock_cycles_to_lapic(); 0 stops it. */
void lapic_timer_arm(u32 count);
void lapic_timer_stop(void);

/* What is left of the count. */
u32 lapic_timer_count(void);

/* --- to another processor, which its APIC id names; several processors only --- */

/* False: no command gets there. */
bool lapic_reaches(u32 apic_id);
void lapic_send_init(u32 apic_id);
/* It begins in real mode, with the first byte of this page, which is below 1 MiB. */
void lapic_send_startup(u32 apic_id, paddr_t page);
/* For NMI code too. Not to a processor that has not been started. */
void lapic_send_nmi(u32 apic_id);

#endif
