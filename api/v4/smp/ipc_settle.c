/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC between processors, the sender's side: what has become of the message of a thread, and how it
 * is withdrawn. (<generic/rendezvous_word.h>; tests/models/ipc.pml)
 */
#include "ipc_transfer_word.h"

#include <api/request.h>

/* The message of t has reached its partner, and it knows that now. */
static void sent(struct thread *t)
{
	t->tcb.state = THREAD_RUNNING;
	ipc_departed(t, 0);
	ipc_wake_if_not(t);
}

static void refused(struct thread *t, u32 word)
{
	ipc_end_with_error(t, WORD_MORE_OF(word), L4_IPC_PHASE_SEND);
	ipc_wake_if_not(t);
}

/*
 * What has become of the items of t, which asks: true: they have arrived; or t has its error now,
 * or nothing is known yet.
 */
static bool settle_items(struct thread *t)
{
	u32 word = transfer_look(t);

	if (transfer_value(word) == TRANSFER_ARRIVED) {
		t->far.partner = NULL;
		/* What t does until its record is home does not end when that comes. */
		t->far.is_away = false;
		return true;
	}
	if (tcb_record_is_out(&t->tcb) || transfer_value(word) == TRANSFER_GOES)
		return false;
	t->far.partner = NULL;
	ipc_departed(t, transfer_error(t, t->far.s_error));
	ipc_wake_if_not(t);
	return false;
}

u8 ipc_state_asking(const struct thread *t)
{
	bool has_items = word_value(atomic_peek(&t->tcb.word)) == WORD_TRANSFER;

	if (t->tcb.continuation == CONTINUE_TRANSFER)
		return THREAD_SENDING;
	if (t->tcb.continuation == CONTINUE_NOTHING)
		return has_items ? THREAD_SENDING : THREAD_POLLING;
	return t->tcb.continuation == CONTINUE_SEND ? THREAD_POLLING : t->tcb.state;
}

void ipc_settle_asking(struct thread *t)
{
	u32 word;

	if (t->tcb.continuation != CONTINUE_NOTHING)
		return;
	word = rendezvous_settle(&t->tcb);
	if (word_value(word) == WORD_ACCEPTED ||
	    (word_value(word) == WORD_TRANSFER && settle_items(t)))
		sent(t);
	else if (word_value(word) == WORD_REFUSED)
		refused(t, word);
}

bool ipc_withdraw(struct thread *t)
{
	for (;;) {
		u32 word = rendezvous_settle(&t->tcb);
		enum rendezvous_word value = word_value(word);

		if (value != WORD_ASKED && value != WORD_QUEUED)
			return false;
		if (!atomic_change(&t->tcb.word, word, WORD_CANCELLED))
			continue;
		/* On its way it is found to be cancelled. */
		if (value == WORD_QUEUED)
			request_pass(t, REQUEST_OUT, cpus[WORD_MORE_OF(word)]);
		return true;
	}
}

bool ipc_leave_unsent(struct thread *t)
{
	if (t->tcb.continuation == CONTINUE_NOTHING)
		return ipc_withdraw(t);
	continue_not(t);
	return true;
}

void ipc_end_asking(struct thread *t, unsigned int error)
{
	if (ipc_leave_unsent(t)) {
		ipc_end_with_error(t, error, L4_IPC_PHASE_SEND);
		ipc_wake_if_not(t);
	} else {
		ipc_settle_asking(t);
	}
}
