/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Several processors. On the command line: cpus=all, or the number of them that are used. Helpers
 * are placed on them by turns then, the first one of a test on the one behind the main thread's.
 * Without it, and with one processor, all stay where the main thread is.
 */
#ifndef L4_TEST_PROCESSORS_H
#define L4_TEST_PROCESSORS_H

#include <l4/kip.h>

/* How many processors have helpers. */
extern unsigned int processors;

/* Processors of the machine that the kernel runs on. */
static inline L4_Word_t machine_processors(void)
{
	return L4_NumProcessors(L4_GetKernelInterface());
}

void processors_setup(void);
/* Before each test. */
void processors_begin_test(void);
/* Moves a thread to the processor whose turn it is; returns which that is. */
unsigned int place(L4_ThreadId_t id);
/* Moves a thread, whose scheduler the calling thread is. */
void place_at(L4_ThreadId_t id, unsigned int processor);

#endif
