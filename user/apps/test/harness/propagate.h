/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sending in the name of another, as propagation and redirectors need it, and what the receiver
 * sees of it in its tag and its UTCB.
 */
#ifndef L4_TEST_PROPAGATE_H
#define L4_TEST_PROPAGATE_H

#include "test.h"

#define MARK		0x5eed5eedul

/* A word of h's UTCB, read or written by h itself. */
L4_Word_t tcr(struct helper *h, int index);
void set_tcr(struct helper *h, int index, L4_Word_t value);
/* s sends u words to r in the name of v. */
void propagate(struct helper *s, L4_ThreadId_t v, struct helper *r, unsigned int u);
/* The flags of the tag that h has received from this one; the X bit depends on where they are. */
#define check_flags(h, from, flags)							\
	tap_check_eq((h)->ipc.tag.raw & L4_TAG_FLAGS, (flags) | x_bit((from), (h)))

#endif
