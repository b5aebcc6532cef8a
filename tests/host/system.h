/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A running kernel for tests: the root task makes spaces and threads, any thread that runs makes
 * system calls. There is no code of users: a test plays all threads.
 */
#ifndef TESTS_HOST_SYSTEM_H
#define TESTS_HOST_SYSTEM_H

#include "test.h"

#include <api/fault.h>
#include <api/fpage.h>
#include <api/ipc.h>
#include <api/port.h>
#include <api/space.h>
#include <api/syscalls.h>
#include <api/thread.h>
#include <api/utcb.h>
#include <generic/cpu.h>
#include <generic/kmem.h>
#include <l4/abi/kip.h>

#define UTCB_AREA	0xbf000000ul
#define UTCB_AREA_LOG2	16
#define UTCB(n)		(UTCB_AREA + ((uvaddr_t)(n) << L4_UTCB_SIZE_LOG2))
#define KIP_AREA	0xbff00000ul

#define TIMEOUTS(send, recv)	((word_t)(send) << 16 | (recv))
#define NEVER			L4_TIME_NEVER
#define ZERO			L4_TIME_ZERO

extern struct tcb *root, *sigma0;

/* The kernel is up, sigma0 waits, the root task runs. */
void system_begin(void);

/* Thread ids for tests: number n, version 1 or another one. */
word_t tid(unsigned int n);
word_t tid_version(unsigned int n, unsigned int version);
/* The thread with this id; there is one. */
struct tcb *tcb_of(word_t id);

static inline word_t *mr(struct tcb *t)
{
	return tcb_utcb(t);
}

static inline word_t error_code(struct tcb *t)
{
	return utcb_read(thread_of(t), L4_UTCB_ERROR_CODE);
}

/* System calls of the root task, which runs before and after. They return the result. */
word_t thread_control(word_t dest, word_t space, word_t scheduler, word_t pager, word_t utcb);
word_t space_control(word_t space, word_t kip_area, word_t utcb_area);
void delete_thread(word_t id);

/* An active thread n in the space of thread s, which is made if s equals n; it can run. */
struct tcb *make_thread(unsigned int n, unsigned int s);
/* The same, but it waits for its start message. */
struct tcb *make_unstarted(unsigned int n, unsigned int s);

/* Thread n of the root task's space, which may call ThreadControl. */
struct tcb *privileged(unsigned int n, prio_t prio);
/* Schedule by the root task, which runs. */
void set_prio(struct tcb *t, prio_t prio);

#define UNCHANGED	(~(word_t)0)

/* Sleeps for 2^10 * n microseconds: longer than a round takes, shorter than the next strike. */
#define FOR(n)		TIMEOUTS(NEVER, 10 << 10 | (n))
/* The next preemption point wakes the next sleeper. */
void storm(void);
/* The next sleeper is woken now, and not at a preemption point. */
void storm_now(void);

/* t, which is ready, runs now. */
void become(struct tcb *t);

/* Ipc of the running thread; returns who runs then. */
struct tcb *ipc(word_t to, word_t from, word_t timeouts);
/* The same for a message of u words and t words of typed items, with a label. */
struct tcb *ipc_words(word_t to, word_t from, word_t timeouts, unsigned int label, unsigned int u,
		      unsigned int t);

/* True if the last Ipc of t failed with this error in this phase. */
bool ipc_failed(struct tcb *t, unsigned int error, unsigned int phase);

/* What was allocated; equal before and after something that leaves nothing. */
struct balance {
	size_t free_bytes, mappings, threads, spaces;
};
struct balance balance(void);
void assert_balance(struct balance before);

/* The thread's fields fit together, of all threads of numbers 0 to n - 1. */
void check_threads(unsigned int n);

#endif
