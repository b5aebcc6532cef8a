/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC between processors, the direct path: a call or an answer of untyped words to a thread that
 * waits for it, with nothing unusual about either. What is done is what the complete path would do
 * (ipc_ask.c, ipc_accept.c), and in the same order; the gates tell that the rest of it has nothing
 * to do. False everywhere: nothing has happened, the complete path goes on.
 */
#ifndef L4_API_SMP_IPC_DIRECT_H
#define L4_API_SMP_IPC_DIRECT_H

#include "../ipc_parts.h"
#include "../ipc_words.h"

#include <api/port.h>
#include <api/request.h>
#include <generic/request_queue.h>
#include <generic/sched.h>

#ifdef CONFIG_SMP

#define TAG_TYPED	((word_t)L4_TAG_TYPED_MASK << L4_TAG_TYPED_SHIFT)

/* Of a thread in this state: nothing is pending, all is usual, its words are the processor's. */
#define HIGH_AS_USUAL(state)	GATE_HIGH(GATE(state, 0))

/* The same of one of this processor that waits, whatever its priority is. */
static inline bool waits_as_usual(const struct tcb *t)
{
	return t->gate - (GATE(THREAD_WAITING, 0) + GATE_CPU(arch_near_cpu()->number)) <
	       GATE_CPU(1);
}

/* As request_send(). */
static inline void pass_directly(struct request *r, enum request_kind kind, cpu_t cpu, bool rings)
{
	r->kind = (u8)kind;
	request_push(r, r, cpus[cpu], rings);
}

/* The record of s, whose message may have been withdrawn, is here. */
static inline bool ipc_direct_take(struct thread *s)
{
	word_t meant = atomic_glance(&s->tcb.meant), tag = atomic_glance(&s->tag), from;
	/* Nobody's gate is as usual. */
	struct thread *r = thread_at(tid_number(meant) & MASK(TID_NUMBER_BITS));
	u32 word;

	if (r->tcb.id != meant || !waits_as_usual(&r->tcb) || (tag & TAG_TYPED) ||
	    (r->tcb.expect != atomic_peek(&s->tcb.id) && r->tcb.expect != EXPECT_ANY) ||
	    !is_usual_program(atomic_peek(&s->tcb.usual)))
		return false;
	word = atomic_read(&s->tcb.word);
	if (word_value(word) != WORD_ASKED ||
	    !atomic_change(&s->tcb.word, word, WORD_COPYING | (word & WORD_SILENT)))
		return false;
	copy_words(s, r, tag_untyped(tag));
	from = thread_id_for(r, s);
	/* See ipc_accept(). */
	if (likely(word & WORD_SILENT)) {
		pass_directly(&s->tcb.request, REQUEST_HOME, s->tcb.cpu, false);
		atomic_publish(&s->tcb.word, WORD_ACCEPTED | WORD_SILENT);
	} else {
		atomic_publish(&s->tcb.word, WORD_ACCEPTED);
		request_return(s);
	}
	r->tcb.state = THREAD_RUNNING;
	port_return_ipc(&r->tcb, (tag & ~(word_t)L4_TAG_FLAGS) | L4_TAG_XCPU, from, true);
	sched_wake(&r->tcb);
	return true;
}

/* The record of t is at home. */
static inline bool ipc_direct_home(struct thread *t)
{
	/*
	 * With the mark still there nobody has looked at the word since the thread has asked. So it
	 * has no part in a transfer, it neither leaves nor dies, and it is registered.
	 */
	if (t->tcb.gate_high != HIGH_AS_USUAL(THREAD_ASKING) ||
	    t->tcb.continuation != CONTINUE_NOTHING ||
	    atomic_read(&t->tcb.word) != (WORD_ACCEPTED | WORD_SILENT))
		return false;
	t->tcb.request.is_out = false;
	t->tcb.state = THREAD_WAITING;
	return true;
}

#endif

#endif
