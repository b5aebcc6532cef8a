/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ThreadSwitch. (X.2)
 */
#include <api/syscalls.h>
#include <api/thread.h>
#include <api/utcb.h>
#include <generic/cpu.h>
#include <generic/sched.h>

struct tcb *sys_thread_switch(struct tcb *me, word_t dest)
{
	struct thread *self = thread_of(me);
	struct thread *t;

	utcb_clear(self, L4_UTCB_FLAGS, L4_UTCB_FLAG_PENDING);
	t = thread_resolve(self, dest);
	if (t == self)
		return me;
	me->delay_left = me->max_delay;
	/* Nil is nobody either. */
	return t != NULL ? sched_donate(me, &t->tcb) : sched_yield(me);
}
