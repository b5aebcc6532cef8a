/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rounds through all processors, and what waits for the end of one.
 */
#include <api/round.h>

#include <api/thread.h>
#include <base/assert.h>
#include <generic/cpu.h>

/* So many records go on in one go. */
#define RESUME_BATCH 32

void round_begin(struct thread *s, const struct round_ops *ops)
{
	s->work.round.ops = ops;
	s->work.round.first = arch_near_cpu()->number;
	round_request(s);
}

void round_begin_about(struct thread *s, const struct round_ops *ops, struct thread *t)
{
	t->in_round = true;
	round_begin(s, ops);
}

void round_request(struct thread *s)
{
	const struct round *r = &s->work.round;
	unsigned int next = arch_near_cpu()->number + 1u;

	/* The record goes on only when all is done here: a long list takes several turns. */
	if (r->ops->visit(s) == ERR_AGAIN) {
		request_pass(s, REQUEST_ROUND, this_cpu());
		return;
	}
	if (next == ncpus)
		next = 0;
	if (next == r->first)
		r->ops->over(s);
	else
		request_pass(s, REQUEST_ROUND, cpus[next]);
}

struct thread *round_thread(word_t number)
{
	struct thread *t = thread_at(number);

	return t != &thread_absent ? t : NULL;
}

/* The record of s waits at t, behind those that wait already. */
static void wait_at(struct thread *s, enum request_kind kind, struct thread *t)
{
	struct request *r = &s->tcb.request, *last = t->waiting;

	r->kind = (u8)kind;
	if (last != NULL) {
		r->link = last->link;
		last->link = r;
	} else {
		r->link = r;
	}
	t->waiting = r;
}

bool round_is_free(struct thread *s, word_t number, enum request_kind kind)
{
	struct thread *t = round_thread(number);

	if (t == NULL)
		return true;
	if (!is_mine(&t->tcb))
		request_pass(s, kind, cpu_of(&t->tcb));
	else if (t->in_round)
		wait_at(s, kind, t);
	else
		return true;
	return false;
}

void round_number(struct thread *s)
{
	if (round_is_free(s, s->work.round.number, REQUEST_NUMBER))
		request_return(s);
}

struct tcb *round_wait(struct thread *self, word_t number, enum continuation what)
{
	const struct thread *t = round_thread(number);

	/* Without its record it cannot ask yet. */
	if (t != NULL && !self->tcb.request.is_out) {
		self->work.round.number = number;
		request_begin(self, REQUEST_NUMBER, cpu_of(&t->tcb));
	}
	return request_wait_if_out(self, what);
}

void round_resume(struct thread *s)
{
	struct round *r = &s->work.round;

	for (unsigned int i = 0; r->waiters != NULL; i++) {
		struct request *last = r->waiters, *first = last->link;

		if (i == RESUME_BATCH) {
			request_pass(s, REQUEST_RESUME, this_cpu());
			return;
		}
		if (first == last)
			r->waiters = NULL;
		else
			last->link = first->link;
		request_send(first, first->kind, this_cpu(), true);
	}
	request_return(s);
}

void round_end(struct thread *s, struct thread *t)
{
	s->work.round.waiters = t->waiting;
	t->waiting = NULL;
	t->in_round = false;
	round_resume(s);
}
