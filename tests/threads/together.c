/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads of the process that run at the same time.
 */
#include "together.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

static void (*play)(unsigned int n);

static void *run(void *number)
{
	play((unsigned int)(uintptr_t)number);
	return NULL;
}

void run_together(unsigned int n, void (*what)(unsigned int n))
{
	pthread_t threads[TOGETHER_MAX];

	play = what;
	for (unsigned int i = 0; i < n; i++)
		if (pthread_create(&threads[i], NULL, run, (void *)(uintptr_t)i) != 0)
			abort();
	for (unsigned int i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
}
