/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Continuations and the loop before the return to user mode.
 */
#include <api/dispatch.h>

#include <api/fault.h>
#include <api/ipc.h>
#include <api/port.h>
#include <api/print.h>
#include <api/syscalls.h>
#include <api/thread.h>
#include <api/work.h>
#include <arch/preempt.h>
#include <base/assert.h>
#include <generic/sched.h>

void continue_later(struct thread *t, enum continuation what)
{
	t->tcb.continuation = what;
	attention_raise(&t->tcb, ATTENTION_CONTINUE);
}

void continue_not(struct thread *t)
{
	t->tcb.continuation = CONTINUE_NOTHING;
	attention_clear(&t->tcb, ATTENTION_CONTINUE);
}

struct tcb *continue_now(struct thread *t, enum continuation what)
{
	t->tcb.continuation = what;
	return continue_thread(&t->tcb);
}

static struct tcb *continue_memory(struct thread *t)
{
	if (work_memory(t) == ERR_AGAIN)
		continue_later(t, CONTINUE_MEMORY);
	else
		port_return_memory(&t->tcb, 1);
	return &t->tcb;
}

static struct tcb *continue_delete(struct thread *t)
{
	if (work_delete(t) == ERR_AGAIN)
		continue_later(t, CONTINUE_DELETE);
	else
		port_return(&t->tcb, 1);
	return &t->tcb;
}

/* A call that ends with 1, or with an error. */
static struct tcb *continue_call(struct thread *t, enum continuation what,
				 err_t (*work)(struct thread *t, word_t *error))
{
	word_t error = L4_ERROR_NONE;

	if (work(t, &error) == ERR_AGAIN)
		continue_later(t, what);
	else if (error)
		return sys_fail(&t->tcb, error);
	else
		port_return2(&t->tcb, 1, 0);
	return &t->tcb;
}

static struct tcb *continue_print(struct thread *t)
{
	if (!work_print(t))
		continue_later(t, CONTINUE_PRINT);
	else if (t->work.print.stops)
		return port_debug_stop(&t->tcb, t->work.print.ip);
	return &t->tcb;
}

struct tcb *continue_thread(struct tcb *t)
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
	case CONTINUE_MODIFY:
		return continue_call(thread_of(t), what, work_modify);
	case CONTINUE_AREAS:
		return continue_call(thread_of(t), what, work_areas);
	case CONTINUE_PRINT:
		return continue_print(thread_of(t));
	case CONTINUE_NOTHING:
		break;
	}
	return t;
}

struct tcb *dispatch(struct tcb *t)
{
	struct cpu *c = this_cpu();

	for (;;) {
		ASSERT(t == c->current);
		if (port_interrupts_recorded())
			t = port_interrupts(t);
		if (c->resched)
			t = sched_settle(t);
		if (likely(attention(t) == 0))
			break;
		if (attention(t) & ATTENTION_CONTINUE) {
			t = continue_thread(t);
		} else if (attention(t) & ATTENTION_PRINT) {
			print_some(t);
		} else if (attention(t) & ATTENTION_QUANTUM) {
			attention_clear(t, ATTENTION_QUANTUM);
			t = fault_quantum(t);
		} else if (attention(t) & ATTENTION_SIGNAL) {
			attention_clear(t, ATTENTION_SIGNAL);
			t = fault_preempted(t);
		} else if (attention(t) & ATTENTION_HALT) {
			attention_clear(t, ATTENTION_HALT);
			t->state = THREAD_HALTED;
			t = sched_pick();
		} else {
			attention_clear(t, ATTENTION_CHECK);
			t = port_check_frame(t);
		}
		/* A row of threads that each have a little to do is long work too. */
		(void)arch_preempt_pending();
	}
	if (c->timer_stale)
		sched_program_timer(t);
	sched_open_gate(t);
	return t;
}
