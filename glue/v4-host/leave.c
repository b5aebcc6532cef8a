/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The way out of the kernel and back: there is no user mode, only the thread that would run there.
 */
#include <glue/host.h>

#include <api/dispatch.h>
#include <api/port.h>
#include <arch/preempt.h>
#include <generic/lock.h>

struct tcb *host_leave(struct tcb *next)
{
	assert_none_held();
	if (host_has_left() || (!arch_preempt_recorded() && !dispatch_is_needed(next)))
		return next;
	return dispatch(next);
}

struct tcb *host_current(void)
{
	return this_cpu()->current;
}

struct tcb *host_interrupt(void)
{
	return host_leave(host_current());
}

void port_thread_leave(struct tcb *t)
{
	(void)t;
}

void port_thread_release(struct tcb *t)
{
	(void)t;
}
