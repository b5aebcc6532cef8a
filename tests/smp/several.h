/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A running kernel on several processors, played by one thread of the process: a test chooses which
 * processor goes on, and what the thread that runs there does.
 */
#ifndef TESTS_SMP_SEVERAL_H
#define TESTS_SMP_SEVERAL_H

#include "system.h"

/* system_begin() on processor 0, and so many processors in all. */
void several_begin(unsigned int processors);

/* The test plays processor n. */
static inline void on(unsigned int n)
{
	host_processor(n);
}

/* Processor n handles what it has recorded, once; returns who runs there. The test plays it. */
struct tcb *handle(unsigned int n);
/* All processors handle what they have recorded until nothing is left; the test plays n again. */
void handle_all(void);

/* The root task, which runs on processor 0, moves t to processor `cpu`. */
struct tcb *place(struct tcb *t, unsigned int cpu);
/*
 * make_thread(), by the root task on its processor, of a thread that belongs to processor `cpu`
 * before it runs.
 */
struct tcb *place_thread(unsigned int n, unsigned int s, unsigned int cpu);

/* t, which can run, runs on its processor, which the test plays. */
void play(struct tcb *t);

/* check_threads() of each processor: the threads' fields fit together. */
void check_all(void);

#endif
