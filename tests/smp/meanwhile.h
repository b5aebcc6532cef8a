/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What another processor does in the middle of something that processor 0 does: at any access of a
 * word that processors share where nobody has a lock, for one thread of the process plays all.
 */
#ifndef TESTS_SMP_MEANWHILE_H
#define TESTS_SMP_MEANWHILE_H

#include "several.h"

/* From now on `what` happens at access number n of processor 0, counted from 1, and once. */
void meanwhile_begin(unsigned long n, void (*what)(void));
/* Not any more. True: it has happened. */
bool meanwhile_end(void);

#endif
