/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads that take turns, with a semaphore for each.
 */
#include "turns.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>

static sem_t turn[TURNS_MAX], over;
static void (*play)(unsigned int n);

static void wait_for(sem_t *s)
{
	while (sem_wait(s) != 0)
		;
}

static void *run(void *number)
{
	unsigned int n = (unsigned int)(uintptr_t)number;

	wait_for(&turn[n]);
	play(n);
	return NULL;
}

void turns_begin(unsigned int n, void (*what)(unsigned int n))
{
	pthread_t thread;

	play = what;
	sem_init(&over, 0, 0);
	for (unsigned int i = 0; i < n; i++) {
		sem_init(&turn[i], 0, 0);
		if (pthread_create(&thread, NULL, run, (void *)(uintptr_t)i) != 0)
			abort();
	}
}

void turns_pass(unsigned int me, unsigned int n)
{
	if (n == me)
		return;
	sem_post(&turn[n]);
	wait_for(&turn[me]);
}

void turns_run(void)
{
	sem_post(&turn[0]);
	wait_for(&over);
}

void turns_end(void)
{
	static sem_t never;

	sem_init(&never, 0, 0);
	sem_post(&over);
	wait_for(&never);
}
