/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The harness: runs the registered tests in order, each in a process of its own so that a crash
 * fails only one, and reports in TAP. An argument runs only the tests whose names contain it.
 */
#include <sys/wait.h>
#include <unistd.h>
#include "unit.h"

#define TEST_SECONDS	30	/* a test that takes longer hangs */

static struct test *first, **last = &first;
static bool is_failed;

void test_register(struct test *t)
{
	*last = t;
	last = &t->next;
}

void test_failed(const char *file, int line, const char *what)
{
	printf("# %s:%d: not true: %s\n", file, line, what);
	is_failed = true;
}

void test_failed_equal(const char *file, int line, const char *what, u64 is, u64 wanted)
{
	printf("# %s:%d: %s is %#llx, not %#llx\n", file, line, what, (unsigned long long)is,
	       (unsigned long long)wanted);
	is_failed = true;
}

static bool run(struct test *t)
{
	pid_t child;
	int status;

	fflush(stdout);
	child = fork();
	if (child < 0)
		abort();
	if (!child) {
		alarm(TEST_SECONDS);
		t->run();
		fflush(stdout);
		_exit(is_failed);
	}
	waitpid(child, &status, 0);
	if (WIFSIGNALED(status))
		printf("# ended by signal %d\n", WTERMSIG(status));
	return status == 0;
}

int main(int argc, char **argv)
{
	unsigned int count = 0, failures = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (struct test *t = first; t; t = t->next) {
		if (argc > 1 && !strstr(t->name, argv[1]))
			continue;
		count++;
		if (run(t)) {
			printf("ok %u - %s\n", count, t->name);
		} else {
			failures++;
			printf("not ok %u - %s\n", count, t->name);
		}
	}
	printf("1..%u\n", count);
	return failures != 0;
}
