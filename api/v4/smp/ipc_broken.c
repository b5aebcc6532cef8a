/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Typed items between processors: a message that ends in the middle, at its receiver.
 */
#include "ipc_transfer_word.h"

#include <api/utcb.h>

/* What s sends now may be about a fault. */
void ipc_arrive_broken(struct thread *s, struct thread *r, unsigned int error)
{
	word_t tag = (s->far.tag & ~(word_t)L4_TAG_FLAGS) | L4_TAG_XCPU | L4_TAG_ERROR;
	bool to_user = transfer_is_told(r);

	if (r->is_irq) {
		ipc_arrive_any(s, r, 0);
		return;
	}
	ipc_over(r);
	if (!to_user)
		return;
	utcb_set_error(r, transfer_broken_error(s, error));
	port_return_ipc(&r->tcb, tag, thread_id_for(r, s), true);
}

void ipc_end_answer(struct thread *s, struct thread *r)
{
	/* Items that answer a fault touch no memory of r: nobody waits until s has stopped. */
	(void)transfer_end_as(s, TRANSFER_ENDED_R);
	r->tcb.partner = NULL;
	ipc_arrive_broken(s, r, L4_IPC_ABORTED);
}
