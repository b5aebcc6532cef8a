/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Processors that are played by threads of the process, one each. One of them goes on at a time; at
 * each access of a word that processors share another one may, as chance says, so a run can be
 * repeated.
 */
#ifndef TESTS_SMP_PLAY_H
#define TESTS_SMP_PLAY_H

#include <base/types.h>

/*
 * Each of the processors 0 to n - 1 calls step() again and again. One access in `chance` lets
 * another one go on. Returns when all have left their steps behind play_end().
 */
void play_processors(unsigned int n, unsigned int chance, void (*step)(void));
/*
 * run() in so many processes of their own, each with the random numbers that follow. Fails if one
 * of them does, and says which SEED it had.
 */
void play_runs(unsigned int count, void (*run)(void));
/* In a step: there are no further ones. */
void play_end(void);
/* In a step: nobody else goes on meanwhile, until play_together(). */
void play_alone(void);
void play_together(void);
/*
 * In a step: all processors are idle and have nothing recorded, and no other one is in the middle
 * of a step.
 */
bool play_is_quiet(void);

#endif
