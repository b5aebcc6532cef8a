/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC: a sender, whose message has gone, enters its receive phase, or has failed.
 */
#include "ipc_parts.h"

#include <api/port.h>
#include <api/utcb.h>

void ipc_departed_unusual(struct thread *s)
{
	sched_timer_cancel(&s->tcb);
	s->intended = s->tcb.acts_for = L4_TID_NIL;
	s->tcb.usual |= USUAL_IPC;
}

void ipc_departed(struct thread *s, word_t error)
{
	word_t tag = s->tag;

	if (error == 0) {
		ipc_depart(s);
		return;
	}
	ipc_over(s);
	utcb_set_error(s, error | L4_IPC_PHASE_SEND);
	port_return_ipc(&s->tcb, (tag & ~(word_t)(L4_TAG_XCPU | L4_TAG_REDIRECTED)) | L4_TAG_ERROR,
			L4_TID_NIL, false);
}
