/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC between processors, the direct path of the sender.
 */
#include "ipc_direct.h"

#include <api/ipc_direct.h>
#include <generic/sched_idle.h>

/*
 * s waits, when it has sent, for anybody or for the thread that it has waited for the last time: as
 * long as it is in the list of that one's waiters it need not look at the thread table.
 */
static inline bool knows_partner(const struct thread *s, word_t from)
{
	return from == s->tcb.awaits_id || from == L4_TID_ANY;
}

/* All that the call said stands in s too. */
static __always_inline bool send(struct thread *s, const struct thread *r, word_t from,
				 u32 timeouts, word_t tag)
{
	cpu_t owner = atomic_read(&r->tcb.cpu);

	if (s->tcb.gate_high != HIGH_AS_USUAL(THREAD_RUNNING) || timeouts != TIMEOUTS_NEVER ||
	    (tag & (TAG_TYPED | L4_TAG_PROPAGATED)) || !knows_partner(s, from) ||
	    tcb_record_is_out(&s->tcb) || owner == arch_near_cpu()->number || owner == CPU_LEFT)
		return false;
	s->tcb.meant = atomic_read(&r->tcb.id);
	s->tcb.expect = from;
	s->tcb.state = THREAD_ASKING;
	/* All of that makes the message a silent one: see rendezvous_is_silent(). */
	atomic_poke(&s->tcb.word, WORD_ASKED | WORD_SILENT);
	s->tcb.request.is_out = true;
	pass_directly(&s->tcb.request, REQUEST_IPC, owner, true);
	return true;
}

bool ipc_direct_send(struct thread *s, const struct thread *r)
{
	return send(s, r, s->from, s->timeouts, s->tag);
}

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
	if (unlikely(!send(t, r, from, (u32)timeouts, tag)))
		return send_completely(t, r);
	return sched_enter_idle() ? NULL : sched_pick();
}
