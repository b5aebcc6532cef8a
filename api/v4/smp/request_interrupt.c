/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Takes requests out of this processor's queue and hands each to who handles its kind.
 */
#include <api/request.h>

#include "ipc_direct.h"

#include <api/continuation.h>
#include <api/interrupt.h>
#include <api/ipc.h>
#include <api/migrate.h>
#include <api/new_id.h>
#include <api/remote_call.h>
#include <api/round.h>
#include <api/thread_delete.h>
#include <arch/preempt.h>
#include <base/assert.h>
#include <generic/sched.h>

/* So many with interrupts off. */
#define BATCH 8

/* An interrupt, which never runs, begins anew: its message may let a more urgent thread run now. */
static __noinline void fire_anew(struct thread *irq)
{
	const struct cpu ARCH_NEAR *c = arch_near_cpu();
	const struct tcb *me = c->current;

	continue_not(irq);
	irq->tcb.state = THREAD_HALTED;
	interrupt_fired(irq->irq);
	if (c->current != me)
		request_limit_spare(&this_cpu()->limit);
}

/* The record of t is at home, and t asked for no more than for its message to be taken. */
static void came_home(struct thread *t)
{
	if (t->tcb.continuation == CONTINUE_NOTHING)
		ipc_settle_asking(t);
	else
		fire_anew(t);
}

/* The record of t is at home: t goes on if that is what it waits for, or leaves. */
static void request_home(struct thread *t)
{
	ASSERT(is_mine(&t->tcb) && t->tcb.request.is_out);
	t->tcb.request.is_out = false;
	if (ipc_ends_transfer(t))
		return;
	if (t->is_dead) {
		delete_home(t);
		return;
	}
	/* An interrupt that is to send anew does so where it arrives. */
	if (t->tcb.state == THREAD_ASKING && !grace_is_awaited(&t->tcb) &&
	    !(t->tcb.leaves && t->is_irq)) {
		if (t->tcb.continuation == CONTINUE_NOTHING || t->is_irq) {
			came_home(t);
		} else {
			t->tcb.state = t->tcb.continuation == CONTINUE_TRANSFER ? THREAD_SENDING :
										  THREAD_RUNNING;
			sched_wake(&t->tcb);
		}
	}
	if (t->tcb.leaves)
		migrate_begin(t);
}

static __noinline void handle(struct thread *t, enum request_kind kind)
{
	switch (kind) {
	case REQUEST_ROUND:
		round_request(t);
		break;
	case REQUEST_RESUME:
		round_resume(t);
		break;
	case REQUEST_NUMBER:
		round_number(t);
		break;
	case REQUEST_DELETE:
		delete_request(t);
		break;
	case REQUEST_DELETED:
		delete_over(t);
		break;
	case REQUEST_NEW_ID:
		new_id_over(t);
		break;
	case REQUEST_HOME:
		request_home(t);
		break;
	case REQUEST_MOVE:
		migrate_end(t);
		break;
	case REQUEST_CALL:
		remote_request(t);
		break;
	case REQUEST_IPC:
		ipc_request(t);
		break;
	case REQUEST_OUT:
		ipc_request_out(t);
		break;
	case REQUEST_WORK:
		ipc_request_work(t);
		break;
	case REQUEST_FAULT:
		ipc_request_fault(t);
		break;
	case REQUEST_DONE:
		ipc_request_done(t);
		break;
	case REQUEST_STOP:
		ipc_request_stop(t);
		break;
	case REQUEST_PROXY:
		ipc_request_proxy(t);
		break;
	}
}

static inline bool has_asked(const struct flush *f)
{
	struct cpu_set asked = cpu_set_peek(&f->asked);

	return !cpu_set_is_empty(&asked);
}

/* The next record that may be handled now; NULL: none. */
static inline struct request *next_request(struct cpu *c)
{
	struct request *r = c->requests.first;

	if ((r == NULL && request_is_none(&c->requests)) || !request_limit_allows(&c->limit))
		return NULL;
	if (r == NULL) {
		r = request_collect(&c->requests);
		if (r == NULL)
			return NULL;
	}
	return request_take(&c->requests, r);
}

struct tcb *request_interrupt(void)
{
	struct cpu *c = this_cpu();
	unsigned int left = BATCH;

	if (unlikely(has_asked(&c->flush)) && flush_answer()) {
		request_limit_count(&c->limit);
		/* `held` tells those that ask for nothing but flushes that it was enough. */
		(void)request_limit_allows(&c->limit);
	}
	/* A round of its own may be over, or one that was put off may begin. */
	if (unlikely(c->flush.is_out || c->limit.is_put_off))
		flush_look();
	if (unlikely(c->requests.first == NULL && request_is_none(&c->requests))) {
		/* Only flushes were too many: nothing else notes that this is over. */
		if (c->limit.held != 0)
			(void)request_limit_renew();
		return c->current;
	}
	do {
		bool was = c->resched;
		struct request *r = next_request(c);
		struct thread *t;

		if (r == NULL)
			return c->current;
		t = container_of(r, struct thread, tcb.request);
		/* What a thread has asked for is its own time. */
		if (r->kind == REQUEST_HOME && ipc_direct_home(t))
			continue;
		if (r->kind != REQUEST_IPC || !ipc_direct_take(t))
			handle(t, (enum request_kind)r->kind);
		/* Else a more urgent thread runs. */
		if (was || !c->resched)
			request_limit_count(&c->limit);
	} while (--left > 0);
	request_fetch();
	/* What has come in meanwhile is recorded, and goes first. */
	(void)arch_preempt_pending();
	/* The running thread may have left. */
	return c->current;
}
