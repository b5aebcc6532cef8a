/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How system calls end that return 1 or an error code.
 */
#include <api/syscalls.h>

#include <api/continuation.h>
#include <api/port.h>
#include <api/utcb.h>

struct tcb *sys_fail(struct tcb *me, word_t error)
{
	utcb_set_error(thread_of(me), error);
	port_return2(me, 0, 0);
	return me;
}

struct tcb *sys_step(struct thread *t, enum continuation what, err_t err, word_t error)
{
	if (err == ERR_AGAIN) {
		continue_later(t, what);
		return continue_next(t);
	}
	if (error)
		return sys_fail(&t->tcb, error);
	port_return2(&t->tcb, 1, 0);
	return &t->tcb;
}
