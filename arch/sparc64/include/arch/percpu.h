/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel keeps of each processor for the processor itself: its stack, recorded interrupts,
 * and who owns the register file when no thread does.
 */
#ifndef L4_ARCH_PERCPU_H
#define L4_ARCH_PERCPU_H

#include <base/percpu.h>

/* Address of the member of struct cpu at offset x, for setx. */
#define THIS_CPU(x)		cpu0 + (x)

#define KERNEL_STACK_BYTES	16384

#ifndef __ASSEMBLER__

#include <base/types.h>

struct fpu_state;
struct save_frame;

struct arch_cpu {
	volatile u64 irq_devices;	/* recorded, not handled; written by the vector handler */
	u64 stack_pointer;		/* of the kernel's first frame, with its bias */
	struct save_frame *nobody;	/* owns the register file when no thread does */
	struct fpu_state *fpu_owner;	/* whose values the floating-point unit holds */
	struct fpu_state *fpu_runs;	/* of the thread that ran last; NULL: it has none */
	void **thread_table;		/* of the API, set by port_thread_table() */
};

/*
 * The record of the processor that this code runs on: in the kernel always in this register, so
 * that its members need no instructions for their addresses.
 */
register struct cpu *arch_cpu_record __asm__("g6");

static inline struct arch_cpu *arch_this_cpu(void)
{
	return (struct arch_cpu *)((char *)arch_cpu_record + CPU_ARCH);
}

#define ARCH_NEAR

/* The thread table of the API. */
#define arch_thread_table()	(arch_this_cpu()->thread_table)

/* The same, of members that are read or written once: a port may name them in instructions. */
#define arch_near_cpu()		arch_cpu_record

#endif
#endif
