/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Single steps of the kernel, as the handler of debug exceptions sees them.
 */
#ifndef L4_KDB_AMD64_STEP_H
#define L4_KDB_AMD64_STEP_H

#include <base/types.h>

struct save_frame;

/* Commands may ask for a step of what was stopped with these registers; NULL: not any more. */
void step_offer(struct save_frame *f);
/* The kernel goes on for one instruction only. */
bool step_is_on(void);
/* The processor has executed an instruction with the trap flag. True: it was a step. */
bool step_end(struct save_frame *f);

#endif
