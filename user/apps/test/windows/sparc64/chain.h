/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Call chains of helpers on stacks of their own, and the faults there.
 */
#ifndef L4_TEST_CHAIN_H
#define L4_TEST_CHAIN_H

#include "exc_code.h"
#include "windows_code.h"

#define STACK		(PLACE + 0x100000)	/* of chains, in spaces of helpers */
#define STACK_PAGES	8
#define STACK_TOP	(STACK + STACK_PAGES * page_size)
#define DEEP		200	/* levels: more than five pages of stack */
#define WINDOWS		8
#define HOLE		0x0000080000000000ul
#define PHYSMAP		0xfffff80000000000ul

/* Of helpers, by their order in the test. */
extern struct chain chains[4];
/* Chain i, as the argument of chain_run(). */
L4_Word_t chain(unsigned int i, L4_Word_t stack_end, unsigned int depth, helper_fn *bottom,
		L4_Word_t argument);

/* All pages of the stack: those of the pool, or those from this one on. */
void give_stack(struct helper *h);
void give_stack_from(struct helper *h, unsigned int first);
/* Unmaps them everywhere. */
void take_stack(void);

/* Faults on the stack that serve_stack() has answered. */
extern unsigned int reads, writes;
/* Answers them until something else comes. `ip`: the instruction that must fault; NULL: any. */
enum outcome serve_stack(struct helper *h, enum outcome outcome, const char *ip);
/* The chain must keep all registers. */
void check_chain(struct helper *h, L4_Word_t c);

/*
 * So many calls of chain `c`, of depths below 40, until *stop; how many registers have changed.
 */
helper_fn work_chains;
/* Answers faults of the stack with pages until a message of the main thread comes; counts them. */
helper_fn bottom_pager;

/* A bottom that tells the main thread, and waits; what that has got of it; its answer. */
helper_fn bottom_tell;
bool is_at_bottom(struct helper *h, enum outcome outcome);
void leave_bottom(struct helper *h);

#endif
