/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Typed items between processors: the fault of a receiver is over.
 */
#include "ipc_transfer_word.h"

#include <api/request.h>

void ipc_resume(struct thread *s)
{
	u32 parked = TRANSFER_PARKED | WORD_MORE(this_cpu()->number);

	/* If it has ended, its record is on its way here again. */
	if (atomic_change(&s->far.word, parked, TRANSFER_GOES))
		request_pass(s, REQUEST_WORK, cpus[s->tcb.cpu]);
}
