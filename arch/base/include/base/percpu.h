/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a processor's data are. generic says what they are (struct cpu), and has them hold what the
 * port keeps of each processor (struct arch_cpu); the port says how code finds those of the
 * processor that it runs on.
 */
#ifndef L4_BASE_PERCPU_H
#define L4_BASE_PERCPU_H

/* Distance of struct arch_cpu from the start: what a short IPC reads of both is one cache line. */
#ifdef CONFIG_SMP
#define CPU_ARCH		32
#else
#define CPU_ARCH		24
#endif
/* Likewise of the byte that says that interrupts are recorded and not handled. */
#define CPU_INTERRUPTS		23

#ifdef CONFIG_SMP
#define NR_CPUS			CONFIG_NR_CPUS
#else
#define NR_CPUS			1
#endif

#ifndef __ASSEMBLER__

/* Data of the processor that boots; those of the others are allocated when they are started. */
struct cpu;
extern struct cpu cpu0;

#endif
#endif
