/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thread has got another id: nobody is found under the old one, and all processors tell those who
 * wait for it.
 */
#include <api/new_id.h>

#include <api/ipc.h>
#include <api/round.h>
#include <base/assert.h>

static err_t new_id_told(struct thread *s)
{
	waiters_orphan(s->work.modify.old_id);
	return ipc_tell_orphans();
}

/* The thread may have moved meanwhile. */
static void to_owner(struct thread *s)
{
	struct thread *t = round_thread(tid_number(s->work.modify.old_id));

	request_pass(s, REQUEST_NEW_ID, cpu_of(&t->tcb));
}

static const struct round_ops telling = { .visit = new_id_told, .over = to_owner };

void new_id_reserve(struct thread *s, struct thread *t, word_t old_id)
{
	bool is_new = ncpus > 1 && t->tcb.id != old_id;

	s->work.modify.old_id = is_new ? old_id : L4_TID_NIL;
	/* From now on: much of the call may come between this and the round. */
	if (is_new)
		t->in_round = true;
}

bool new_id_round(struct thread *s, struct thread *t)
{
	if (s->work.modify.old_id == L4_TID_NIL)
		return false;
	round_begin_about(s, &telling, t);
	return true;
}

void new_id_over(struct thread *s)
{
	/* It is not deleted while its number is reserved. */
	struct thread *t = round_thread(tid_number(s->work.modify.old_id));

	ASSERT(t != NULL);
	if (!is_mine(&t->tcb)) {
		to_owner(s);
		return;
	}
	usual_set(&t->tcb, USUAL_ID, true);
	round_end(s, t);
}

bool new_id_can_begin(const struct thread *self, const struct thread *t)
{
	if (t == NULL)
		return !thread_number_is_reserved(tid_number(self->work.modify.q.dest));
	return !is_mine(&t->tcb) || !(self->tcb.request.is_out || t->in_round);
}

bool new_id_tell(struct thread *self, struct thread *t)
{
	self->tcb.request.is_out = self->work.modify.old_id != L4_TID_NIL;
	return new_id_round(self, t);
}
