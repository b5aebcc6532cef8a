/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Typed items between processors, private: the word of a transfer. (tests/models/transfer.pml)
 */
#ifndef L4_API_SMP_IPC_TRANSFER_WORD_H
#define L4_API_SMP_IPC_TRANSFER_WORD_H

#include "../ipc_parts.h"

#include <arch/relax.h>

#ifdef CONFIG_SMP

/*
 * One word, in the sender, decides who ends a transfer. It is another one than that of messages:
 * the sender may have a page fault, and send a message about that, in the middle.
 *
 *   GOES ---> ARRIVES -> ARRIVED     the receiver's processor, when the sender is done
 *    | \---> PARKED ---> GOES        the receiver's processor, while its fault is being served
 *    |          |
 *    +----------+--> ENDED_S         the sender's processor
 *    +----------+--> ENDED_R         the receiver's processor
 */
enum transfer_word {
	TRANSFER_GOES,
	TRANSFER_PARKED,	/* with the number of the processor that has the record */
	TRANSFER_ARRIVES,
	TRANSFER_ARRIVED,
	TRANSFER_ENDED_S,
	TRANSFER_ENDED_R,
};

static inline enum transfer_word transfer_value(u32 word)
{
	return (enum transfer_word)(word & 0xff);
}

/* The word of the transfer of s, when nobody is about to let the message arrive. */
static inline u32 transfer_look(struct thread *s)
{
	u32 word;

	while (transfer_value(word = atomic_read(&s->far.word)) == TRANSFER_ARRIVES)
		arch_relax();
	return word;
}

static inline bool transfer_goes_on(u32 word)
{
	return transfer_value(word) == TRANSFER_GOES || transfer_value(word) == TRANSFER_PARKED;
}

/* Ends the transfer of s as `end`, if it goes on. Returns the word that it had, or has. */
static inline u32 transfer_end_as(struct thread *s, enum transfer_word end)
{
	u32 word;

	do {
		word = transfer_look(s);
		if (!transfer_goes_on(word))
			break;
	} while (!atomic_change(&s->far.word, word, (u32)end));
	return word;
}

/* An error code of both, with how far the transfer has come. */
static inline word_t transfer_error(const struct thread *s, unsigned int error)
{
	return ERROR_CODE(error, 0) | s->xfer.offset << ERROR_OFFSET_SHIFT;
}

/* The same for the receiver. */
static inline word_t transfer_broken_error(const struct thread *s, unsigned int error)
{
	return transfer_error(s, error) | L4_IPC_PHASE_RECEIVE;
}

/* True if the program of r is told what has become of its receive phase. */
static inline bool transfer_is_told(const struct thread *r)
{
	return r->sink == SINK_UTCB && !r->is_irq;
}

#endif
#endif
