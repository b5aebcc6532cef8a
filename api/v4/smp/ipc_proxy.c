/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages in the name of a thread of another processor: when one has arrived, that processor is
 * asked to see to the wait of the thread.
 */
#include "../ipc_parts.h"

#include <api/request.h>

static void name_waiter(struct thread *s, const struct thread *r)
{
	s->proxy.waiter = s->tcb.acts_for;
	s->proxy.sender = s->tcb.id;
	s->proxy.receiver = r->tcb.id;
}

void ipc_ask_waiter(struct thread *s, const struct thread *v, const struct thread *r)
{
	if (!is_mine(&s->tcb) || tcb_record_is_out(&s->tcb))
		return;
	name_waiter(s, r);
	/* Ahead of whatever r sends there. */
	request_begin(s, REQUEST_PROXY, cpu_of(&v->tcb));
}

struct cpu *ipc_next_of(struct thread *s, const struct thread *r, enum request_kind *kind)
{
	const struct thread *v;

	*kind = REQUEST_HOME;
	if (s->tcb.acts_for == L4_TID_NIL)
		return cpus[s->tcb.cpu];
	v = thread_find(s->tcb.acts_for);
	if (v == NULL || is_mine(&v->tcb))
		return cpus[s->tcb.cpu];
	name_waiter(s, r);
	*kind = REQUEST_PROXY;
	return cpu_of(&v->tcb);
}

void ipc_request_proxy(struct thread *s)
{
	struct thread *v = thread_find(s->proxy.waiter), *r = thread_find(s->proxy.receiver);

	if (v != NULL && cpu_of(&v->tcb) != this_cpu()) {
		request_pass(s, REQUEST_PROXY, cpu_of(&v->tcb));
		return;
	}
	if (v != NULL && r != NULL)
		ipc_redirect_wait(v, s->proxy.sender, r);
	request_return(s);
}
