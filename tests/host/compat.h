/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What tests of 32-bit programs share: threads and UTCBs of such spaces beside those of system.h.
 */
#ifndef TESTS_HOST_COMPAT_H
#define TESTS_HOST_COMPAT_H

#include "system.h"

#include <api/compat.h>
#include <generic/mapdb.h>

#define CONTROL_32BIT	(1ul << 63)

/* Message register 0 of a 32-bit thread: words lie at the same indices, in four bytes each. */
static inline u32 *mr32(struct tcb *t)
{
	return (u32 *)tcb_utcb(t);
}

/* SpaceControl of the root task with this control; returns the result, *old the old control. */
word_t control_space(word_t space, word_t control, word_t kip, word_t utcbs, word_t *old);
/* Thread n in the 32-bit space of thread s, made if s equals n; it waits for its start message. */
struct tcb *make_unstarted32(unsigned int n, unsigned int s);
/* The same, but it can run. */
struct tcb *make_thread32(unsigned int n, unsigned int s);
/* make_thread32() or make_thread(). */
struct tcb *make_either(unsigned int n, unsigned int s, bool is_32bit);

/* A word of t's UTCB as its program sees it, and the reverse. */
word_t program_word(struct tcb *t, int index);
void set_program_word(struct tcb *t, int index, word_t w);
/* How the program of t writes an id. (X.2, thread ids) */
word_t program_id(struct tcb *t, word_t id);

/* Ipc of the running thread with this tag in its message register 0; returns who runs then. */
struct tcb *ipc_tag(word_t to, word_t from, word_t timeouts, word_t tag);

/* `bytes` from MEMORY on in the space of t, made of sigma0's memory from `frame` on. */
void give_memory(struct tcb *t, uvaddr_t va, paddr_t frame, size_t bytes, unsigned int rights);
/* The byte that t sees at va, or NULL. */
u8 *byte_at(struct tcb *t, uvaddr_t va);

#endif
