/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The way of a thread from one processor to another: model tests/models/ipc.pml, MOVE.
 */
#include <api/migrate.h>

#include <api/continuation.h>
#include <api/ipc.h>
#include <api/port.h>
#include <api/remote_call.h>
#include <api/request.h>
#include <api/space.h>
#include <api/utcb.h>
#include <generic/grace.h>
#include <generic/loaded.h>
#include <generic/rendezvous.h>
#include <generic/sched.h>

/* Those whose records wait for t are sent on to processor c, where their calls end. */
static void send_followers(struct thread *t, struct cpu *c)
{
	while (t->tcb.followers != NULL) {
		struct request *r = t->tcb.followers;

		t->tcb.followers = r->link;
		request_send(r, REQUEST_CALL, c, true);
	}
}

void migrate_forget(struct thread *t)
{
	t->tcb.leaves = false;
	attention_clear(&t->tcb, ATTENTION_LEAVE);
	send_followers(t, this_cpu());
}

bool migrate_is_needed(const struct thread *t, cpu_t number)
{
	return t->tcb.leaves || number != this_cpu()->number;
}

/* What t does in the kernel holds it here, and may take long. */
static bool is_held(const struct thread *t)
{
	u8 state = ipc_state(t);

	return t->outer.is_active || state == THREAD_SENDING || state == THREAD_RECEIVING ||
	       t->tcb.state == THREAD_POLLING;
}

bool migrate(struct thread *t, cpu_t number, struct thread *by)
{
	if (number == this_cpu()->number) {
		migrate_forget(t);
		return true;
	}
	t->tcb.leaves = true;
	t->tcb.leaves_to = number;
	attention_raise(&t->tcb, ATTENTION_LEAVE);
	if (is_held(t))
		return true;
	by->work.call.is_done = true;
	by->tcb.request.link = t->tcb.followers;
	t->tcb.followers = &by->tcb.request;
	migrate_begin(t);
	return false;
}

struct tcb *migrate_self(struct thread *self, cpu_t number)
{
	if (number == this_cpu()->number) {
		migrate_forget(self);
		return &self->tcb;
	}
	self->tcb.leaves = true;
	self->tcb.leaves_to = number;
	return migrate_before_user(&self->tcb);
}

static struct tcb *go_on(struct thread *t)
{
	return &t->tcb;
}

static const struct remote_ops nothing_left = { .finish = go_on };

struct tcb *migrate_before_user(struct tcb *me)
{
	struct thread *t = thread_of(me);

	if (!me->request.is_out) {
		migrate_begin(t);
		return this_cpu()->current;
	}
	/* It goes when its record is home; or goes on then, if it is to stay by then. */
	t->work.call.ops = &nothing_left;
	t->work.call.is_done = true;
	me->state = THREAD_ASKING;
	continue_later(t, CONTINUE_REMOTE);
	request_fetch();
	return sched_pick();
}

/* Nothing that belongs to this processor refers to t any more. */
static void detach(struct thread *t)
{
	if (t->tcb.state == THREAD_ASKING)
		t->tcb.state = THREAD_RUNNING;
	/* What it waits for it asks anew over there. */
	(void)grace_forget(&t->tcb);
	sched_depart(&t->tcb);
	rendezvous_forget(&t->tcb);
	rendezvous_search_begin(&t->tcb);
	port_thread_leave(&t->tcb);
	if (t->tcb.space != NULL)
		space_unhold(&t->tcb.space->pt, this_cpu()->number);
}

void migrate_begin(struct thread *t)
{
	struct cpu *to = cpus[t->tcb.leaves_to];

	if (!t->tcb.leaves || t->tcb.request.is_out || is_held(t))
		return;
	detach(t);
	t->tcb.leaves = false;
	attention_clear(&t->tcb, ATTENTION_LEAVE);
	t->tcb.request.is_out = true;
	/* From here on others find it by way of this processor: behind its record. */
	atomic_publish(&t->tcb.cpu, this_cpu()->number | CPU_LEFT);
	request_pass(t, REQUEST_MOVE, to);
	send_followers(t, to);
}

/* The closed wait of t goes on here, if whom it waits for is still there. */
static void await_again(struct thread *t)
{
	struct thread *named;

	if (!ipc_is_waiting(t) || ipc_awaits_start(t) || !rendezvous_names(t->tcb.expect))
		return;
	named = thread_find(t->tcb.expect);
	if (named != NULL)
		rendezvous_await(&t->tcb, &named->tcb);
	else
		ipc_cancel(t, L4_IPC_NO_PARTNER);
}

void migrate_end(struct thread *t)
{
	t->tcb.request.is_out = false;
	/* Before anything of it can run here. */
	if (t->tcb.space != NULL)
		space_hold(&t->tcb.space->pt);
	if (t->is_irq)
		port_irq_route(t->irq, this_cpu()->number);
	if (t->tcb.utcb != NULL)
		utcb_write(t, L4_UTCB_PROCESSOR_NO, this_cpu()->number);
	/* The last word: who reads it comes here from now on. */
	atomic_publish(&t->tcb.cpu, this_cpu()->number);
	sched_arrive(&t->tcb);
	await_again(t);
}
