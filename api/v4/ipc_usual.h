/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC, private: the running thread sends to one that waits for it and waits for an answer, and what
 * is unusual about the two, if anything, is known. As on the short path one comparison of the gate
 * tells most of it; the processor goes along with the message.
 */
#ifndef L4_API_IPC_USUAL_H
#define L4_API_IPC_USUAL_H

#include "ipc_parts.h"

/*
 * True if s, the running thread, may switch to r, which has this gate or would have it, and r takes
 * its message.
 */
static __always_inline bool ipc_usual_meets(const struct thread *s, const struct thread *r,
					    u64 gate)
{
	return gate_is_passed(gate, arch_near_cpu(), 0) &&
	       (r->tcb.expect == s->tcb.id || r->tcb.expect == EXPECT_ANY);
}

/* True if s need not begin to wait for this one: it is the same as the last time, or anybody. */
static __always_inline bool ipc_usual_awaits(const struct thread *s, word_t from)
{
	return from == s->tcb.awaits_id || from == EXPECT_ANY;
}

/* The message of s has reached r, the next one to run. s waits for `from`. */
static __always_inline struct tcb *ipc_usual_switch(struct thread *s, struct thread *r, word_t from)
{
	s->tcb.expect = from;
	s->tcb.state = THREAD_WAITING;
	r->tcb.state = THREAD_RUNNING;
	arch_near_cpu()->current = &r->tcb;
	return &r->tcb;
}

/* What the thread that the kernel sends for has to have, beside what the gate of `to` tells. */
#define USUAL_CALLER	(USUAL_WORDS | USUAL_ROUTE | USUAL_QUEUE | USUAL_LIMIT)

/*
 * The thread with the global id `to`, if t, the running thread, may call it with a message of the
 * kernel: then its words are to follow, and ipc_usual_call(). NULL: that is for ipc_kernel_call().
 */
static __always_inline struct thread *ipc_usual_callee(const struct thread *t, word_t to)
{
	struct thread *r = thread_at(tid_number(to));

	if (unlikely(!atomic_glance_is(&r->tcb.id, to) || to != t->tcb.awaits_id ||
		     (t->tcb.usual & USUAL_CALLER) != USUAL_CALLER ||
		     arch_near_cpu()->todo != 0 ||
		     !ipc_usual_meets(t, r, atomic_glance(&r->tcb.gate))))
		return NULL;
	return r;
}

/* The same as ipc_kernel_call() behind ipc_usual_callee(), whose result is r. */
static __always_inline struct tcb *ipc_usual_call(struct thread *t, struct thread *r, word_t tag,
						  enum source source, enum sink sink)
{
	usual_set(&t->tcb, USUAL_IPC, false);
	t->source = (u8)source;
	t->sink = (u8)sink;
	port_return_ipc(&r->tcb, tag, thread_id_for(r, t), true);
	return ipc_usual_switch(t, r, r->tcb.id);
}

#endif
