/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records of threads on their way between processors.
 */
#include <api/request.h>

#include <base/assert.h>
#include <base/notify.h>
#include <generic/sched.h>

void request_fetch(void)
{
	if (request_is_waiting())
		arch_notify(&this_cpu()->arch);
}

void request_return(struct thread *t)
{
	/* It does not leave its processor before. */
	request_pass(t, REQUEST_HOME, cpus[t->tcb.cpu]);
}

void request_pass(struct thread *t, enum request_kind kind, struct cpu *c)
{
	request_send(&t->tcb.request, (u8)kind, c, true);
}

void request_begin(struct thread *t, enum request_kind kind, struct cpu *c)
{
	ASSERT(is_mine(&t->tcb) && !t->tcb.request.is_out);
	t->tcb.request.is_out = true;
	request_pass(t, kind, c);
}

struct tcb *request_wait(struct thread *t, enum continuation what)
{
	t->tcb.state = THREAD_ASKING;
	continue_later(t, what);
	request_fetch();
	return sched_pick();
}

struct tcb *request_wait_if_out(struct thread *t, enum continuation what)
{
	if (t->tcb.request.is_out)
		return request_wait(t, what);
	continue_later(t, what);
	return &t->tcb;
}
