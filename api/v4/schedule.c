/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Schedule. (X.2)
 */
#include <api/ipc.h>
#include <api/migrate.h>
#include <api/port.h>
#include <api/remote_call.h>
#include <api/schedule.h>
#include <api/space.h>
#include <api/syscalls.h>
#include <api/thread.h>
#include <api/time.h>
#include <api/utcb.h>
#include <arch/time.h>
#include <generic/sched.h>

#define UNCHANGED		(~(word_t)0)
#define PRIO_UNCHANGED		0x1ff	/* in the low bits of PrioControl */
#define PREEMPTION_FOREIGN	BIT(25)	/* call of another scheduler's extension */
#define PROCESSOR_MASK		0xffff	/* of ProcessorControl: the processor's number */

static unsigned int processors(void)
{
	return IS_ENABLED(CONFIG_SMP) ? ncpus : 1;
}

const u8 schedule_seen[] = {
	[THREAD_INACTIVE] = L4_SCHED_INACTIVE, [THREAD_HALTED] = L4_SCHED_INACTIVE,
	[THREAD_POLLING] = L4_SCHED_PENDING_SEND, [THREAD_SENDING] = L4_SCHED_SENDING,
	[THREAD_WAITING] = L4_SCHED_WAITING, [THREAD_RECEIVING] = L4_SCHED_RECEIVING,
	[THREAD_RUNNING] = L4_SCHED_RUNNING, [THREAD_ASKING] = L4_SCHED_RUNNING,
};

/* The state of t, which is ipc_state() of it. */
static __always_inline word_t schedule_state(const struct thread *t, u8 state)
{
	/* An interrupt that is to come is waited for. */
	return unlikely(t->is_irq) && state == THREAD_HALTED ? L4_SCHED_WAITING :
							 schedule_seen[state];
}

/* The thread `id`, of a space with this serial and perhaps privileged, may schedule t. */
static __always_inline bool may_schedule(word_t id, u64 serial, bool is_privileged,
					 const struct thread *t)
{
	const struct thread *scheduler;

	if (is_privileged || t->scheduler == id)
		return true;
	scheduler = thread_find(t->scheduler);
	return scheduler != NULL && thread_serial(scheduler) == serial;
}

/* Remaining slice and quantum as periods. */
static __always_inline word_t old_time_control(const struct thread *t)
{
	u16 slice = L4_TIME_NEVER;

	if (t->tcb.slice != 0) {
		usec_t left = t->tcb.slice_left;

		if (&t->tcb == arch_near_cpu()->current) {
			usec_t now = arch_time_now(), end = arch_near_cpu()->slice_end;

			left = end == USEC_NEVER ? t->tcb.slice : end > now ? end - now : 0;
		}
		slice = time_from_usec(left);
	}
	return (word_t)slice << 16 |
	       (t->tcb.quantum == USEC_NEVER ? L4_TIME_NEVER :
					       time_from_usec(sched_quantum_left(&t->tcb)));
}

/* A new slice and total quantum; who waits for one because the old one was used up goes on. */
static void set_time(struct thread *t, word_t time)
{
	usec_t slice = time_period((u16)(time >> 16));

	t->tcb.slice = slice == USEC_NEVER ? 0 : MAX(slice, 1u);
	sched_slice_changed(&t->tcb);
	sched_quantum_set(&t->tcb, time_period((u16)time));
	/* If the answer is just being taken, that ends the wait. */
	if (t->awaits_quantum && (t->tcb.state == THREAD_POLLING ||
				  t->tcb.state == THREAD_WAITING || ipc_is_asking(t)))
		ipc_cancel(t, L4_IPC_CANCELLED);
}

static void set_prio(struct thread *t, prio_t prio)
{
	bool queued = t->tcb.is_queued;

	if (t->tcb.prio == prio)
		return;
	arch_near_cpu()->timer_stale = true;
	sched_dequeue(&t->tcb);
	t->tcb.prio = prio;
	if (queued)
		sched_wake(&t->tcb);
	else if (&t->tcb == arch_near_cpu()->current)
		arch_near_cpu()->resched = true;
}

/* May the caller, who is described first, call Schedule on t with these controls? */
static __always_inline word_t check(word_t id, u64 serial, prio_t own_prio, bool is_privileged,
				    const struct thread *t, word_t time, word_t processor,
				    word_t prio, word_t preemption)
{
	/* Threads of the kernel, and interrupts that nobody handles. */
	if (t == NULL || (t->is_irq ? t->handler == L4_TID_NIL : t->tcb.space == NULL))
		return L4_ERROR_INVALID_THREAD;
	if (preemption != UNCHANGED && (preemption & PREEMPTION_FOREIGN))
		return L4_ERROR_INVALID_PARAM;
	if (!may_schedule(id, serial, is_privileged, t))
		return L4_ERROR_NO_PRIVILEGE;
	if (time != UNCHANGED && (time_is_point((u16)time) || time_is_point((u16)(time >> 16))))
		return L4_ERROR_INVALID_PARAM;
	if (processor != UNCHANGED && (processor & PROCESSOR_MASK) >= processors())
		return L4_ERROR_INVALID_PARAM;
	if ((prio & PRIO_UNCHANGED) != PRIO_UNCHANGED && (prio & 0xff) > own_prio &&
	    !is_privileged)
		return L4_ERROR_NO_PRIVILEGE;
	if (preemption != UNCHANGED && ((preemption >> 16) & 0xff) > own_prio && !is_privileged)
		return L4_ERROR_NO_PRIVILEGE;
	return L4_ERROR_NONE;
}

static __always_inline void change(struct thread *t, word_t time, word_t prio, word_t preemption)
{
	if (t->is_irq)
		return;
	if (time != UNCHANGED)
		set_time(t, time);
	if ((prio & PRIO_UNCHANGED) != PRIO_UNCHANGED)
		set_prio(t, (prio_t)(prio & 0xff));
	if (preemption != UNCHANGED) {
		t->tcb.sensitive_prio = (prio_t)(preemption >> 16 & 0xff);
		t->tcb.max_delay = t->tcb.delay_left = preemption & 0xffff;
		usual_set(&t->tcb, USUAL_DELAY, t->tcb.max_delay == 0);
		/* A delay that is going on may be one no more. */
		if (&t->tcb == arch_near_cpu()->current)
			arch_near_cpu()->resched = true;
	}
}

/* --- t on another processor, or on the way to one --- */

/* True if t, which belongs to this processor, is to go to another one, or was. */
static __always_inline bool goes(const struct thread *t, word_t processor)
{
	return IS_ENABLED(CONFIG_SMP) && processor != UNCHANGED &&
	       migrate_is_needed(t, (cpu_t)processor);
}

static bool remote_serve(struct thread *s, struct thread *t)
{
	struct remote_call *c = &s->work.call;
	struct schedule_work *w = &s->work.schedule;

	c->error = check(c->caller, c->serial, c->prio, c->is_privileged, t, w->time,
			 w->processor, w->prio, w->preemption);
	if (c->error)
		return true;
	ipc_settle(t);
	w->state = schedule_state(t, ipc_state(t));
	w->old_time = old_time_control(t);
	change(t, w->time, w->prio, w->preemption);
	return !goes(t, w->processor) || migrate(t, (cpu_t)w->processor, s);
}

static struct tcb *remote_finish(struct thread *s)
{
	if (s->work.call.error)
		return sys_fail(&s->tcb, s->work.call.error);
	port_return2(&s->tcb, s->work.schedule.state, s->work.schedule.old_time);
	return &s->tcb;
}

static const struct remote_ops remote_ops = { .serve = remote_serve, .finish = remote_finish };
static const struct remote_ops moving_ops = {
	.serve = remote_serve, .finish = remote_finish, .awaits_move = true,
};

static __noinline struct tcb *schedule_remote(struct thread *self, word_t dest, word_t time,
					      word_t processor, word_t prio, word_t preemption)
{
	self->work.schedule = (struct schedule_work){
		.time = time, .processor = processor, .prio = prio, .preemption = preemption,
	};
	return remote_call(self, dest, processor == UNCHANGED ? &remote_ops : &moving_ops);
}

static __always_inline struct tcb *schedule(struct tcb *me, struct thread *t, bool is_plain,
					    word_t time, word_t processor, word_t prio,
					    word_t preemption)
{
	word_t state, old, error;

	error = check(me->id, me->space_serial, me->prio, me->space->is_privileged, t, time,
		      processor, prio, preemption);
	if (error)
		return sys_fail(me, error);
	if (IS_ENABLED(CONFIG_SMP) && !is_plain)
		ipc_settle(t);
	state = schedule_state(t, is_plain ? t->tcb.state : ipc_state(t));
	old = old_time_control(t);
	change(t, time, prio, preemption);
	port_return2(me, state, old);
	return goes(thread_of(me), processor) ? migrate_self(thread_of(me), (cpu_t)processor) : me;
}

/* The same apart, of a thread whose state tells all, to this processor. */
static __noinline struct tcb *schedule_here(struct tcb *me, struct thread *t, word_t time,
					    word_t processor, word_t prio, word_t preemption)
{
	if (IS_ENABLED(CONFIG_SMP))
		return schedule(me, t, true, time, UNCHANGED, prio, preemption);
	return schedule(me, t, false, time, processor, prio, preemption);
}

/* With several processors: of any thread, which is what dest names, and to any processor. */
static __noinline struct tcb *schedule_any(struct tcb *me, struct thread *t, word_t dest,
					   word_t time, word_t processor, word_t prio,
					   word_t preemption)
{
	struct thread *self = thread_of(me);

	/* A call that sends t elsewhere ends when that has arrived. */
	if (t != NULL && t != self && (!is_mine(&t->tcb) || goes(t, processor)))
		return schedule_remote(self, tid_is_global(dest) ? dest : atomic_glance(&t->tcb.id),
				       time, processor, prio, preemption);
	return schedule(me, t, false, time, processor, prio, preemption);
}

struct tcb *sys_schedule(struct tcb *me, word_t dest, word_t time, word_t processor, word_t prio,
			 word_t preemption)
{
	struct thread *t = thread_resolve(thread_of(me), dest);

	/* With several processors the state of most threads tells all. */
	if (IS_ENABLED(CONFIG_SMP) &&
	    unlikely(t == NULL || processor != UNCHANGED || !tcb_is_usual_here(&t->tcb) ||
		     t->tcb.state == THREAD_ASKING))
		return schedule_any(me, t, dest, time, processor, prio, preemption);
	/* Often nothing but a look. */
	if ((time & processor & prio & preemption) == UNCHANGED)
		return schedule(me, t, IS_ENABLED(CONFIG_SMP), UNCHANGED, UNCHANGED, UNCHANGED,
				UNCHANGED);
	return schedule_here(me, t, time, processor, prio, preemption);
}
