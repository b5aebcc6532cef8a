/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC between processors, the sender's side: the message of a thread goes to its partner's
 * processor as a request, and what has become of it is known by the thread's word.
 * (<generic/rendezvous_word.h>; tests/models/ipc.pml)
 *
 * The words stay where they are: the thread is ASKING and changes nothing of its message until the
 * word says that it has arrived, or that it has not. The record comes back later, as a rule. Until
 * then a thread that has gone on may do what needs no record; to ask again it waits.
 */
#include "../ipc_parts.h"
#include "../ipc_words.h"

#include <api/ipc_direct.h>
#include <api/port.h>
#include <api/request.h>
#include <api/time.h>
#include <arch/time.h>
#include <base/assert.h>
#include <generic/rendezvous.h>
#include <generic/waiters.h>

#define SEND_TIME(timeouts)	((u16)((timeouts) >> 16))

/*
 * The processor that takes the message of s need not tell: s has nothing to do then but to wait,
 * for ever, and nobody is queued to it. It is in the list of its partner's waiters by now, as its
 * receive phase has no beginning on its own processor.
 */
static bool rendezvous_is_silent(struct thread *s)
{
	struct thread *named;

	if (s->from == L4_TID_NIL || tag_typed(s->tag) != 0 || (u16)s->timeouts != L4_TIME_NEVER ||
	    !(s->tcb.usual & USUAL_QUEUE) || s->tcb.acts_for != L4_TID_NIL ||
	    s->outer.is_active)
		return false;
	if (s->from == L4_TID_ANY || s->from == L4_TID_ANY_LOCAL) {
		s->tcb.expect = s->from == L4_TID_ANY ? EXPECT_ANY : EXPECT_LOCAL;
		return true;
	}
	named = thread_resolve(s, s->from);
	if (named == NULL || named == s)
		return false;
	s->tcb.expect = tid_is_global(s->from) ? s->from : atomic_glance(&named->tcb.id);
	rendezvous_await(&s->tcb, &named->tcb);
	return true;
}

/* The send phase of s has a limit from now on, unless it is running already. */
static void limit_send(struct thread *s)
{
	u16 time = SEND_TIME(s->timeouts);
	usec_t deadline;

	if (time == L4_TIME_NEVER || time == L4_TIME_ZERO || !(s->tcb.usual & USUAL_LIMIT))
		return;
	deadline = time_deadline(time, arch_time_now());
	if (deadline != 0)
		sched_timer_set(&s->tcb, deadline);
	else
		/* In the past: the partner takes the message at once or not at all. */
		s->timeouts = (u32)L4_TIME_ZERO << 16 | (u16)s->timeouts;
}

/* The message of s, whose record is at home, goes to the processor of r. */
static void ask(struct thread *s, const struct thread *r)
{
	u32 mark = rendezvous_is_silent(s) ? WORD_SILENT : 0;

	s->tcb.meant = atomic_glance(&r->tcb.id);
	s->tcb.state = THREAD_ASKING;
	atomic_poke(&s->tcb.word, WORD_ASKED | mark);
	request_begin(s, REQUEST_IPC, cpu_of(&r->tcb));
}

void ipc_wait_remote(struct thread *s, const struct thread *r)
{
	limit_send(s);
	if (!tcb_record_is_out(&s->tcb)) {
		ask(s, r);
		return;
	}
	s->tcb.meant = atomic_glance(&r->tcb.id);
	s->tcb.state = THREAD_ASKING;
	continue_later(s, CONTINUE_SEND);
	request_fetch();
}

struct tcb *ipc_send_remote(struct thread *s, const struct thread *r)
{
	if (!ipc_direct_send(s, r))
		ipc_wait_remote(s, r);
	return sched_pick();
}

bool ipc_ask_again(struct thread *s)
{
	bool by_record = tcb_queued_by_record(&s->tcb);

	rendezvous_unqueue(&s->tcb);
	if (by_record)
		/* If that fails a request to take it out is on its way. */
		return rendezvous_swap(&s->tcb, WORD_QUEUED, WORD_ASKED);
	s->tcb.state = THREAD_ASKING;
	if (tcb_record_is_out(&s->tcb)) {
		continue_later(s, CONTINUE_SEND);
		request_fetch();
		return false;
	}
	atomic_poke(&s->tcb.word, WORD_ASKED);
	s->tcb.request.is_out = true;
	return true;
}
