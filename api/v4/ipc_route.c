/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a message goes and in whose name: redirection of what leaves a space, propagation.
 * (X.2, redirectors and propagation)
 */
#include "ipc_parts.h"

#include <api/space.h>
#include <api/utcb.h>
#include <generic/rendezvous.h>
#include <generic/sched.h>
#include <generic/waiters.h>

/* True if a thread of the space of `by` is the redirector of space s. */
static bool redirects(const struct thread *by, const struct space *s)
{
	const struct thread *redirector =
		s != NULL ? thread_find(atomic_glance(&s->redirector)) : NULL;

	return redirector != NULL && atomic_glance(&redirector->tcb.space) == by->tcb.space;
}

struct thread *ipc_redirect(struct thread *s, struct thread *r)
{
	struct space *space = s->tcb.space;
	struct thread *redirector;
	word_t id;

	if (space == NULL || r == NULL)
		return r;
	id = atomic_glance(&space->redirector);
	if (id == L4_TID_NIL || atomic_glance(&r->tcb.space) == space)
		return r;
	redirector = thread_find(id);
	if (redirector == NULL ||
	    atomic_glance(&redirector->tcb.space) == atomic_glance(&r->tcb.space))
		return redirector != NULL ? r : NULL;
	s->intended = atomic_glance(&r->tcb.id);
	usual_set(&s->tcb, USUAL_IPC, false);
	return redirector;
}

void ipc_propagate(struct thread *s, const struct thread *r)
{
	const struct space *of, *to;
	const struct thread *v;

	if (s->source != SOURCE_UTCB || r == NULL)
		return;
	v = utcb_thread(s, L4_UTCB_VIRTUAL_SENDER);
	if (v == NULL || v == s)
		return;
	of = atomic_glance(&v->tcb.space);
	to = atomic_glance(&r->tcb.space);
	if (of == NULL ||
	    (of != s->tcb.space && to != s->tcb.space && !redirects(s, of) && !redirects(s, to)))
		return;
	usual_set(&s->tcb, USUAL_IPC, false);
	s->tcb.acts_for = atomic_glance(&v->tcb.id);
	s->tcb.acts_from = of->serial;
}

void ipc_redirect_wait(struct thread *v, word_t s, struct thread *r)
{
	struct tcb *first;

	if (v == NULL || !is_mine(&v->tcb))
		return;
	ipc_settle(v);
	if (!ipc_is_waiting(v) || v->tcb.expect != s || v == r)
		return;
	v->tcb.expect = v->from = atomic_glance(&r->tcb.id);
	/* A wait that came by the short path has left no trace of its limit: it has none. */
	if (v->tcb.usual & USUAL_LIMIT)
		v->timeouts = TIMEOUTS_NEVER;
	/* A wait for a start message does not end with r. */
	if (!ipc_awaits_start(v))
		rendezvous_await(&v->tcb, &r->tcb);
	rendezvous_search_begin(&v->tcb);
	/* It is about to look into its queue. */
	if (v->tcb.state != THREAD_WAITING)
		return;
	/* Somebody may have sent in the name of r already. */
	if (rendezvous_search(&v->tcb, &r->tcb, &first) == ERR_OK && first == NULL)
		return;
	/* The limit of its wait runs on: what it finds may have gone when it looks. */
	v->tcb.state = THREAD_RUNNING;
	continue_later(v, CONTINUE_RECEIVE);
	sched_wake(&v->tcb);
}
