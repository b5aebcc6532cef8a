/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Words of a UTCB. User memory: whatever is read here may change at any time, so a value that
 * matters is read once and then checked.
 */
#ifndef L4_API_UTCB_H
#define L4_API_UTCB_H

#include <api/thread.h>

/* Word `index` relative to the UTCB pointer (L4_UTCB_*, or a message register number). */
static inline word_t utcb_read(const struct thread *t, int index)
{
	return *(volatile word_t *)(tcb_utcb(&t->tcb) + index);
}

static inline void utcb_write(struct thread *t, int index, word_t w)
{
	*(volatile word_t *)(tcb_utcb(&t->tcb) + index) = w;
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
