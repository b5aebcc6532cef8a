/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The word that decides each race about a message between processors: the sender's processor may
 * withdraw the message, the receiver's takes it. Both change the word by a swap; whoever fails to
 * swap looks again. The protocol is the model tests/models/ipc.pml.
 *
 *   ASKED ------> COPYING -> ACCEPTED    the receiver's processor, when the receiver takes it
 *     |  \------> TRANSFER              the same of a message with typed items, from QUEUED too
 *     |  \------> QUEUED -> COPYING      or the sender waits in the receiver's queue
 *     |              |
 *     +--------------+--> REFUSED        the receiver's processor: there is an error
 *     +--------------+--> CANCELLED      the sender's processor: nothing has happened
 */
#ifndef L4_GENERIC_RENDEZVOUS_WORD_H
#define L4_GENERIC_RENDEZVOUS_WORD_H

#include <base/atomic.h>
#include <generic/tcb.h>

enum rendezvous_word {
	WORD_REST,		/* nothing was sent yet */
	WORD_ASKED,		/* the message is on its way to the receiver's processor */
	WORD_COPYING,		/* its words are being copied: at most 63 */
	WORD_ACCEPTED,		/* it has arrived */
	WORD_QUEUED,		/* it waits in the receiver's queue; with that one's processor */
	WORD_REFUSED,		/* with an error of the API */
	WORD_CANCELLED,
	WORD_TRANSFER,		/* its items are being transferred: that has a word of its own */
};

#define WORD_VALUE		0xffu	/* enum rendezvous_word */
/*
 * The receiver's processor may take the message without telling the sender's, which has nothing to
 * do then. What concerns the sender there takes the mark away first.
 */
#define WORD_SILENT		0x100u
#define WORD_MORE(n)		((u32)(n) << 16)
#define WORD_MORE_OF(word)	((word) >> 16)

static inline enum rendezvous_word word_value(u32 word)
{
	return (enum rendezvous_word)(word & WORD_VALUE);
}

/* Changes the value `old` of t's word to new; the mark stays. False: it is another one. */
bool rendezvous_swap(struct tcb *t, enum rendezvous_word old, u32 new);

#ifdef CONFIG_SMP
/* True if the message of t waits in the queue of a processor that has its record: not withdrawn. */
static inline bool rendezvous_is_queued(const struct tcb *t)
{
	return word_value(atomic_read(&t->word)) == WORD_QUEUED;
}
#else
static inline bool rendezvous_is_queued(const struct tcb *t __unused)
{
	return true;
}
#endif

/*
 * The owner of t, which sends, looks at its word: waits out a copy, and takes the mark away. The
 * word, which may still change if it is ASKED or QUEUED.
 */
u32 rendezvous_settle(struct tcb *t);

#endif
