/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads of the process that take turns: one of them runs at a time. Knows nothing of the kernel.
 */
#ifndef TESTS_SMP_TURNS_H
#define TESTS_SMP_TURNS_H

#define TURNS_MAX	8

/* Threads 0 to n - 1, each of which calls play() with its number as soon as its turn comes. */
void turns_begin(unsigned int n, void (*play)(unsigned int n));
/* It is the turn of thread n; `me` waits for its own. */
void turns_pass(unsigned int me, unsigned int n);
/* The first turn is thread 0's; returns when one of them has called turns_end(). */
void turns_run(void);
/* The calling thread, whose turn it is, stays here, and so do all others. */
void turns_end(void);

#endif
