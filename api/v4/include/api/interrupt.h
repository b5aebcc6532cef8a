/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupts as threads: association with a handler, messages, acknowledgement.
 */
#ifndef L4_API_INTERRUPT_H
#define L4_API_INTERRUPT_H

#include <api/thread.h>
#include <base/err.h>
#include <generic/cpu.h>

/* Interrupt threads for all sources of the port. Errors: ERR_NOMEM. Context: boot. */
err_t interrupt_init(void) __must_check;

/* The interrupt thread of source n, which is there for ever. */
static inline struct thread *interrupt_thread(unsigned int n)
{
	return thread_at(n);
}

/*
 * True if another processor is to hear of what source n does: cpu_of() its thread knows which. A
 * thread on its way has left.
 */
static inline bool interrupt_is_elsewhere(unsigned int n)
{
	return !is_mine(&interrupt_thread(n)->tcb);
}

/* Source n fired: the port has masked it. Context: on the processor of its interrupt thread. */
void interrupt_fired(unsigned int n);

/*
 * ThreadControl on an interrupt's id: handler becomes its handler, or nobody if it is the
 * interrupt itself. Returns an error code of X.2, 0 on success.
 */
word_t interrupt_associate(word_t irq_id, word_t handler);
/*
 * The same as the call of self, which names the handler as it likes; dest is a global id but for
 * threads of users. Returns who runs next.
 */
struct tcb *interrupt_control(struct thread *self, word_t dest, word_t handler);

#endif
