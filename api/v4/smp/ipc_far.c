/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ipc with a thread of another processor, as the short path finds it: the direct path, or the
 * complete one.
 */
#include "ipc_direct.h"

#include <api/ipc_direct.h>
#include <generic/sched_idle.h>

/* Its processor may have deleted r just now: then that is what the sender is told. */
static __noinline struct tcb *send_completely(struct thread *s, const struct thread *r)
{
	word_t to = atomic_peek(&r->tcb.id);

	return sys_ipc(&s->tcb, to != L4_TID_NIL ? to : L4_TID_ANY, s->from, s->timeouts, s->tag);
}

struct tcb *sys_ipc_far(struct tcb *me, const word_t *to, word_t from, word_t timeouts, word_t tag)
{
	struct thread *t = thread_of(me);
	const struct thread *r = container_of(to, struct thread, tcb.id);

	t->tag = tag;
	t->from = from;
	t->timeouts = (u32)timeouts;
	if (unlikely(!ipc_direct_ask(t, r, from, (u32)timeouts, tag)))
		return send_completely(t, r);
	return sched_enter_idle() ? NULL : sched_pick();
}
