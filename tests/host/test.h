/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What all host tests share. Each test runs in a process of its own, so it starts from a kernel
 * that has done nothing yet.
 */
#ifndef TESTS_HOST_TEST_H
#define TESTS_HOST_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <arch/machine.h>
#include <base/bits.h>
#include <base/err.h>
#include <base/types.h>
#include <glue/host.h>

struct suite {
	const char *name;
	const struct CMUnitTest *tests;
	size_t count;
	bool has_ipc;		/* its tests also run without the short path of IPC */
};

/* All of a program: <program>/suites.c. */
extern const struct suite *const suites[];
extern const size_t suite_count;

#define SUITE_AS(suite_name, ...) \
	const struct suite suite_name##_suite = { \
		.name = #suite_name, .tests = tests, .count = ARRAY_SIZE(tests), __VA_ARGS__ \
	}
#define SUITE(suite_name)	SUITE_AS(suite_name, .has_ipc = false)
#define IPC_SUITE(suite_name)	SUITE_AS(suite_name, .has_ipc = true)

/* --- randomness: SEED in the environment chooses another run, ROUNDS multiplies its length --- */

extern u64 test_random_state;
unsigned int test_rounds(unsigned int n);

/* A number below n. */
static inline unsigned int test_random(unsigned int n)
{
	return (unsigned int)(host_random(&test_random_state) % n);
}

/* One of the ways to be interrupted at preemption points. */
void test_random_preemption(void);

/* --- kernel memory: failing allocations, poisoned after they are freed --- */

/* The n-th allocation from now on fails, once; 0: none from now on. */
void alloc_fail_at(unsigned long n);
/* True if the chosen one was reached. */
bool alloc_has_failed(void);
extern __thread unsigned long alloc_count;

#endif
