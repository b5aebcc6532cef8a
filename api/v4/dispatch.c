/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Continuations and the loop before the return to user mode.
 */
#include <api/dispatch.h>

#include <api/continuation.h>
#include <api/ipc.h>
#include <api/memory_control.h>
#include <api/migrate.h>
#include <api/port.h>
#include <api/preemption.h>
#include <api/print.h>
#include <api/remote_call.h>
#include <api/space_control.h>
#include <api/thread.h>
#include <api/thread_control.h>
#include <api/thread_delete.h>
#include <api/unmap.h>
#include <arch/preempt.h>
#include <base/assert.h>
#include <generic/sched.h>

/* t, the running thread, goes on with what it has stopped in. */
static struct tcb *continue_thread(struct tcb *t)
{
	enum continuation what = t->continuation;

	t->continuation = CONTINUE_NOTHING;
	attention_clear(t, ATTENTION_CONTINUE);
	switch (what) {
	case CONTINUE_RECEIVE:
		return ipc_continue_receive(thread_of(t));
	case CONTINUE_TRANSFER:
		return ipc_continue_transfer(thread_of(t));
	case CONTINUE_UNMAP:
		return continue_unmap(thread_of(t));
	case CONTINUE_MEMORY:
		return continue_memory(thread_of(t));
	case CONTINUE_DELETE:
		return continue_delete(thread_of(t));
	case CONTINUE_TELL:
		if (IS_ENABLED(CONFIG_SMP))
			return continue_tell(thread_of(t));
		break;
	case CONTINUE_MODIFY:
		return continue_modify(thread_of(t));
	case CONTINUE_AREAS:
		return continue_areas(thread_of(t));
	case CONTINUE_REMOTE:
		if (IS_ENABLED(CONFIG_SMP))
			return continue_remote(thread_of(t));
		break;
	case CONTINUE_SEND:
		if (IS_ENABLED(CONFIG_SMP))
			return ipc_continue_send(thread_of(t));
		break;
	case CONTINUE_STOPPED:
		if (IS_ENABLED(CONFIG_SMP))
			return ipc_continue_stopped(thread_of(t));
		break;
	case CONTINUE_NOTHING:
		break;
	}
	return t;
}

struct tcb *dispatch(struct tcb *t)
{
	struct cpu ARCH_NEAR *c = arch_near_cpu();

	for (;;) {
		ASSERT(t == c->current);
		if (arch_preempt_recorded())
			t = port_interrupts(t);
		if (c->resched)
			t = sched_settle(t);
		/* What is due comes to whatever works in here, too. */
		if (c->timer_stale)
			sched_program_timer(t);
		if (likely(attention(t) == 0)) {
			/* The choice may have let come what others had asked for: sched_pick(). */
			if (IS_ENABLED(CONFIG_SMP) && arch_preempt_recorded())
				continue;
			break;
		}
		if (attention(t) & ATTENTION_CONTINUE) {
			t = continue_thread(t);
		} else if (IS_ENABLED(CONFIG_SMP) && (attention(t) & ATTENTION_LEAVE)) {
			t = migrate_before_user(t);
		} else if (attention(t) & ATTENTION_PRINT) {
			print_some(t);
		} else if (attention(t) & ATTENTION_HALT) {
			attention_clear(t, ATTENTION_HALT);
			t->state = THREAD_HALTED;
			t = sched_pick();
		} else if (attention(t) & ATTENTION_QUANTUM) {
			attention_clear(t, ATTENTION_QUANTUM);
			t = preemption_quantum_used(t);
		} else if (attention(t) & ATTENTION_SIGNAL) {
			attention_clear(t, ATTENTION_SIGNAL);
			t = preemption_signal(t);
		} else if (attention(t) & ATTENTION_TEXT) {
			t = print_more(t);
		} else {
			attention_clear(t, ATTENTION_CHECK);
			t = port_check_frame(t);
		}
		/* A row of threads that each have a little to do is long work too. */
		(void)arch_preempt_pending();
	}
	sched_open_gate(t);
	return t;
}
