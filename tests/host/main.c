/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists the tests, or runs one of them: a test that breaks the kernel breaks nothing else.
 */
#include "test.h"

u64 test_random_state;

unsigned int test_rounds(unsigned int n)
{
	const char *factor = getenv("ROUNDS");
	unsigned int rounds = factor != NULL ? (unsigned int)(n * strtod(factor, NULL)) : n;

	return rounds > 0 ? rounds : 1;
}

void test_random_preemption(void)
{
	switch (test_random(4)) {
	case 0:
		host_preempt_never();
		break;
	case 1:
		host_preempt_every(1 + test_random(3));
		break;
	default:
		host_preempt_random(host_random(&test_random_state), 1 + test_random(6));
		break;
	}
}

/* Behind the name of a test: all IPC takes the complete path. */
#define COMPLETE	"/complete-path"

static void list(void)
{
	for (size_t s = 0; s < suite_count; s++) {
		for (size_t t = 0; t < suites[s]->count; t++) {
			const char *name = suites[s]->tests[t].name;

			printf("%s/%s\n", suites[s]->name, name);
			if (suites[s]->has_ipc)
				printf("%s/%s" COMPLETE "\n", suites[s]->name, name);
		}
	}
}

static int run(const char *name)
{
	size_t length = strlen(name), end = strlen(COMPLETE);
	char full[128];

	if (length > end && strcmp(name + length - end, COMPLETE) == 0) {
		host_short_ipc = false;
		length -= end;
	}
	for (size_t s = 0; s < suite_count; s++) {
		for (size_t t = 0; t < suites[s]->count; t++) {
			snprintf(full, sizeof(full), "%s/%s", suites[s]->name,
				 suites[s]->tests[t].name);
			if (strlen(full) == length && strncmp(full, name, length) == 0)
				return _cmocka_run_group_tests(full, &suites[s]->tests[t], 1, NULL,
							       NULL);
		}
	}
	fprintf(stderr, "no such test: %s\n", name);
	return 1;
}

int main(int argc, char **argv)
{
	const char *seed = getenv("SEED");

	test_random_state = seed != NULL ? strtoul(seed, NULL, 0) : 1;
	if (argc == 2 && strcmp(argv[1], "--list") == 0)
		list();
	else if (argc == 2)
		return run(argv[1]);
	else
		fprintf(stderr, "usage: %s --list | SUITE/TEST\n", argv[0]);
	return argc != 2;
}
