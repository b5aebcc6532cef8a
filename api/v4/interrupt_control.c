/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ThreadControl on the id of an interrupt. (X.2, interrupt protocol)
 */
#include <api/continuation.h>
#include <api/interrupt.h>
#include <api/remote_call.h>
#include <api/syscalls.h>
#include <api/thread.h>
#include <api/work.h>

/* The owner of an interrupt associates it. */
static bool associate_serve(struct thread *s, struct thread *irq)
{
	s->work.call.error = irq == NULL ? L4_ERROR_INVALID_THREAD :
		interrupt_associate(irq->tcb.id, s->work.modify.q.pager);
	return true;
}

static struct tcb *associate_finish(struct thread *s)
{
	return sys_step(s, CONTINUE_NOTHING, ERR_OK, s->work.call.error);
}

static const struct remote_ops associate_ops = {
	.serve = associate_serve, .finish = associate_finish,
};

struct tcb *interrupt_control(struct thread *self, word_t dest, word_t handler)
{
	struct thread *irq = thread_find(dest);

	if (tid_number(dest) >= thread_system_base)
		return sys_fail(&self->tcb, L4_ERROR_INVALID_THREAD);
	handler = thread_globalize(self, handler);
	if (irq != NULL && !is_mine(&irq->tcb)) {
		self->work.modify.q.pager = handler;
		return remote_call(self, dest, &associate_ops);
	}
	return sys_step(self, CONTINUE_NOTHING, ERR_OK, interrupt_associate(dest, handler));
}
