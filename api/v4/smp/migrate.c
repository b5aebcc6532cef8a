/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The way of a thread from one processor to another: model tests/models/ipc.pml, MOVE.
 */
#include <api/migrate.h>

#include <api/continuation.h>
#include <api/interrupt.h>
#include <api/ipc.h>
#include <api/port.h>
#include <api/remote_call.h>
#include <api/request.h>
#include <api/space.h>
#include <api/utcb.h>
#include <base/bounds.h>
#include <generic/grace.h>
#include <generic/loaded.h>
#include <generic/rendezvous.h>
#include <generic/sched.h>

/* Senders that are taken out of the queue of a thread in one go. */
#define SENDER_BATCH	32

/* The record r, which is in hand, goes where t goes, behind it. */
static void follow(struct thread *t, struct request *r, enum request_kind kind)
{
	r->kind = (u8)kind;
	r->link = t->tcb.followers;
	if (t->tcb.followers == NULL)
		t->tcb.first_follower = r;
	t->tcb.followers = r;
}

/*
 * Those whose records wait for t are sent on to processor c: the calls of schedulers end, messages
 * ask anew.
 */
static void send_followers(struct thread *t, struct cpu *c)
{
	if (t->tcb.followers == NULL)
		return;
	request_send_chain(t->tcb.followers, t->tcb.first_follower, c);
	t->tcb.followers = NULL;
}

void migrate_forget(struct thread *t)
{
	t->tcb.leaves = false;
	attention_clear(&t->tcb, ATTENTION_LEAVE);
	send_followers(t, this_cpu());
}

bool migrate_is_needed(const struct thread *t, cpu_t number)
{
	return t->tcb.leaves || number != arch_near_cpu()->number;
}

/* The transfer that t is in holds it here, and may take long. */
static bool is_held(const struct thread *t)
{
	u8 state = ipc_state(t);

	return t->outer.is_active || state == THREAD_SENDING || state == THREAD_RECEIVING;
}

/* t, which sends and has no partner yet, is to send anew where it arrives. */
static void withdraw(struct thread *t)
{
	ipc_settle(t);
	if (t->tcb.state == THREAD_POLLING) {
		rendezvous_unqueue(&t->tcb);
		t->tcb.state = THREAD_ASKING;
	} else if (t->tcb.continuation == CONTINUE_SEND || !ipc_is_asking(t)) {
		return;
	} else if (!ipc_withdraw(t)) {
		ipc_settle(t);
		return;
	}
	continue_later(t, CONTINUE_SEND);
}

/*
 * t makes a call that may wait for another thread to move: who waited for t then might be whom that
 * one waits for. It goes when its call is over.
 */
static bool may_await_move(const struct thread *t)
{
	return t->tcb.continuation == CONTINUE_REMOTE && t->work.call.ops->awaits_move;
}

bool migrate(struct thread *t, cpu_t number, struct thread *by)
{
	if (number == arch_near_cpu()->number) {
		migrate_forget(t);
		return true;
	}
	t->tcb.leaves = true;
	t->tcb.leaves_to = number;
	attention_raise(&t->tcb, ATTENTION_LEAVE);
	if (!is_held(t))
		withdraw(t);
	/* Its partner may have taken items just now. */
	if (is_held(t) || (t->tcb.request.is_out && may_await_move(t)))
		return true;
	by->work.call.is_done = true;
	follow(t, &by->tcb.request, REQUEST_CALL);
	/* Its record may lie in the queue of this processor, which was not told. */
	if (t->tcb.request.is_out)
		request_fetch();
	migrate_begin(t);
	return false;
}

struct tcb *migrate_self(struct thread *self, cpu_t number)
{
	if (number == arch_near_cpu()->number) {
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
		return arch_near_cpu()->current;
	}
	/* It goes when its record is home; or goes on then, if it is to stay by then. */
	t->work.call.ops = &nothing_left;
	t->work.call.is_done = true;
	return request_wait(t, CONTINUE_REMOTE);
}

/* Senders queued to t are to ask anew behind it. Errors: ERR_AGAIN: there are more. */
static err_t take_senders(struct thread *t)
{
	for (unsigned int i = 0; i < SENDER_BATCH && t->tcb.send_queue != NULL; i++) {
		struct thread *s = thread_of(t->tcb.send_queue);

		if (ipc_ask_again(s))
			follow(t, &s->tcb.request, REQUEST_IPC);
	}
	return t->tcb.send_queue == NULL ? ERR_OK : ERR_AGAIN;
}

/* Nothing that belongs to this processor refers to t any more. */
static void detach(struct thread *t)
{
	if (t->tcb.state == THREAD_ASKING)
		t->tcb.state = t->is_irq ? THREAD_HALTED : THREAD_RUNNING;
	/* What it waits for it asks anew over there. */
	(void)grace_forget(&t->tcb);
	/* What it has given back here is nothing that it can wait for there. */
	grace_request();
	sched_depart(&t->tcb);
	rendezvous_forget(&t->tcb);
	rendezvous_search_begin(&t->tcb);
	port_thread_leave(&t->tcb);
	if (t->tcb.space != NULL)
		space_unhold(&t->tcb.space->pt, arch_near_cpu()->number);
}

void migrate_begin(struct thread *t)
{
	struct request *last, *first;
	struct cpu *to = cpus[index_below(t->tcb.leaves_to, NR_CPUS)];

	if (!t->tcb.leaves || t->tcb.request.is_out)
		return;
	if (!is_held(t))
		withdraw(t);
	if (is_held(t)) {
		/* A transfer has begun while its record was out. */
		send_followers(t, this_cpu());
		return;
	}
	if (t->tcb.request.is_out)
		return;
	if (take_senders(t) == ERR_AGAIN) {
		/* It comes by once more: request_home(). */
		request_begin(t, REQUEST_HOME, this_cpu());
		return;
	}
	detach(t);
	t->tcb.leaves = false;
	attention_clear(&t->tcb, ATTENTION_LEAVE);
	t->tcb.request.is_out = true;
	/* Nothing of it is read any more when its record has gone. */
	last = t->tcb.followers;
	first = t->tcb.first_follower;
	t->tcb.followers = NULL;
	/* From here on others find it by way of this processor: behind its record. */
	atomic_poke(&t->tcb.left, arch_near_cpu()->number);
	atomic_publish(&t->tcb.cpu, CPU_LEFT);
	request_pass(t, REQUEST_MOVE, to);
	if (last != NULL)
		request_send_chain(last, first, to);
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
		port_irq_route(t->irq, arch_near_cpu()->number);
	if (t->tcb.utcb != NULL)
		utcb_write(t, L4_UTCB_PROCESSOR_NO, arch_near_cpu()->number);
	/* The last word: who reads it comes here from now on. */
	atomic_publish(&t->tcb.cpu, arch_near_cpu()->number);
	/* This processor may have told its threads already: smp/areas.c. */
	if (t->tcb.space != NULL)
		usual_set(&t->tcb, USUAL_ROUTE,
			  atomic_glance(&t->tcb.space->redirector) == L4_TID_NIL);
	sched_arrive(&t->tcb);
	await_again(t);
	if (t->is_irq && t->tcb.continuation == CONTINUE_SEND) {
		continue_not(t);
		interrupt_fired(t->irq);
	}
}
