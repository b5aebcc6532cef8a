/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Processors that are played by threads of the process, one each.
 */
#include "play.h"

#include "several.h"
#include "turns.h"

#include <sys/wait.h>
#include <unistd.h>

#define RUN_SECONDS	60	/* nothing hangs */

static struct {
	unsigned int processors, chance;
	void (*step)(void);
	unsigned int inside;		/* processors that are in the middle of a step */
	bool is_over, has_left[TURNS_MAX];
} all;

static __thread bool plays;

/* Any processor goes on that has not come to its end. */
static void pass_on(void)
{
	unsigned int n;

	do {
		n = test_random(all.processors);
	} while (all.has_left[n]);
	turns_pass(this_cpu()->number, n);
}

static void at_shared_word(void)
{
	if (plays && test_random(all.chance) == 0)
		pass_on();
}

static void processor(unsigned int n)
{
	on(n);
	plays = true;
	while (!all.is_over) {
		all.inside++;
		all.step();
		all.inside--;
		pass_on();
	}
	all.has_left[n] = true;
	for (unsigned int i = 0; i < all.processors; i++)
		if (!all.has_left[i])
			turns_pass(n, i);
	turns_end();
}

void play_processors(unsigned int n, unsigned int chance, void (*step)(void))
{
	all.processors = n;
	all.chance = chance;
	all.step = step;
	turns_begin(n, processor);
	host_shared_hook = at_shared_word;
	turns_run();
	host_shared_hook = NULL;
}

void play_runs(unsigned int count, void (*run)(void))
{
	unsigned int failed = 0;

	for (unsigned int i = 0; i < count; i++) {
		u64 seed = test_random_state;
		int status;
		pid_t pid;

		fflush(NULL);
		pid = fork();
		assert_true(pid >= 0);
		if (pid == 0) {
			alarm(RUN_SECONDS);
			run();
			_exit(0);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		if (status != 0) {
			fprintf(stderr, "run %u fails with status %x: SEED=%#lx\n", i, status,
				(unsigned long)seed);
			failed++;
		}
		/* Far from there: not the same numbers one later. */
		test_random_state = host_random(&test_random_state);
	}
	printf("%u runs\n", count);
	assert_int_equal(failed, 0);
}

void play_end(void)
{
	all.is_over = true;
}

void play_alone(void)
{
	plays = false;
}

void play_together(void)
{
	plays = true;
}

bool play_is_quiet(void)
{
	bool quiet = all.inside == 1;

	for (unsigned int n = 0; n < all.processors; n++)
		quiet &= cpus[n]->arch.irq_recorded == 0 && cpus[n]->urgent == NULL &&
			 cpus[n]->top < 0 && cpus[n]->current == cpus[n]->idle;
	return quiet;
}
