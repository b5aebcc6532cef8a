/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All orders in which things can happen: a test asks which of several comes next, and is run once
 * for each sequence of answers, from where it stood when it called explore().
 */
#ifndef TESTS_SMP_EXPLORE_H
#define TESTS_SMP_EXPLORE_H

/*
 * Runs `run`, which checks what it finds itself, in a process of its own for each sequence of
 * answers; fails with the first one that fails. `most`: no more sequences than this, chosen at
 * random then; 0: all. Returns how many there were.
 */
unsigned long explore(void (*run)(void), unsigned long most);

/* In such a process: one of 0 .. n - 1. */
unsigned int choose(unsigned int n);

#endif
