/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads of the process that run at the same time. Knows nothing of the kernel.
 */
#ifndef TESTS_THREADS_TOGETHER_H
#define TESTS_THREADS_TOGETHER_H

#define TOGETHER_MAX	8

/* n threads call what(0) to what(n - 1); returns when all have returned. */
void run_together(unsigned int n, void (*what)(unsigned int n));

#endif
