/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * String transfers between two helpers: what they send and accept as words, the faults that they
 * have in the middle, and what became of it.
 */
#ifndef L4_TEST_TRANSFER_H
#define L4_TEST_TRANSFER_H

#include "test.h"

#define STRING(length, substrings)						\
	((L4_Word_t)(length) << 10 | (L4_Word_t)((substrings) - 1) << 4)
#define CONTINUES	((L4_Word_t)0x200)	/* another descriptor of the same string */
#define MORE		((L4_Word_t)1)		/* another string */

#define FAILED(e, phase, offset)	(CODE(e, phase) | (L4_Word_t)(offset) << 4)

#define READ_FAULT	L4_Readable
#define WRITE_FAULT	L4_Writable

/* Pool pages: what is sent comes from the first ones, buffers begin here. */
#define TARGET		16
#define SPARE		40

#define BIG		(4ul << 20)

struct side {
	struct helper *h;
	L4_Word_t br[L4_NUM_BRS];	/* from 1 on: before the Ipc, then after it */
	L4_Word_t xfer;			/* XferTimeouts */
	volatile unsigned int turn;	/* 1: was the first to be through */
	L4_Word_t took;			/* microseconds, when it is through */
};

extern struct side sender, receiver;
/* How many sides are through. */
extern volatile unsigned int transfers_over;
/* What a helper does for a side. */
helper_fn work_transfer;

enum fault_side { SENDER_FAULTS, RECEIVER_FAULTS };

/* Both in the main thread's space, or in two spaces of their own; the pool is zero. */
void pair_here(void);
void pair_there(void);

/* u untyped words, then these. */
void message_items(struct helper *h, unsigned int u, const L4_Word_t *words, unsigned int t);
void buffers(struct side *side, const L4_Word_t *words, unsigned int n);

#define send_items(u, ...)								\
	message_items(sender.h, (u), (const L4_Word_t[]){ __VA_ARGS__ },		\
		      sizeof((const L4_Word_t[]){ __VA_ARGS__ }) / sizeof(L4_Word_t))
#define accept_strings(...)								\
	buffers(&receiver, (const L4_Word_t[]){ __VA_ARGS__ },				\
		sizeof((const L4_Word_t[]){ __VA_ARGS__ }) / sizeof(L4_Word_t))

/* Begin; when these return all is at rest. */
void side_begin(struct side *side, L4_ThreadId_t to, L4_ThreadId_t from, L4_Word_t timeouts);
void receiver_begin(void);
void sender_begin(void);
void transfer(void);		/* the receiver first */

/* A page-fault message of a string copy is the next that comes of h. */
void expect_fault(struct helper *h, L4_Word_t access, L4_Word_t address);
/* Answers it with pool page i at the page of the fault; waits for nothing. */
void supply(struct helper *h, unsigned int i);
void supply_with(struct helper *h, unsigned int i, L4_Word_t rights);
/* Gives pool page i to h beforehand. */
void provide(struct helper *h, unsigned int i, L4_Word_t address, L4_Word_t rights);

#define check_transferred()								\
	do {										\
		check_helper_ok(sender.h);						\
		check_helper_ok(receiver.h);						\
	} while (0)

#define check_broken(sender_error, receiver_error, offset)				\
	do {										\
		check_helper_error(sender.h, FAILED(sender_error, 0, offset));		\
		check_helper_error(receiver.h, FAILED(receiver_error, 1, offset));	\
	} while (0)

/* Bytes that depend on their number; how many of n are not as they were filled, or not zero. */
void fill(char *p, size_t n);
size_t bytes_wrong(const char *p, size_t first, size_t n);
size_t bytes_touched(const char *p, size_t n);

static inline L4_Word_t at(unsigned int i, size_t offset)
{
	return (L4_Word_t)page(i) + offset;
}

/* Two blocks of BIG bytes outside the pool; 0: the machine has none. */
L4_Word_t big_block(unsigned int i);
void provide_big(struct helper *h, unsigned int i, L4_Word_t address);

#endif
