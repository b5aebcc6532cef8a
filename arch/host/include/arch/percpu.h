/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the host port keeps of each processor: recorded interrupts, its timer, and the buffer of
 * translations.
 */
#ifndef L4_ARCH_PERCPU_H
#define L4_ARCH_PERCPU_H

#include <base/percpu.h>

#include <base/types.h>

#define HOST_TRANSLATIONS	256

/* What the buffer of a processor remembers of a page, of the space with this number. */
struct host_translation {
	bool is_used;
	unsigned int number;
	u64 va, size;
	u64 e;			/* entry, with the status bits that are known to be recorded */
	unsigned int level;
};

struct arch_cpu {
	u64 irq_recorded;	/* lines from bit 0 on, then HOST_IRQ_TIMER and others */
	usec_t timer;		/* fires then; 0: not at all */
	struct host_translation buffer[HOST_TRANSLATIONS];
	unsigned int next_victim;
	word_t loaded;		/* the space that was accessed last; 0: none */
};

#ifdef CONFIG_SMP
/* The processor that the calling thread of the host plays: cpu0 at first. */
extern __thread struct cpu *host_cpu;
#else
#define host_cpu (&cpu0)
#endif

/* Of the processor that this code runs on. */
static inline struct arch_cpu *arch_this_cpu(void)
{
	return (struct arch_cpu *)((char *)host_cpu + CPU_ARCH);
}

#define ARCH_NEAR

/* The same, of members that are read or written once: a port may name them in instructions. */
#define arch_near_cpu()		((struct cpu *)host_cpu)

#endif
