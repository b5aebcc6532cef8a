/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC between processors, the receiver's side: a processor takes messages that others have sent to
 * its threads, or queues the senders. (<generic/rendezvous_word.h>; tests/models/ipc.pml)
 *
 * What is read of the sender, which belongs to another processor as a rule, stands still until the
 * swap to COPYING, or may be wrong: then the swap fails.
 */
#include "../ipc_parts.h"
#include "../ipc_words.h"

#include <api/request.h>
#include <base/assert.h>

/* The message of s, whose record is here, does not arrive. */
static void refuse(struct thread *s, unsigned int error)
{
	(void)rendezvous_swap(&s->tcb, WORD_ASKED, WORD_REFUSED | WORD_MORE(error));
	/* If it has been withdrawn the record goes home too. */
	request_return(s);
}

void ipc_refuse_asking(struct thread *s, unsigned int error)
{
	rendezvous_unqueue(&s->tcb);
	if (rendezvous_swap(&s->tcb, WORD_QUEUED, WORD_REFUSED | WORD_MORE(error)))
		request_return(s);
	/* Else a request to take it out is on its way. */
}

bool ipc_accept(struct thread *s, struct thread *r, enum rendezvous_word old)
{
	enum request_kind kind;
	struct cpu *next;
	bool is_silent;

	if (tag_typed(atomic_glance(&s->tag)) != 0)
		return ipc_reserve(s, r, old);
	if (!rendezvous_swap(&s->tcb, old, WORD_COPYING))
		return false;
	is_silent = atomic_peek(&s->tcb.word) & WORD_SILENT;
	next = ipc_next_of(s, r, &kind);
	pass_words(s, r, tag_untyped(s->tag));
	ipc_arrive_any(s, r, 0);
	/*
	 * From ACCEPTED on the sender may change the message. A silent record is in the queue of
	 * its processor by then.
	 */
	if (is_silent)
		request_send(&s->tcb.request, REQUEST_HOME, next, false);
	atomic_publish(&s->tcb.word, WORD_ACCEPTED);
	if (!is_silent)
		request_pass(s, kind, next);
	return true;
}

void ipc_request(struct thread *s)
{
	struct thread *r = thread_find(atomic_glance(&s->tcb.meant));

	if (r != NULL && cpu_of(&r->tcb) != this_cpu()) {
		request_pass(s, REQUEST_IPC, cpu_of(&r->tcb));
	} else if (r == NULL || !thread_is_active(r)) {
		refuse(s, L4_IPC_NO_PARTNER);
	} else if (ipc_accepts(r, s)) {
		if (ipc_accept(s, r, WORD_ASKED))
			ipc_wake(r);
		else
			request_return(s);
	} else if (atomic_glance(&s->timeouts) >> 16 == L4_TIME_ZERO) {
		refuse(s, L4_IPC_TIMEOUT);
	} else if (rendezvous_swap(&s->tcb, WORD_ASKED,
				   WORD_QUEUED | WORD_MORE(arch_near_cpu()->number))) {
		rendezvous_queue(&s->tcb, &r->tcb);
	} else {
		request_return(s);
	}
}

void ipc_request_out(struct thread *s)
{
	if (s->tcb.at != NULL)
		rendezvous_unqueue(&s->tcb);
	request_return(s);
}
