/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System calls of all kinds with parameters of all kinds, by whoever runs, with interrupts at any
 * preemption point: the kernel's data stay whole, and in the end every byte comes back.
 */
#include "sandbox.h"
#include "test.h"

#define EPISODES	100
#define PARTS		20	/* of an episode */
#define STEPS		60	/* of a part */

static void random_calls(bool without_memory)
{
	struct fuzz_source source;

	sandbox_begin();
	fuzz_source_seed(&source, host_random(&test_random_state));
	for (unsigned int episode = 0; episode < test_rounds(EPISODES); episode++) {
		sandbox_fill(&source);
		for (unsigned int k = 0; k < PARTS; k++) {
			if (without_memory)
				alloc_fail_at(1 + test_random(60));
			for (unsigned int i = 0; i < STEPS; i++)
				sandbox_step();
			sandbox_check();
		}
		sandbox_empty();
	}
}

static void calls_random(void **state)
{
	(void)state;
	random_calls(false);
}

static void calls_without_memory(void **state)
{
	(void)state;
	random_calls(true);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(calls_random),
	cmocka_unit_test(calls_without_memory),
};
IPC_SUITE(call);
