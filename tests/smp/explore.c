/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sequences of answers, counted like the digits of a number whose places have bases of their own.
 */
#include "explore.h"

#include "test.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PLACES	4000

static struct {
	unsigned int places;		/* asked for in the last run */
	unsigned int given;		/* these are answered as they stand here, the rest by 0 */
	bool is_random;
	unsigned char answer[PLACES], base[PLACES];
} *digits;

unsigned int choose(unsigned int n)
{
	unsigned int i = digits->places++;

	assert_true(n > 0 && n < 256 && i < PLACES);
	digits->base[i] = (unsigned char)n;
	if (i >= digits->given)
		digits->answer[i] = (unsigned char)(digits->is_random ? test_random(n) : 0);
	return digits->answer[i];
}

/* The next number; false: that was the last one. */
static bool count(void)
{
	for (unsigned int i = digits->places; i > 0; i--) {
		if (++digits->answer[i - 1] < digits->base[i - 1]) {
			digits->given = i;
			return true;
		}
	}
	return false;
}

static void show(void)
{
	fprintf(stderr, "answers:");
	for (unsigned int i = 0; i < digits->places; i++)
		fprintf(stderr, " %u/%u", digits->answer[i], digits->base[i]);
	fprintf(stderr, "\n");
}

static void run_once(void (*run)(void))
{
	int status;
	pid_t pid;

	fflush(NULL);
	digits->places = 0;
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		run();
		/* Nothing of the parent's is to be written or reported twice. */
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (status != 0)
		show();
	assert_int_equal(status, 0);
}

unsigned long explore(void (*run)(void), unsigned long most)
{
	unsigned long n = 0;

	digits = mmap(NULL, sizeof(*digits), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		      -1, 0);
	assert_true(digits != MAP_FAILED);
	digits->is_random = most > 0;
	do {
		run_once(run);
		n++;
		if (most > 0) {
			digits->given = 0;
			/* Each process begins with the same state of the generator. */
			(void)test_random(2);
		}
	} while (most > 0 ? n < most : count());
	munmap(digits, sizeof(*digits));
	return n;
}
