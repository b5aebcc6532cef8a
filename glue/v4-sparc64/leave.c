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
#include <generic/lock.h>
#include <generic/sched.h>

/* A short IPC finds the windows and the frame where it expects them. */
STATIC_ASSERT(offsetof(struct save_frame, slot) % 16 == 0, "slots are aligned");

#define PSTATE_MASK	0xfff

/*
 * Whether a short IPC can come back to t, or take it away: it has no more windows than its current
 * one again as soon as it says so, but its flags may be others than usual.
 */
static void announce(struct tcb *t)
{
	bool usual = (t->frame.tstate >> TSTATE_PSTATE_SHIFT & PSTATE_MASK) == PSTATE_IE;

	if (unlikely(usual != !!(t->usual & USUAL_REGISTERS))) {
		usual_set(t, USUAL_REGISTERS, usual);
		sched_open_gate(t);
	}
	/* For the short path: see <generic/ipc_fastpath.h>. */
	t->state = THREAD_WAITING;
}

struct tcb *leave_kernel(struct tcb *t)
{
	for (;;) {
		t = dispatch(t);
		assert_none_held();
		if (t != this_cpu()->idle) {
			if (unlikely(t->fpu != this_cpu()->arch.fpu_runs))
				fpu_switch(t->fpu);
			announce(t);
			return t;
		}
		arch_preempt_wait();
	}
}

void port_thread_release(struct tcb *t)
{
	/* Its memory may become another thread: no window may be saved there later. */
	windows_disown(&t->frame);
	fpu_state_drop(t);
}
