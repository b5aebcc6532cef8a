/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests of one processor to another. Each thread has one record, which is in one hand: at home
 * with its thread's owner, in the queue of one processor, or with the processor that has taken it
 * out. What is asked for, and the answer, stand in the thread: whoever has its record in hand may
 * read and write that.
 *
 * The queue of a processor has many producers and one consumer, and is first in, first out for
 * each producer. An interrupt goes to the consumer for the first record that wants one. The
 * protocol is the model tests/models/queue.pml.
 */
#ifndef L4_GENERIC_REQUEST_H
#define L4_GENERIC_REQUEST_H

#include <base/atomic.h>

struct cpu;

struct request {
	struct request *link;		/* the one behind it in its queue */
	u8 kind;			/* what it asks for: see the API */
	bool is_out;			/* not at home: the owner's */
};

struct request_queue {
	/* Swapped: the newest record, and in bit 0 whether an interrupt is owed or on its way. */
	uintptr_t head __aligned(64);
	/* The consumer's own: taken out of `head`, oldest first. */
	struct request *first;
};

/*
 * Send r to processor c, which may be this one. From home: the owner has set is_out. With `rings`
 * false c is not told: it finds r when it looks the next time.
 */
void request_send(struct request *r, u8 kind, struct cpu *c, bool rings);
/*
 * The same for a chain of records, each linked to the one before it: `last` down to `first`. Their
 * kinds are set.
 */
void request_send_chain(struct request *last, struct request *first, struct cpu *c);
/* True if request_take() of <generic/request_queue.h> would find one in this processor's queue. */
bool request_is_waiting(void);

#endif
