/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Call chains in which every level keeps values in all its local registers, and calls of the
 * kernel with every register chosen and every register seen.
 */
#ifndef L4_TEST_WINDOWS_CODE_H
#define L4_TEST_WINDOWS_CODE_H

#define CHAIN_SP	0
#define CHAIN_DEPTH	8
#define CHAIN_SEED	16
#define CHAIN_BOTTOM	24
#define CHAIN_ARGUMENT	32

/* Bytes of the stack that each level takes, and those at the end that the first one needs. */
#define LEVEL_BYTES	192

/* Bits of the result of cross(): registers that have changed. */
#define CROSS_GLOBAL	0	/* + 0: %g1 */
#define CROSS_OUT	5	/* + 0: %o0 */
#define CROSS_LOCAL	11
#define CROSS_IN	19
#define CROSS_Y		25
#define CROSS_CCR	26
#define CROSS_ASI	27

/* Offsets in struct cross. */
#define CROSS_TRAP	0
#define CROSS_OUTS	8
#define CROSS_ZERO	56
#define CROSS_CHANGED	64

#ifndef __ASSEMBLER__

#include "test.h"

struct chain {
	L4_Word_t sp;		/* register value of the first level; it has a bias */
	L4_Word_t depth, seed;
	helper_fn *bottom;
	L4_Word_t argument;
};

_Static_assert(offsetof(struct chain, argument) == CHAIN_ARGUMENT, "layout used by assembler");

/*
 * Calls so many levels deep on the chain's stack, at the bottom its function with its argument;
 * returns how many registers have changed, and what the function returned.
 */
helper_fn chain_run;
extern const char chain_save[], chain_restore[];

/* Bottoms. */
helper_fn bottom_flush;		/* flushw */
extern const char bottom_flush_ip[];
/* Enters the kernel; bits that new windows show afterwards. */
helper_fn bottom_fresh;
/*
 * Fills all registers, %o0 to %o5 from `outs`, and executes a software trap, or a load if the
 * number is an address. The result is in registers that changed (CROSS_*); with `zero_is_fine`,
 * those that are neither the same nor 0.
 */
struct cross {
	L4_Word_t trap, outs[6], zero_is_fine;
	L4_Word_t changed;
};
helper_fn bottom_cross;
extern const char bottom_cross_load[];

_Static_assert(offsetof(struct cross, outs) == CROSS_OUTS &&
	       offsetof(struct cross, zero_is_fine) == CROSS_ZERO &&
	       offsetof(struct cross, changed) == CROSS_CHANGED, "layout used by assembler");

#endif

#endif
