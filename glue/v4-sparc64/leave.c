/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The last C code before user mode. The idle thread has no user mode: it waits here.
 */
#include <glue/glue.h>

#include <api/dispatch.h>
#include <api/port.h>
#include <arch/fpu.h>
#include <arch/percpu.h>
#include <arch/preempt.h>
#include <base/assert.h>
#include <generated/syscalls.h>
#include <generic/lock.h>
#include <generic/sched.h>

/* A short IPC finds the windows and the frame where it expects them. */
STATIC_ASSERT(offsetof(struct save_frame, slot) % 16 == 0, "slots are aligned");

/*
 * Whether a short IPC can come back to t, or take it away: it has no more windows than its current
 * one again as soon as it says so, but its flags may be others than usual.
 */
static void announce_registers(struct tcb *t)
{
	/* A change of the flags sees to that. */
	ASSERT(!(t->usual & USUAL_REGISTERS) || flags_are_usual(t));
	if (unlikely(!(t->usual & USUAL_REGISTERS)) && flags_are_usual(t)) {
		usual_set(t, USUAL_REGISTERS, true);
		sched_open_gate(t);
	}
}

static inline void assert_can_leave(const struct tcb *t __unused)
{
	assert_none_held();
	/* Ipc's way out of the kernel looks for nothing but its results. */
	ASSERT(t->frame.type != SYSCALL_IPC || t->frame.message);
}

struct tcb *leave_kernel(struct tcb *t)
{
	/* They are looked at now. */
	this_cpu()->interrupts = false;
	while ((t = dispatch(t)) == this_cpu()->idle)
		arch_preempt_wait();
	if (unlikely(t->fpu != this_cpu()->arch.fpu_runs))
		fpu_switch(t->fpu);
	announce_registers(t);
	assert_can_leave(t);
	/* For the short path: see <generic/ipc_fastpath.h>. */
	t->state = THREAD_WAITING;
	return t;
}

#ifdef CONFIG_DEBUG_ASSERT
struct tcb *leave_assert(struct tcb *t)
{
	ASSERT(!dispatch_is_needed(t));
	/* From one usual thread to another. */
	ASSERT(t == this_cpu()->current && t->fpu == NULL && this_cpu()->arch.fpu_runs == NULL &&
	       flags_are_usual(t));
	assert_can_leave(t);
	return t;
}
#endif

void port_thread_release(struct tcb *t)
{
	/* Its memory may become another thread: no window may be saved there later. */
	windows_disown(&t->frame);
	fpu_state_drop(t);
}
