/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Deletion of threads with several processors: the model is tests/models/delete.pml.
 *
 * The deleter's record goes to the owner of the victim, which detaches that; through all
 * processors, which tell those who wait for it; to the owner again, where the number becomes free;
 * and home. What the victim has left to do in the kernel, and its memory, then are work of the
 * deleter. But the victim's own record may be out, and nothing waits for that: such a victim stays
 * a thread of its processor, dead, until its record is at home, and then does what is left itself,
 * at the priority of its deleter.
 */
#include "../delete_parts.h"

#include <api/areas.h>
#include <api/round.h>
#include <base/assert.h>

/* --- rounds --- */

static err_t delete_told(struct thread *s)
{
	const struct delete_work *d = &s->work.del;

	/* The queue of the victim is its owner's, which is the first. */
	if (arch_near_cpu()->number == s->work.round.first &&
	    wake_senders(round_thread(d->number)) == ERR_AGAIN)
		return ERR_AGAIN;
	waiters_orphan(d->id);
	return ipc_tell_orphans();
}

static void to_owner(struct thread *s)
{
	request_pass(s, REQUEST_DELETED, cpus[s->work.round.first]);
}

static const struct round_ops telling = { .visit = delete_told, .over = to_owner };

/* v, a thread of this processor, is detached and its number cleared: the others are told. */
static void delete_round(struct thread *s, struct thread *v)
{
	round_begin_about(s, &telling, v);
}

/* --- the owner's part --- */

void delete_request(struct thread *s)
{
	struct delete_work *d = &s->work.del;
	struct thread *v;

	if (!round_is_free(s, d->number, REQUEST_DELETE))
		return;
	v = round_thread(d->number);
	if (v == NULL) {
		d->is_told = true;
		request_return(s);
		return;
	}
	d->id = v->tcb.id;
	v->is_dead = true;
	detach(v);
	port_thread_release(&v->tcb);
	if (&v->tcb == arch_near_cpu()->current)
		(void)sched_pick();
	delete_round(s, v);
}

void delete_over(struct thread *s)
{
	struct delete_work *d = &s->work.del;
	struct thread *v = round_thread(d->number);

	ASSERT(v != NULL && is_mine(&v->tcb) && v->is_dead);
	thread_number_free(d->number);
	if (v->tcb.request.is_out) {
		v->is_over = true;
		v->work_left = v->tcb.continuation;
		v->tcb.prio = d->prio;
	} else {
		delete_later(d, v);
	}
	d->is_told = true;
	round_end(s, v);
}

/* --- the deleter's part --- */

struct tcb *delete_everywhere(struct thread *self, word_t number)
{
	struct delete_work *d = &self->work.del;

	delete_work_init(d);
	d->number = number;
	d->prio = self->tcb.prio;
	d->is_told = false;
	return continue_tell(self);
}

static struct tcb *tell(struct thread *t)
{
	const struct thread *v = round_thread(t->work.del.number);

	if (v == NULL) {
		port_return(&t->tcb, 1);
		return &t->tcb;
	}
	/* Without its record it cannot begin yet. */
	if (!t->tcb.request.is_out) {
		t->tcb.request.is_out = true;
		delete_request(t);
	}
	return request_wait(t, CONTINUE_TELL);
}

/* --- the dead --- */

void delete_home(struct thread *t)
{
	/* Else it is handed over when its round is over. */
	if (!t->is_over)
		return;
	sched_quantum_set(&t->tcb, USEC_NEVER);
	t->tcb.max_delay = 0;
	t->tcb.state = THREAD_RUNNING;
	continue_later(t, CONTINUE_TELL);
	sched_wake(&t->tcb);
}

/* One stretch of what is left to do of a dead thread, which is the running one. */
static err_t work_dead(struct thread *t)
{
	struct delete_work *d = &t->work.del;
	err_t err;

	if (t->work_left != CONTINUE_DELETE && t->work_left != CONTINUE_TELL) {
		t->tcb.continuation = t->work_left;
		err = work_finish(t);
		t->tcb.continuation = CONTINUE_NOTHING;
		if (err)
			return err;
		t->work_left = CONTINUE_TELL;
		delete_work_init(d);
	}
	err = work_delete(t);
	if (err)
		return err;
	/* Its own space may be the last one that it destroys. */
	if (t->tcb.space != NULL) {
		release_space(t, &d->spaces);
		t->tcb.utcb = NULL;
		err = work_delete(t);
	}
	return err == ERR_OK ? grace_wait(&t->tcb, &d->waits) : err;
}

/* The running thread t is dead. */
static struct tcb *bury(struct thread *t)
{
	if (work_dead(t) == ERR_AGAIN) {
		if (t->work_left == CONTINUE_AREAS && areas_wants_round(&t->work.areas))
			return areas_tell(t, &t->work.areas, CONTINUE_TELL);
		if (t->work_left == CONTINUE_TELL && delete_wants_round(t) != NULL)
			return areas_tell(t, delete_wants_round(t), CONTINUE_TELL);
		continue_later(t, CONTINUE_TELL);
		return continue_next(t);
	}
	(void)sched_pick();
	thread_free(t);
	/* Nobody waits for that. */
	grace_request();
	return arch_near_cpu()->current;
}

struct tcb *continue_tell(struct thread *t)
{
	if (t->is_dead)
		return bury(t);
	return t->work.del.is_told ? continue_delete(t) : tell(t);
}
