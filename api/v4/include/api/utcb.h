/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Words of a UTCB. User memory: whatever is read here may change at any time, so a value that
 * matters is read once and then checked.
 */
#ifndef L4_API_UTCB_H
#define L4_API_UTCB_H

#include <api/thread.h>

/* Message register 0, and the others behind it. */
static inline word_t *utcb_words(const struct thread *t)
{
	return tcb_utcb(&t->tcb);
}

/* The first byte of the UTCB whose message register 0 this is. */
static inline char *utcb_slot(word_t __user *utcb)
{
	return (char __force *)utcb - L4_UTCB_MR0_OFFSET;
}

/* Word `index` relative to the UTCB pointer (L4_UTCB_*, or a message register number). */
static inline word_t utcb_read(const struct thread *t, int index)
{
	return *(volatile word_t *)(utcb_words(t) + index);
}

static inline void utcb_write(struct thread *t, int index, word_t w)
{
	*(volatile word_t *)(utcb_words(t) + index) = w;
}

static inline word_t utcb_buffer(const struct thread *t, unsigned int br)
{
	return utcb_read(t, L4_UTCB_BR((int)br));
}

static inline void utcb_set_error(struct thread *t, word_t error)
{
	utcb_write(t, L4_UTCB_ERROR_CODE, error);
}

#endif
