/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Helpers with words of another size: threads of 32-bit spaces that execute the 32-bit form of this
 * program, a boot module. A space of theirs sees both programs, each at its own addresses, so they
 * have the same stacks and results as other helpers, and functions that both programs have.
 * On the command line: partner=32. Of the helpers of a test that have a space of their own, every
 * other one is such a partner then, the first one too; with turn=1 the second one.
 */
#ifndef L4_TEST_PARTNER_H
#define L4_TEST_PARTNER_H

#include <stdint.h>

#include "test.h"

/* One Ipc call as struct ipc has it, in words of 32 bits; strings too. */
struct narrow_ipc {
	uint32_t to, from, timeouts, acceptor;
	uint32_t mr[__L4_NUM_MRS];
	uint32_t br[L4_NUM_BRS];	/* from 1 on */
	uint32_t xfer;
	uint32_t has_buffers, local;
	uint32_t tag, sender, error;
	uint32_t turns;			/* address of what counts transfers that are through */
	volatile uint32_t over, turn;
	uint32_t took;			/* microseconds */
};

/*
 * Stands behind a function of a suite: partners can execute it, too. In sources of both word sizes
 * only, as it is found by its place in the list, which has no gaps: a compiler may align such a
 * structure more than it needs. ids: which of its first two parameters are ids.
 */
#define FIRST_IS_ID	1
#define SECOND_IS_ID	2
#define FOR_PARTNERS(fn, ids)								\
	static const struct partner_function fn##_for_partners				\
		__attribute__((used, section("partner_functions"),			\
			       aligned(sizeof(L4_Word_t)))) = { fn, ids }

struct partner_function {
	helper_fn *fn;
	L4_Word_t ids;
};

/* In a partner's first thread: tells where its functions are, and does not return. */
void partner_serve(void);
/* The root task finds its partners, if it is to have any. */
void partner_setup(void);
/* True if the next helper in a space of its own is to be a partner. */
bool partner_is_next(void);
/* Before each test. */
void partner_begin_test(void);
/* With this control a space gets words of the partners' size. */
L4_Word_t partner_control(void);
/* An id as 32-bit programs have it. */
uint32_t partner_id(L4_ThreadId_t id);
/* Where the loop of helpers is, in the partner's program. */
L4_Word_t partner_loop(void);
/* The page of this task that a partner has at this address of its own program; 0: none. */
L4_Word_t partner_page(L4_Word_t address);

/* A new partner: what it needs besides its program. */
void partner_begin(struct helper *h);
/*
 * What h gets as the function and its first two parameters. A function that its program does not
 * have ends the test: it is skipped.
 */
void partner_start(struct helper *h, helper_fn **fn, L4_Word_t *a, L4_Word_t *b);
/* Brings what h's Ipc came to into h->ipc, if it is over. */
void partner_fetch(struct helper *h);
/* The same for what a function returned. */
L4_Word_t partner_value(const struct helper *h, L4_Word_t value);
#endif
