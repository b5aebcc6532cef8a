/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The machine as tests see it: its memory, its clock, its interrupts, its memory management unit.
 */
#ifndef L4_ARCH_MACHINE_H
#define L4_ARCH_MACHINE_H

#include <arch/preempt.h>
#include <base/types.h>

/* --- memory --- */

#define HOST_MEMORY_BYTES	(64ul << 20)

/* Sets up the arena. Once in a process. */
void arch_memory_init(void);
/* Take [start, end) away from users. */
void arch_phys_close(paddr_t start, paddr_t end);

/* --- memory management unit --- */

/*
 * A program in this space (what is loaded for it) accesses va (access: one of RIGHT_*): the byte in
 * memory, or NULL for a page fault. Rights are checked and status bits recorded through the buffer.
 */
u8 *host_access(word_t space, uvaddr_t va, unsigned int access);
/* The number of a space, from what is loaded for it; 0: it has none. */
unsigned int host_space_number(word_t space);
/* True if no translation that is still in the buffer promises more than the page tables. */
bool host_tlb_is_sound(void);

/* --- preemption points: of the thread of the process that asks --- */

/* No interrupt; at every n-th preemption point; at one in n, by chance. */
void host_preempt_never(void);
void host_preempt_every(unsigned int n);
void host_preempt_random(u64 seed, unsigned int n);
/* How many points were passed, and how many of them found an interrupt. */
extern __thread unsigned long host_preempt_points, host_preempt_stops;
/* Called when a point finds an interrupt, before the kernel knows; may raise interrupts. */
extern void (*host_preempt_hook)(void);

void host_irq_record(unsigned int n);

/* --- several processors --- */

/*
 * Called before each access of a word that processors share, and at each preemption point; NULL:
 * nothing is. It may let other threads of the process play their processors meanwhile, or play
 * another processor itself.
 */
extern void (*host_shared_hook)(void);

/* --- clock --- */

/* Time passes; the interrupt of this processor's timer is recorded if it was due. */
void host_time_advance(usec_t usec);
/* The same when time has passed on another processor. */
void host_timer_look(void);
/* When this processor's timer will fire; USEC_NEVER: not at all. */
usec_t host_timer_deadline(void);

/* A small random number generator with a state of the caller's. */
u64 host_random(u64 *state);

#endif
