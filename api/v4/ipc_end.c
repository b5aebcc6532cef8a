/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How an IPC ends, if not by a message alone, and how everything about it comes to rest again.
 */
#include "ipc_parts.h"

#include <api/port.h>
#include <api/utcb.h>
#include <generic/sched.h>

/* The sender of the transfer that t is in, itself and not by a fault in it. */
static struct thread *transfer_sender(struct thread *t)
{
	return t->tcb.state == THREAD_SENDING ? t : thread_of(t->tcb.partner);
}

/* The same while it is in a fault. */
static struct thread *outer_sender(struct thread *t)
{
	return t->outer.state == THREAD_SENDING ? t : thread_of(t->outer.partner);
}

void ipc_back_to_transfer(struct thread *t)
{
	struct thread *s;

	t->outer.is_active = false;
	t->tcb.state = t->outer.state;
	t->tcb.partner = t->outer.partner;
	t->tag = t->outer.tag;
	t->from = t->outer.from;
	t->intended = t->outer.intended;
	t->tcb.acts_for = t->outer.acts_for;
	t->tcb.acts_from = t->outer.acts_from;
	t->timeouts = t->outer.timeouts;
	t->source = SOURCE_UTCB;
	t->sink = t->outer.sink;
	s = transfer_sender(t);
	if (!is_mine(&s->tcb)) {
		ipc_resume(s);
		return;
	}
	continue_later(s, CONTINUE_TRANSFER);
	if (!s->tcb.is_queued)
		sched_wake(&s->tcb);
}

void ipc_rest(struct thread *t)
{
	if (t->outer.is_active) {
		ipc_back_to_transfer(t);
		return;
	}
	sched_timer_cancel(&t->tcb);
	t->source = SOURCE_UTCB;
	t->sink = SINK_UTCB;
	t->intended = t->tcb.acts_for = L4_TID_NIL;
	t->tcb.expect = EXPECT_NOBODY;
	t->tcb.usual |= USUAL_IPC;
	if (unlikely(t->awaits_quantum)) {
		/* An answer without a new quantum gives the old one again. */
		t->awaits_quantum = false;
		if (t->tcb.quantum_left == 0)
			sched_quantum_set(&t->tcb, t->tcb.quantum);
	}
}

static void halt(struct thread *t, const char *why)
{
	attention_raise(&t->tcb, ATTENTION_HALT);
	port_report_halt(&t->tcb, why);
}

void ipc_end_with_error(struct thread *t, unsigned int e, unsigned int phase)
{
	u8 sink = t->sink;
	bool nested = t->outer.is_active;

	/* No answer, no quantum: the scheduler is told again before the thread does anything. */
	if (unlikely(t->awaits_quantum)) {
		t->awaits_quantum = false;
		if (t->tcb.quantum_left == 0)
			attention_raise(&t->tcb, ATTENTION_QUANTUM);
	}
	if (t->is_irq) {
		ipc_over(t);
		t->tcb.state = THREAD_HALTED;
		return;
	}
	if (nested) {
		/* The sender breaks the transfer off; otherwise the access is tried again. */
		if (e == L4_IPC_NO_PARTNER && phase == L4_IPC_PHASE_SEND)
			outer_sender(t)->xfer.stop = ITEMS_ABORTED;
		ipc_over(t);
		return;
	}
	ipc_over(t);
	if (sink == SINK_UTCB) {
		utcb_set_error(t, ERROR_CODE(e, phase));
		port_return_ipc(&t->tcb, L4_TAG_ERROR, L4_TID_NIL, false);
	} else if (e == L4_IPC_NO_PARTNER && phase == L4_IPC_PHASE_SEND) {
		halt(t, sink == SINK_EXCEPTION ? "no exception handler" :
			sink == SINK_DISCARD ? "nobody takes its preemption message" : "no pager");
	}
}
