/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The way of a system call to the owner of the thread that it is about, and back.
 */
#include <api/remote_call.h>

#include <api/continuation.h>
#include <api/request.h>
#include <api/space.h>
#include <base/assert.h>
#include <generic/sched.h>

/* The record of self, which is at home, goes to who has the thread that the call is about. */
static struct tcb *ask(struct thread *self)
{
	struct remote_call *c = &self->work.call;
	struct thread *t = thread_find(c->dest);

	if (t == NULL) {
		(void)c->ops->serve(self, NULL);
		return c->ops->finish(self);
	}
	request_begin(self, REQUEST_CALL, cpu_of(&t->tcb));
	return request_wait(self, CONTINUE_REMOTE);
}

struct tcb *remote_call(struct thread *self, word_t dest, const struct remote_ops *ops)
{
	self->work.call = (struct remote_call){
		.ops = ops, .dest = dest, .caller = self->tcb.id,
		.serial = self->tcb.space_serial, .prio = self->tcb.prio,
		.is_privileged = self->tcb.space->is_privileged,
	};
	return continue_remote(self);
}

struct tcb *continue_remote(struct thread *self)
{
	if (self->work.call.is_done)
		return self->work.call.ops->finish(self);
	if (!self->tcb.request.is_out)
		return ask(self);
	/* request_home() lets it go on. */
	return request_wait(self, CONTINUE_REMOTE);
}

void remote_done(struct thread *s)
{
	s->work.call.is_done = true;
	request_return(s);
}

void remote_request(struct thread *s)
{
	struct remote_call *c = &s->work.call;
	struct thread *t = thread_find(c->dest);

	if (!c->is_done && t != NULL && !is_mine(&t->tcb))
		request_pass(s, REQUEST_CALL, cpu_of(&t->tcb));
	else if (c->is_done || c->ops->serve(s, t))
		remote_done(s);
}

err_t remote_rest(struct thread *s)
{
	const struct remote_ops *ops = s->work.call.ops;

	return ops->rest != NULL ? ops->rest(s) : ERR_OK;
}
