/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System calls as functions. Each gets the running thread and its parameters, leaves its results
 * through <api/port.h>, and returns who runs next. (X.2; Ipc stands in <api/ipc.h>)
 */
#ifndef L4_API_SYSCALLS_H
#define L4_API_SYSCALLS_H

#include <api/continuation.h>
#include <base/err.h>

struct exregs;

/* `in` is looked at where control says that a value is to be set. */
struct tcb *sys_exchange_registers(struct tcb *me, word_t dest, word_t control,
				   const struct exregs *in);
struct tcb *sys_thread_control(struct tcb *me, word_t dest, word_t space, word_t scheduler,
			       word_t pager, word_t utcb_location);
struct tcb *sys_space_control(struct tcb *me, word_t space, word_t control, word_t kip_area,
			      word_t utcb_area, word_t redirector);
/* Each control is UNCHANGED, all ones, or counts with its lower 32 bits. */
struct tcb *sys_schedule(struct tcb *me, word_t dest, word_t time, word_t processor, word_t prio,
			 word_t preemption);
struct tcb *sys_thread_switch(struct tcb *me, word_t dest);
struct tcb *sys_system_clock(struct tcb *me);
/* Fpages are in the message registers of the UTCB. */
struct tcb *sys_unmap(struct tcb *me, word_t control);
struct tcb *sys_memory_control(struct tcb *me, word_t control, const word_t attribute[4]);
struct tcb *sys_processor_control(struct tcb *me);

/* Ends a call that cannot be made: result 0 with this error code. */
struct tcb *sys_fail(struct tcb *me, word_t error);
/*
 * A stretch of the work of a call is done: t stops (err is ERR_AGAIN) and continues with `what`, or
 * the call ends, with result 1 or this error code.
 */
struct tcb *sys_step(struct thread *t, enum continuation what, err_t err, word_t error);

#endif
