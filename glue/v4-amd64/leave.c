/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The last C code before user mode, and the start values of the registers that all threads share.
 */
#include <glue/glue.h>

#include <api/dispatch.h>
#include <api/lipc.h>
#include <api/port.h>
#include <api/request.h>
#include <arch/cpureg.h>
#include <arch/fpu.h>
#include <arch/lapic.h>
#include <arch/loads.h>
#include <arch/segments.h>
#include <arch/space.h>
#include <arch/speculation.h>
#include <arch/tlb.h>
#include <base/assert.h>
#include <generic/event_chars.h>
#include <generic/lock.h>
#include <generic/sched_idle.h>
#include <glue/line_events.h>

/* A trap begins at the frame's end, and tells the running thread: a short IPC sets nothing else. */
STATIC_ASSERT((offsetof(struct tcb, frame) + sizeof(struct save_frame)) % 64 == 0 &&
	      offsetof(struct tcb, id) == offsetof(struct tcb, frame) + sizeof(struct save_frame),
	      "the thread's hot line follows its frame");
STATIC_ASSERT(offsetof(struct tcb, ready) % 64 == 0, "the hot line is full");
STATIC_ASSERT(IS_ENABLED(CONFIG_HARDEN_TABLES) || offsetof(struct cpu, arch.tss.trap_stack) == 48,
	      "the trap stack shares the processor's first line, aligned");

/* What the processor has to know of the thread that it will run. */
static __always_inline struct tcb *announce(struct tcb *t)
{
	assert_none_held();
	/* For the short path: see <generic/ipc_fastpath.h>. */
	t->state = THREAD_WAITING;
	arch_user_gs_write(0, t->local_id);
	arch_near_cpu()->arch.tss.trap_stack = (u64)(kvaddr_t)(&t->frame + 1);
	return t;
}

#ifdef CONFIG_HARDEN_TABLES
/* The passage loads what belongs to the space. */
static __always_inline bool space_changes(word_t space)
{
	return IS_ENABLED(CONFIG_HARDEN_SPACES) && arch_near_cpu()->arch.last_space != space;
}

static __always_inline void take_space(word_t space)
{
	arch_near_cpu()->arch.last_space = space;
}
#else
static __always_inline bool space_changes(word_t space)
{
	return !arch_space_is_loaded(space);
}

static __always_inline void take_space(word_t space)
{
	loads_count_change(space);
	write_cr3(space);
}
#endif

#ifdef CONFIG_SMP
/*
 * The idle thread was chosen and finds nothing to do: neither is anything to be said about it, as
 * it has no program, nor to be loaded, as no floating-point state is.
 */
static inline void idle_if_nothing(const struct tcb *t)
{
	struct cpu *c = this_cpu();

	if (t != c->idle || c->arch.fpu_is_for != NULL || !sched_stays_idle())
		return;
	assert_none_held();
	event_char_turn(EVENT_CHAR_IDLE);
	idle_begin();
}
#else
static inline void idle_if_nothing(const struct tcb *t)
{
	(void)t;
}
#endif

static __noinline struct tcb *leave_by_dispatch(struct tcb *t)
{
	idle_if_nothing(t);
	t = dispatch(t);
	/* What comes in user mode is handled at once: nothing else is to be handled before it. */
	ASSERT(!arch_near_cpu()->interrupts);
	/* The idle thread runs in any space, and never left by SYSRET. */
	if (t->space_word == 0) {
		t->frame.vector = FRAME_FULL;
		event_char_turn(EVENT_CHAR_IDLE);
	} else if (space_changes(t->space_word)) {
		if (IS_ENABLED(CONFIG_HARDEN_TABLES))
			take_space(t->space_word);
		else
			arch_space_load(t->space_word);
		speculation_change_space();
	}
	if (unlikely(((word_t)t->fpu | (word_t)arch_near_cpu()->arch.fpu_is_for) != 0)) {
		if (lipc_is_in(t))
			lipc_leave(t);
		else
			fpu_state_enter(t);
	}
	return announce(t);
}

struct tcb *leave_kernel(struct tcb *t)
{
	word_t root;

	if (unlikely(dispatch_is_needed(t)))
		return leave_by_dispatch(t);
	/* From one usual thread to another. */
	ASSERT(t == this_cpu()->current && t->fpu == NULL && this_cpu()->arch.fpu_is_for == NULL);
	root = t->space_word;
	if (space_changes(root)) {
		take_space(root);
		speculation_change_space();
	}
	return announce(t);
}

#ifdef CONFIG_SMP
struct tcb *leave_idle(void)
{
	struct cpu ARCH_NEAR *c = arch_near_cpu();
	struct tcb *t;

	ASSERT(!c->resched);
	lapic_eoi();
	event_char_turn(EVENT_CHAR_CROSS);
	(void)request_interrupt();
	line_events_take();
	t = sched_leave_idle();
	if (unlikely(t == NULL)) {
		if (sched_stays_idle())
			return NULL;
		c->idle->state = THREAD_RUNNING;
		return leave_kernel(c->current);
	}
	ASSERT(t->fpu == NULL && c->arch.fpu_is_for == NULL);
	if (space_changes(t->space_word)) {
		take_space(t->space_word);
		speculation_change_space();
	}
	return announce(t);
}

void port_thread_leave(struct tcb *t)
{
	if (t->fpu == NULL)
		return;
	if (lipc_is_in(t)) {
		lipc_opt_out(t);
		return;
	}
	fpu_store(t->fpu);
	if (t->fpu == this_cpu()->arch.fpu_is_for)
		fpu_state_enter(NULL);
}
#endif

void port_thread_release(struct tcb *t)
{
	if (t->fpu == NULL)
		return;
	if (lipc_is_in(t)) {
		lipc_opt_out(t);
		return;
	}
	/* Its memory may become the state of another thread. */
	if (t->fpu == this_cpu()->arch.fpu_is_for)
		fpu_state_enter(NULL);
	fpu_state_free(t);
}
