/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC, the receive phase begins: whom a thread waits for, and how long. (X.2, Ipc)
 */
#include "ipc_parts.h"

#include <api/port.h>
#include <api/time.h>
#include <arch/time.h>
#include <generic/rendezvous.h>
#include <generic/sched.h>
#include <generic/waiters.h>

STATIC_ASSERT(L4_TID_ANY == EXPECT_ANY, "FromSpecifier and expect are one");

bool ipc_limit_wait(struct thread *t, u16 time, unsigned int phase)
{
	usec_t deadline = time == L4_TIME_ZERO ? 0 : time_deadline(time, arch_time_now());

	if (deadline == 0) {
		ipc_end_with_error(t, L4_IPC_TIMEOUT, phase);
		return false;
	}
	sched_timer_set(&t->tcb, deadline);
	return true;
}

/* The thread that t names; NULL: none that could be queued to it. */
static inline struct tcb *named_by(const struct thread *t)
{
	struct thread *named;

	if (!rendezvous_names(t->tcb.expect))
		return NULL;
	if (!IS_ENABLED(CONFIG_SMP))
		return t->tcb.awaits;
	/* One of another processor keeps no list of those that wait for it here. */
	named = thread_find(t->tcb.expect);
	return named != NULL ? &named->tcb : NULL;
}

void ipc_receive_queued(struct thread *t)
{
	struct tcb *named = named_by(t), *first;

	rendezvous_search_begin(&t->tcb);
	/* An interrupt never runs: what came before its message does not acknowledge it. */
	if (t->is_irq ||
	    (rendezvous_search(&t->tcb, named, &first) == ERR_OK && first == NULL)) {
		ipc_receive_wait(t);
		return;
	}
	t->tcb.state = THREAD_RUNNING;
	continue_later(t, CONTINUE_RECEIVE);
}

/*
 * t waits for `named`, under the id by which it has found it. False: there is no such thread any
 * more, as another processor changes that at the same time.
 */
static inline bool expect_found(struct thread *t, const struct thread *named)
{
	t->tcb.expect = t->from;
	if (IS_ENABLED(CONFIG_SMP) && tid_is_global(t->from))
		return true;
	t->tcb.expect = atomic_glance(&named->tcb.id);
	/* It may be new, and its number be another one's in the end: see withdraw(). */
	return !IS_ENABLED(CONFIG_SMP) || thread_find(t->tcb.expect) == named;
}

bool ipc_receive_other(struct thread *t)
{
	struct thread *named;

	if (t->from == L4_TID_NIL) {
		word_t tag = t->tag & ~(word_t)(L4_TAG_ERROR | L4_TAG_XCPU | L4_TAG_REDIRECTED);

		ipc_over(t);
		port_return_ipc(&t->tcb, tag, L4_TID_NIL, false);
		return false;
	}
	if (t->from == L4_TID_ANY_LOCAL) {
		t->tcb.expect = EXPECT_LOCAL;
		return true;
	}
	named = thread_resolve(t, t->from);
	if (named == NULL || !expect_found(t, named)) {
		ipc_end_with_error(t, L4_IPC_NO_PARTNER, L4_IPC_PHASE_RECEIVE);
		return false;
	}
	/* A wait for itself must leave no trace in `expect`, or it could then send to itself. */
	if (unlikely(named == t))
		usual_set(&t->tcb, USUAL_IPC, false);
	rendezvous_await(&t->tcb, &named->tcb);
	return true;
}

struct tcb *ipc_receive(struct thread *t)
{
	ipc_receive_begin(t);
	return ipc_goes_on(t) ? &t->tcb : sched_pick();
}
