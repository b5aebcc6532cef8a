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

/* As request_send() without an interrupt. */
static inline void pass_silently(struct request *r, enum request_kind kind, cpu_t cpu)
{
	r->kind = (u8)kind;
	(void)request_enter(r, r, cpus[cpu], false);
}

/* As request_send() with an interrupt, to another processor. */
static inline void ask_directly(struct request *r, struct cpu *c)
{
	r->kind = REQUEST_IPC;
	if (!(request_enter(r, r, c, true) & REQUEST_RUNG))
		arch_notify_other(&c->arch);
}

/*
 * s waits, when it has sent, for anybody or for the thread that it has waited for the last time: as
 * long as it is in the list of that one's waiters it need not look at the thread table.
 */
static inline bool knows_partner(const struct thread *s, word_t from)
{
	return from == s->tcb.awaits_id || from == L4_TID_ANY;
}

/* The message of s goes to the processor of r. All that the call said stands in s too. */
static __always_inline bool ipc_direct_ask(struct thread *s, const struct thread *r, word_t from,
					   u32 timeouts, word_t tag)
{
	cpu_t owner = atomic_read(&r->tcb.cpu);

	if (s->tcb.gate_high != HIGH_AS_USUAL(THREAD_RUNNING) || timeouts != TIMEOUTS_NEVER ||
	    (tag & (TAG_TYPED | L4_TAG_PROPAGATED)) || !knows_partner(s, from) ||
	    tcb_record_is_out(&s->tcb) || owner == arch_near_cpu()->number || owner == CPU_LEFT)
		return false;
	s->tcb.meant = atomic_read(&r->tcb.id);
	s->tcb.expect = from;
	s->tcb.state = THREAD_ASKING;
	/* All of that makes the message a silent one: see rendezvous_is_silent(). */
	atomic_poke(&s->tcb.word, WORD_ASKED | WORD_SILENT);
	s->tcb.request.is_out = true;
	ask_directly(&s->tcb.request, cpus[owner]);
	return true;
}

/* The record of s, whose message may have been withdrawn, is here. */
static inline bool ipc_direct_take(struct thread *s)
{
	word_t meant = atomic_glance(&s->tcb.meant), tag = atomic_glance(&s->tag), from;
	/* Nobody's gate is as usual. */
	struct thread *r = thread_at(tid_number(meant));
	u32 word;

	if (atomic_glance(&r->tcb.id) != meant || !tcb_waits_here(&r->tcb) || (tag & TAG_TYPED) ||
	    (r->tcb.expect != atomic_glance(&s->tcb.id) && r->tcb.expect != EXPECT_ANY) ||
	    !is_usual_program(atomic_glance(&s->tcb.usual)))
		return false;
	word = atomic_read(&s->tcb.word);
	if (word_value(word) != WORD_ASKED ||
	    !atomic_change(&s->tcb.word, word, WORD_COPYING | (word & WORD_SILENT)))
		return false;
	copy_words(s, r, tag_untyped(tag));
	from = thread_id_for(r, s);
	/* See ipc_accept(). */
	if (likely(word & WORD_SILENT)) {
		pass_silently(&s->tcb.request, REQUEST_HOME, s->tcb.cpu);
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
