/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Preemption control by flags in the UTCB, and the messages about preemption and used-up quanta.
 * (X.2, preemption)
 *
 *   d s  when the thread loses the processor against its will
 *   0 0  nothing
 *   0 1  before it runs user code again, a message to its exception handler
 *   1 0  not before its maximum delay is over, if the other's priority is not above its sensitive
 *        priority; I tells it that it should yield
 *   1 1  the same, and then the message
 */
#include <api/preemption.h>

#include <api/fault.h>
#include <api/ipc.h>
#include <api/utcb.h>
#include <arch/time.h>
#include <generic/sched.h>

static bool wants_delay(const struct tcb *t)
{
	const struct thread *me = container_of(t, const struct thread, tcb);

	return t->utcb != NULL && (utcb_read(me, L4_UTCB_FLAGS) & L4_UTCB_FLAG_DELAY);
}

static void delayed(struct tcb *t)
{
	struct thread *me = thread_of(t);

	utcb_write(me, L4_UTCB_FLAGS, utcb_read(me, L4_UTCB_FLAGS) | L4_UTCB_FLAG_PENDING);
}

static void preempted(struct tcb *t)
{
	if (t->utcb != NULL &&
	    (utcb_read(thread_of(t), L4_UTCB_FLAGS) & L4_UTCB_FLAG_SIGNAL) &&
	    !thread_is_dead(thread_of(t)))
		attention_raise(t, ATTENTION_SIGNAL);
}

const struct sched_ops preemption_ops = {
	.wants_delay = wants_delay, .delayed = delayed, .preempted = preempted,
};

static struct tcb *preemption_message(struct thread *t, word_t to)
{
	usec_t now = arch_time_told();

	t->tag = protocol_tag(L4_PROTO_PREEMPTION, 0, 2);
	t->kernel_words[0] = (word_t)now;
	/* Where a word does not hold the clock, its upper half is another one. */
	t->kernel_words[1] = sizeof(word_t) < sizeof(usec_t) || thread_is_compat(t) ?
				     (word_t)(now >> 32) : 0;
	return ipc_kernel_call(t, to, SOURCE_KERNEL, SINK_DISCARD);
}

struct tcb *preemption_quantum_used(struct tcb *me)
{
	struct thread *t = thread_of(me);

	me->quantum_left = 0;
	t->awaits_quantum = true;
	return preemption_message(t, t->scheduler);
}

struct tcb *preemption_signal(struct tcb *me)
{
	struct thread *t = thread_of(me);
	word_t handler = utcb_read_tid(t, L4_UTCB_EXCEPTION_HANDLER);

	return handler == L4_TID_NIL ? me : preemption_message(t, handler);
}
