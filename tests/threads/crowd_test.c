/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random system calls on several processors, each of which is a thread of the process: they
 * overtake each other as the machine has it. ThreadSanitizer sees each word that two of them use
 * and nothing orders; what always holds is checked meanwhile, and at the end whether the fields of
 * threads, page tables and mapping nodes fit together. Memory is not counted here.
 */
#include "sandbox.h"
#include "several.h"
#include "together.h"

#include <arch/hosted.h>
#include <generic/sched.h>

#define CPUS		3u
#define THREADS		8u	/* of the sandbox */
#define FIRST_KEEPER	(THREADS + 1)
#define KEEPER_PRIO	200
#define STEPS		3000	/* of each processor */

static struct fuzz_source sources[CPUS];
static unsigned int at_work;	/* processors whose steps are not over */
static unsigned int steps;

/* Any access of a shared word may take long. */
static void at_shared_word(void)
{
	static __thread u64 state;

	if (host_random(&state) % 64 == 0)
		hosted_yield();
}

static void processor(unsigned int n)
{
	on(n);
	sandbox_source(&sources[n]);
	for (unsigned int i = 0; i < steps; i++)
		sandbox_step();
	host_preempt_never();
	(void)__atomic_fetch_sub(&at_work, 1, __ATOMIC_SEQ_CST);
	/* Others may still ask for something. */
	while (__atomic_load_n(&at_work, __ATOMIC_SEQ_CST) != 0)
		host_interrupt();
}

static void run_all(u64 seed)
{
	at_work = CPUS;
	for (unsigned int n = 0; n < CPUS; n++)
		fuzz_source_seed(&sources[n], seed * CPUS + n);
	run_together(CPUS, processor);
}

static void random_calls(void **state)
{
	static struct fuzz_source first;

	(void)state;
	/* A check that fails in another thread ends the process. */
	setenv("CMOCKA_TEST_ABORT", "1", 1);
	steps = test_rounds(STEPS);
	several_begin(CPUS);
	sandbox_begin_here();
	fuzz_source_seed(&first, test_random_state);
	for (unsigned int n = 1; n < CPUS; n++)
		place(privileged(FIRST_KEEPER + n, KEEPER_PRIO), n);
	sandbox_fill(&first);
	for (unsigned int slot = 0; slot < THREADS; slot++)
		place(tcb_of(tid(slot)), slot % CPUS);
	host_shared_hook = at_shared_word;
	run_all(test_random_state);
	host_shared_hook = NULL;
	on(0);
	handle_all();
	check_all();
	sandbox_check();
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(random_calls),
};
SUITE(threads);
