/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What threads of a storm do to each other: system calls that chance chooses.
 */
#ifndef TESTS_SMP_STORM_H
#define TESTS_SMP_STORM_H

#include "several.h"

#define CPUS		4u
#define PLAYERS		10u	/* numbers 1 to PLAYERS; those up to SERVANTS call anything */
#define SERVANTS	6u
#define LINE		3u	/* of the interrupt that somebody may handle */

/* Which calls they make. */
enum storm { EVERYTHING, MIGRATION, DELETION };
void storm_begin(enum storm kind);
/* me, which runs, does something. */
void storm_act(struct tcb *me);
/* So many calls have been made. */
extern unsigned int storm_calls;

#endif
