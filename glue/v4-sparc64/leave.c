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

struct tcb *leave_kernel(struct tcb *t)
{
	for (;;) {
		t = dispatch(t);
		assert_none_held();
		if (t != this_cpu()->idle) {
			if (unlikely(t->fpu != this_cpu()->arch.fpu_runs))
				fpu_switch(t->fpu);
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
