/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Traps that stand in the kernel's code in place of instructions, and the step over one of them.
 */
#ifndef L4_KDB_SPARC64_PATCH_H
#define L4_KDB_SPARC64_PATCH_H

#include <base/types.h>

struct save_frame;

/* A branch with its annul bit goes on at one of three places. */
#define STEP_PLACES	3

/* Code there may run with other globals than those of C, or at a trap level: no trap can be met. */
bool kdb_is_bare_code(word_t address);

/*
 * All are put in, or taken out. Called by entry.S when nothing else of the debugger runs any more,
 * or yet; and by those who change the list.
 */
void patches_put_in(void);
void patches_take_out(void);
/* Until it is called with false, a change of the list changes no code. */
void patches_hold(bool hold);
/* Instead of all breakpoints: n traps at these addresses. */
void patches_replace(const word_t *address, unsigned int n);

/*
 * Where the instruction at f->tpc can be followed by the next one: the processor goes on at
 * f->tnpc, unless the instruction is a branch that skips the one there. Returns how many.
 */
unsigned int step_places(const struct save_frame *f, word_t place[STEP_PLACES]);

/* Commands may ask for a step of what was stopped with these registers; NULL: not any more. */
void step_offer(const struct save_frame *f);
/* One was asked for, since this was asked the last time. */
bool step_is_asked_for(void);

#endif
