/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC: a message is at its receiver, which learns from whom it is, and for whom.
 */
#include "ipc_parts.h"

#include <api/port.h>
#include <api/utcb.h>

/* Tells r, beside the message, in whose name it was sent and for whom. */
static word_t arrive_routed(const struct thread *s, struct thread *r, word_t tag, word_t *from)
{
	if (s->tcb.acts_for != L4_TID_NIL) {
		tag |= L4_TAG_PROPAGATED;
		utcb_write_tid(r, L4_UTCB_VIRTUAL_SENDER, s->tcb.id);
		*from = thread_id_seen(r, s->tcb.acts_for);
	}
	if (s->intended != L4_TID_NIL) {
		tag |= L4_TAG_REDIRECTED;
		utcb_write_tid(r, L4_UTCB_INTENDED_RECEIVER, s->intended);
	}
	return tag;
}

__noinline void ipc_arrive_any(struct thread *s, struct thread *r, word_t error)
{
	word_t tag = s->tag & ~(word_t)(L4_TAG_FLAGS);
	word_t from = thread_id_for(r, s);
	bool to_user = r->sink == SINK_UTCB;

	if (!is_mine(&s->tcb))
		tag |= L4_TAG_XCPU;
	if (!error && s->tcb.acts_for != L4_TID_NIL)
		ipc_redirect_waiter(s, r);
	if (r->is_irq) {
		/* The handler's acknowledgement. */
		ipc_end_with_error(r, 0, L4_IPC_PHASE_RECEIVE);
		port_irq_unmask(r->irq);
		return;
	}
	ipc_over(r);
	if (!to_user)
		return;
	if (error) {
		utcb_set_error(r, error | L4_IPC_PHASE_RECEIVE);
		tag |= L4_TAG_ERROR;
	}
	tag = arrive_routed(s, r, tag, &from);
	port_return_ipc(&r->tcb, tag, from, true);
}

void ipc_arrive(struct thread *s, struct thread *r, word_t error)
{
	ipc_arrive_at(s, r, error);
}
