/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC, private: a message with one string, in one piece at the sender and at the receiver, as most
 * strings are. It is copied before there is a transfer; there is one only if the copy stops.
 */
#ifndef L4_API_IPC_STRING_ONCE_H
#define L4_API_IPC_STRING_ONCE_H

#include "ipc_words.h"

#include <api/space.h>
#include <api/utcb.h>
#include <generic/usercopy.h>

/* Descriptors: see ipc_string.c. */
#define STRING_CONTINUES	0x200	/* c: another descriptor of the same string follows */
#define STRING_COUNT_SHIFT	4
#define STRING_COUNT_MASK	0x1f
#define STRING_LENGTH_SHIFT	10
#define ITEM_MORE		0x1	/* C, in buffer registers: another string follows */

/* What a descriptor of one piece has none of. */
#define STRING_UNUSUAL \
	(L4_ITEM_STRING_BIT | STRING_CONTINUES | STRING_COUNT_MASK << STRING_COUNT_SHIFT)

struct string_once {
	word_t descriptor;	/* the sender's, */
	uvaddr_t address;
	word_t buffer;		/* the receiver's */
	uvaddr_t target;
};

/*
 * The string of this descriptor and address of s for the program r; both have the processor's
 * words. False: it is none of one piece.
 */
static __always_inline bool string_is_once(const struct thread *r, word_t descriptor,
					   uvaddr_t address, struct string_once *o)
{
	word_t acceptor = utcb_read_plain(r, L4_UTCB_BR(0));

	*o = (struct string_once){
		.descriptor = descriptor, .address = address,
		.buffer = utcb_read_plain(r, L4_UTCB_BR(1)),
		.target = utcb_read_plain(r, L4_UTCB_BR(2)),
	};
	return likely(((descriptor | o->buffer) & STRING_UNUSUAL) == 0 &&
		      (acceptor & L4_ACCEPT_STRINGS) &&
		      descriptor >> STRING_LENGTH_SHIFT <= o->buffer >> STRING_LENGTH_SHIFT);
}

/* The transfer of s, which has begun, goes on behind what was copied of that. */
void ipc_string_go_on(struct thread *s, const struct string_once *o, struct user_copied done);

#endif
